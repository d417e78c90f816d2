package intake

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/config"
	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// only is the one signal of a generic body.
func only(t *testing.T, body string) status.Signal {
	t.Helper()
	signals, err := Parse("generic", "source", Request{Body: []byte(body), Received: received})
	if err != nil || len(signals) != 1 {
		t.Fatalf("Parse(%s) = %v, %v", body, signals, err)
	}
	return signals[0]
}

func quoted(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

func TestLongTextIsCutBetweenRunes(t *testing.T) {
	long := strings.Repeat("ä", 20_000)
	s := only(t, `{"status":"firing","key":`+quoted(long)+`,"title":"x`+long+`","body":"x`+long+`","labels":{"x`+long+`":"x`+long+`"},"link":"https://example.com/`+strings.Repeat("a", 3000)+`"}`)
	if len(s.Title) != 1023 || len(s.Body) != 16383 {
		t.Errorf("title of %d, body of %d bytes", len(s.Title), len(s.Body))
	}
	for name, value := range s.Labels {
		if len(name) != 1023 || len(value) != 1023 {
			t.Errorf("label of %d and %d bytes", len(name), len(value))
		}
	}
	if !strings.HasPrefix(s.Key, "sha256:") || s.Link != "" {
		t.Errorf("key %q, link %q", s.Key, s.Link)
	}
	other := only(t, `{"status":"firing","key":`+quoted(long+"b")+`}`)
	if s.Key == other.Key {
		t.Error("two long keys that differ at the end became one")
	}
}

func TestRulesMayAskForAnyLabel(t *testing.T) {
	var members []string
	for i := range 100 {
		members = append(members, fmt.Sprintf(`"l%02d":"v"`, 99-i))
	}
	s := only(t, `{"status":"firing","key":"k","labels":{`+strings.Join(members, ",")+`}}`)
	for _, name := range []string{"l00", "l99"} {
		rules := []config.Rule{{Match: map[string]string{name: "v"}, Component: "api"}}
		if Which(rules, s) != 0 {
			t.Errorf("a rule that asks for the label %s does not fit", name)
		}
	}
}

// What a batch of deliveries holds in memory does not depend on how many labels
// its senders make up.
func TestOnlyLabelsThatRulesAskForAreHeld(t *testing.T) {
	var members []string
	for i := range 5000 {
		members = append(members, fmt.Sprintf(`"l%04d":"v"`, i))
	}
	s := only(t, `{"status":"firing","key":"k","labels":{`+strings.Join(members, ",")+`}}`)
	rules := []config.Rule{{Match: map[string]string{"l0007": "*", "absent": ""}}, {Match: map[string]string{"l4999": "v"}}}
	want := map[string]string{"l0007": "v", "l4999": "v"}
	if diff := cmp.Diff(want, Asked(rules, s.Labels)); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
}

func TestTooManyAlerts(t *testing.T) {
	alert := `{"status":"firing","fingerprint":"%03d"}`
	var alerts []string
	for i := range 513 {
		alerts = append(alerts, fmt.Sprintf(alert, i))
	}
	for n, partial := range map[int]bool{512: false, 513: true} {
		body := `{"alerts":[` + strings.Join(alerts[:n], ",") + `]}`
		signals, err := Parse("alertmanager", "source", Request{Body: []byte(body), Received: received})
		if err != nil || len(signals) != 512 {
			t.Fatalf("%d alerts: %d signals, %v", n, len(signals), err)
		}
		if signals[0].Partial != partial || signals[511].Partial != partial {
			t.Errorf("%d alerts: partial is %v", n, signals[0].Partial)
		}
	}
}

func TestLinks(t *testing.T) {
	for address, kept := range map[string]bool{
		"https://example.com/a?b=c#d":  true,
		"http://prometheus:9090/graph": true,
		"https://münchen.example/ü":    true,
		"javascript:alert(1)":          false,
		"data:text/html,x":             false,
		"//example.com":                false,
		"?orgId=1":                     false,
		"https://user:pw@example.com":  false,
		"https://exa\u202emple.com":    false,
		" https://example.com":         false,
		"https://":                     false,
	} {
		s := only(t, `{"status":"firing","key":"k","link":`+quoted(address)+`}`)
		if kept != (s.Link == address) || !kept && s.Link != "" {
			t.Errorf("%q became %q", address, s.Link)
		}
	}
}

func TestMoments(t *testing.T) {
	want := time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		`"2026-11-22T10:04:00Z"`:         want,
		`"2026-11-22T10:04:00.25Z"`:      want.Add(250 * time.Millisecond),
		`"2026-11-22T12:04:00+02:00"`:    want,
		`"2026-11-22T12:04:00.000+0200"`: want,
		`"2026-11-22T10:04:00.1234567Z"`: want.Add(123456700),
		`"2026-11-22t10:04:00z"`:         want,
		`"2026-11-22 12:04:00+02:00"`:    want,
		`"2026-11-22T10:03:60Z"`:         want,
		`"2026-11-22T10:03:60.5Z"`:       want.Add(500 * time.Millisecond),
		`"2026-11-22T10:04Z"`:            want,
		`"2026-11-22 12:04 +02:00"`:      want,
		`"2026-11-22 12:04:00 +0200"`:    want,

		`"2026-11-22 12:04:00.25 +0200 CEST"`: want.Add(250 * time.Millisecond),
		`"2026-11-22 13:04:00 +0300 +03"`:     want,
		`"2026-11-22 10:04:00 +0000 UTC"`:     want,
		`"2026-11-22 10:04:00 UTC"`:           want,
		`"Sun, 22 Nov 2026 10:04:00 GMT"`:     want,
		`"Sun, 22 Nov 2026 10:04:00 UTC"`:     want,
		`"Sun, 22 Nov 2026 05:04:00 -0500"`:   want,

		`1795341840`:                  want,
		`1.79534184e+09`:              want,
		`1.79534184E12`:               want,
		`"1795341840"`:                want,
		`1795341840.5`:                want.Add(500 * time.Millisecond),
		`1795341840250`:               want.Add(250 * time.Millisecond),
		`1795341840000250`:            want.Add(250 * time.Microsecond),
		`1795341840000000250`:         want.Add(250),
		`"0001-01-01T00:00:00Z"`:      {},
		`"1970-01-01T00:00:00Z"`:      {},
		`"1969-12-31T19:00:00-05:00"`: {},
		`0`:                           {},
		`""`:                          {},
		`null`:                        {},
	} {
		v, err := strict.Parse([]byte(text), strict.Limits{Bytes: 100, Depth: 1, Values: 1})
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := moment(v, time.UTC); !ok || !got.Equal(want) {
			t.Errorf("%s is %v, %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{`"yesterday"`, `"2026-11-22"`, `"2026-11-22T10"`, `"2026-11-22 10:04:00 CET"`, `"2026-11-22 10:04:00 +0100 or so"`, `"2026-11-22T10:04:00Z UTC"`, `"Sun, 22 Nov 2026 05:04:00 EST"`, `"2026-13-01T00:00:00Z"`, `-5`, `1e-9`, `1e99`, `"1e"`, `"Inf"`, `"2026-11-22_10:04:00Z"`, `"2026-11-22T10:61:00Z"`, `"NaN"`, `"1.2.3"`, `true`, `[]`, `{}`, `99999999999999999999`, `"."`} {
		v, err := strict.Parse([]byte(text), strict.Limits{Bytes: 100, Depth: 1, Values: 1})
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := moment(v, time.UTC); ok {
			t.Errorf("%s is taken for the time %v", text, got)
		}
	}
}

// A time that names no zone is one of the source's, and the signal says so.
func TestTimesWithoutZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	want := time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC)
	for text, c := range map[string]struct {
		zone     *time.Location
		at       time.Time
		zoneless bool
	}{
		"2026-11-22T10:04:00":       {nil, want, true},
		"2026-11-22 10:04:00.250":   {nil, want.Add(250 * time.Millisecond), true},
		"2026-11-22 10:04":          {nil, want, true},
		"2026-11-22T11:04:00":       {berlin, want, true},
		"2026-11-22T10:04:00Z":      {berlin, want, false},
		"2026-11-22T11:04:00 +0100": {nil, want, false},
		"2026-11-22T10:04:00+00:00": {berlin, want, false},
		"1795341840":                {berlin, want, false},
	} {
		for kind, body := range map[string]string{
			"generic":           `{"key":"k","status":"firing","at":"` + text + `"}`,
			"standard-webhooks": `{"timestamp":"` + text + `","data":{"key":"k","status":"firing"}}`,
			"alertmanager":      `{"alerts":[{"status":"firing","fingerprint":"1","startsAt":"` + text + `"}]}`,
		} {
			signals, err := Parse(kind, "s", Request{Body: []byte(body), Received: received, Zone: c.zone})
			if err != nil || len(signals) != 1 || !signals[0].At.Equal(c.at) || signals[0].Zoneless != c.zoneless {
				t.Errorf("%s: %s in %v: %+v, %v", kind, text, c.zone, signals, err)
			}
		}
	}
}

