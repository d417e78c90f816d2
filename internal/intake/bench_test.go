package intake

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tidings/internal/config"
)

// group is an Alertmanager request of at least so many bytes.
func group(size int) []byte {
	var b strings.Builder
	b.WriteString(`{"version":"4","groupKey":"{}:{}","truncatedAlerts":0,"status":"firing","receiver":"tidings","alerts":[`)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `{"status":"firing","labels":{"alertname":"HighLatency","service":"api","instance":"10.0.0.%d:9090","job":"node","namespace":"production","pod":"api-7d9f-%d","severity":"critical"},`+
			`"annotations":{"summary":"Latency of api is high","description":"The 99th percentile is 4.2 s.\nRunbook: \"latency\" \u0026 more"},`+
			`"startsAt":"2026-11-22T10:04:00.123Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus:9090/graph?g0.expr=x","fingerprint":"%016x"},`, i%256, i, i)
	}
	return []byte(strings.TrimSuffix(b.String(), ",") + `]}`)
}

func BenchmarkParse(b *testing.B) {
	for _, size := range []int{1 << 10, 100 << 10} {
		body := group(size)
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse("alertmanager", "prometheus", Request{Body: body, Received: received}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkEncodingJSON is what the standard library takes for the same, with
// none of the checks: the measure for BenchmarkParse.
func BenchmarkEncodingJSON(b *testing.B) {
	body := group(100 << 10)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var into struct {
			Alerts []struct {
				Status, StartsAt, EndsAt, GeneratorURL, Fingerprint string
				Labels, Annotations                                 map[string]string
			}
		}
		if err := json.Unmarshal(body, &into); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	body := group(100 << 10)
	auth := config.Auth{Type: "hmac", Header: "X-Signature"}
	r := Request{Header: headers("X-Signature", hexMAC(secret, string(body))), Body: body, Received: received}
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if err := Verify(auth, []string{secret}, r); err != nil {
			b.Fatal(err)
		}
	}
}