func TestSenderClockAhead(t *testing.T) {
	near, far := received.Add(5*time.Minute), received.Add(5*time.Minute+time.Second)
	stamp := func(t time.Time) string { return quoted(t.Format(time.RFC3339)) }
	for name, c := range map[string]struct {
		body        string
		at, started time.Time
		skewed      bool
	}{
		"a little":    {`"at":` + stamp(near), near, time.Time{}, false},
		"too far":     {`"at":` + stamp(far), received, time.Time{}, true},
		"start ahead": {`"started":` + stamp(far), received, received, true},
		"year 9999":   {`"started":"9999-12-31T23:59:59Z"`, received, received, true},
		"start only":  {`"started":"2026-11-22T10:04:00Z"`, time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC), time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC), false},
	} {
		s := only(t, `{"key":"k","status":"firing",`+c.body+`}`)
		if !s.At.Equal(c.at) || !s.Started.Equal(c.started) || s.Skewed != c.skewed {
			t.Errorf("%s: at %v, started %v, skewed %v", name, s.At, s.Started, s.Skewed)
		}
	}
	s := only(t, `{"key":"k","status":"resolved","started":"2026-11-22T10:04:00Z"}`)
	if !s.At.Equal(received) {
		t.Errorf("a resolve without a time of its own is at %v", s.At)
	}
}
