package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tidings/internal/config"
)

const secret = "correct horse battery staple"

func mac(key, text string) []byte {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return h.Sum(nil)
}

func hexMAC(key, text string) string { return hex.EncodeToString(mac(key, text)) }

func headers(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func basicPair(user, password string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
}

// attempt is one request against a way of proving.
type attempt struct {
	name   string
	header http.Header
	ok     bool
}

func try(t *testing.T, auth config.Auth, body string, attempts []attempt) {
	t.Helper()
	for _, a := range attempts {
		err := Verify(auth, []string{"another live secret", secret}, Request{Header: a.header, Body: []byte(body), Received: received})
		if a.ok != (err == nil) {
			t.Errorf("%s: %s: Verify = %v", auth.Type, a.name, err)
		}
		if err != nil && (!errors.Is(err, ErrUnauthorized) || err.Error() != "missing or wrong credentials") {
			t.Errorf("%s: %s: the error says too much: %v", auth.Type, a.name, err)
		}
	}
}

func TestVerifyBearer(t *testing.T) {
	long := strings.Repeat("a", 1<<20)
	try(t, config.Auth{Type: "bearer"}, "", []attempt{
		{"right", headers("Authorization", "Bearer "+secret), true},
		{"the other secret", headers("Authorization", "Bearer another live secret"), true},
		{"scheme in lower case", headers("Authorization", "bearer "+secret), true},
		{"missing", headers(), false},
		{"empty", headers("Authorization", ""), false},
		{"scheme only", headers("Authorization", "Bearer "), false},
		{"no scheme", headers("Authorization", secret), false},
		{"wrong scheme", headers("Authorization", "Basic "+secret), false},
		{"wrong", headers("Authorization", "Bearer "+secret+"x"), false},
		{"a part", headers("Authorization", "Bearer "+secret[:5]), false},
		{"case", headers("Authorization", "Bearer "+strings.ToUpper(secret)), false},
		{"too long", headers("Authorization", "Bearer "+long), false},
		{"twice", headers("Authorization", "Bearer "+secret, "Authorization", "Bearer "+secret), false},
		{"as basic", headers("Authorization", "Basic "+basicPair("", secret)), false},
	})
}

// TestVerifyLooksAtSoMuchOnly sends what would be right, were it not too long.
func TestVerifyLooksAtSoMuchOnly(t *testing.T) {
	long := strings.Repeat("a", 10_000)
	r := Request{Header: headers("Authorization", "Bearer "+long, "X", long), Received: received}
	for _, kind := range []string{"bearer", "header"} {
		if Verify(config.Auth{Type: kind, Header: "X"}, []string{long}, r) == nil {
			t.Errorf("%s: credentials of %d bytes pass", kind, len(long))
		}
	}
}

func TestVerifyBasic(t *testing.T) {
	try(t, config.Auth{Type: "basic", User: "alerts"}, "", []attempt{
		{"right", headers("Authorization", "Basic "+basicPair("alerts", secret)), true},
		{"wrong user", headers("Authorization", "Basic "+basicPair("alert", secret)), false},
		{"wrong password", headers("Authorization", "Basic "+basicPair("alerts", secret+" ")), false},
		{"empty password", headers("Authorization", "Basic "+basicPair("alerts", "")), false},
		{"no colon", headers("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("alerts"))), false},
		{"not base64", headers("Authorization", "Basic alerts:"+secret), false},
		{"wrong scheme", headers("Authorization", "Bearer "+basicPair("alerts", secret)), false},
		{"missing", headers(), false},
	})
}

func TestVerifyHeader(t *testing.T) {
	try(t, config.Auth{Type: "header", Header: "x-gitlab-token"}, "", []attempt{
		{"right", headers("X-Gitlab-Token", secret), true},
		{"wrong", headers("X-Gitlab-Token", "guess"), false},
		{"empty", headers("X-Gitlab-Token", ""), false},
		{"another header", headers("X-Token", secret), false},
		{"missing", headers(), false},
	})
	try(t, config.Auth{Type: "header"}, "", []attempt{{"no header configured", headers("", secret), false}})
}

func TestVerifyHMAC(t *testing.T) {
	body := `{"a": 1}`
	right, raw := hexMAC(secret, body), mac(secret, body)
	many := strings.Repeat(hexMAC("x", body)+",", 20)
	try(t, config.Auth{Type: "hmac", Header: "X-Signature", Prefix: "sha256="}, body, []attempt{
		{"hex", headers("X-Signature", "sha256="+right), true},
		{"upper case hex", headers("X-Signature", "sha256="+strings.ToUpper(right)), true},
		{"base64", headers("X-Signature", "sha256="+base64.StdEncoding.EncodeToString(raw)), true},
		{"base64 without padding", headers("X-Signature", "sha256="+base64.RawStdEncoding.EncodeToString(raw)), true},
		{"base64 for addresses", headers("X-Signature", "sha256="+base64.URLEncoding.EncodeToString(raw)), true},
		{"a space after the prefix", headers("X-Signature", "sha256= "+right), true},
		{"second of two", headers("X-Signature", "sha256="+hexMAC("old", body)+", sha256="+right), true},
		{"first of two", headers("X-Signature", "sha256="+right+",sha256="+hexMAC("new", body)), true},
		{"second header", headers("X-Signature", "sha256="+hexMAC("old", body), "X-Signature", "sha256="+right), true},
		{"without the prefix", headers("X-Signature", right), false},
		{"another prefix", headers("X-Signature", "sha1="+right), false},
		{"of another body", headers("X-Signature", "sha256="+hexMAC(secret, `{"a":1}`)), false},
		{"of an empty secret", headers("X-Signature", "sha256="+hexMAC("", body)), false},
		{"a part", headers("X-Signature", "sha256="+right[:62]), false},
		{"empty", headers("X-Signature", "sha256="), false},
		{"missing", headers(), false},
		{"too long", headers("X-Signature", strings.Repeat("sha256="+right+",", 1000)), false},
		{"too many", headers("X-Signature", strings.ReplaceAll(many, ",", ",sha256=")+right), false},
	})
	try(t, config.Auth{Type: "hmac"}, body, []attempt{{"no header configured", headers("", right), false}})
}

func TestVerifyHMACWithTimestamp(t *testing.T) {
	body := "test message"
	at := func(age time.Duration) http.Header {
		seconds := fmt.Sprint(received.Add(-age).Unix())
		return headers("X-Time", seconds, "X-Grafana-Alerting-Signature", hexMAC(secret, seconds+":"+body))
	}
	moved := at(0)
	moved.Set("X-Time", fmt.Sprint(received.Unix()-1))
	unsigned := headers("X-Grafana-Alerting-Signature", hexMAC(secret, body))
	auth := config.Auth{Type: "hmac", Header: "X-Grafana-Alerting-Signature", Timestamp: "X-Time"}
	try(t, auth, body, []attempt{
		{"now", at(0), true},
		{"five minutes old", at(5 * time.Minute), true},
		{"five minutes ahead", at(-5 * time.Minute), true},
		{"older", at(5*time.Minute + time.Second), false},
		{"further ahead", at(-5*time.Minute - time.Second), false},
		{"time changed", moved, false},
		{"body signed alone", unsigned, false},
	})
	auth.Tolerance = time.Hour
	try(t, auth, body, []attempt{{"within the source's tolerance", at(59 * time.Minute), true}})
}

func TestVerifyStandardWebhooks(t *testing.T) {
	key := "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAA=="
	raw, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	body := `{"type":"x"}`
	sign := func(key []byte, id string, at time.Time) string {
		return "v1," + base64.StdEncoding.EncodeToString(mac(string(key), fmt.Sprintf("%s.%d.%s", id, at.Unix(), body)))
	}
	send := func(family, id string, at time.Time, signature string) http.Header {
		return headers(family+"-id", id, family+"-timestamp", fmt.Sprint(at.Unix()), family+"-signature", signature)
	}
	right := sign(raw, "msg_1", received)
	old := sign([]byte("old"), "msg_1", received)
	for _, a := range []attempt{
		{"right", send("webhook", "msg_1", received, right), true},
		{"svix names", send("svix", "msg_1", received, right), true},
		{"second of several", send("webhook", "msg_1", received, "v1a,AAAA "+old+" "+right), true},
		{"another id", send("webhook", "msg_2", received, right), false},
		{"another time", send("webhook", "msg_1", received.Add(time.Second), right), false},
		{"too old", send("webhook", "msg_1", received.Add(-6*time.Minute), sign(raw, "msg_1", received.Add(-6*time.Minute))), false},
		{"from the future", send("webhook", "msg_1", received.Add(6*time.Minute), sign(raw, "msg_1", received.Add(6*time.Minute))), false},
		{"no version", send("webhook", "msg_1", received, strings.TrimPrefix(right, "v1,")), false},
		{"no id", send("webhook", "", received, sign(raw, "", received)), false},
		{"empty key", send("webhook", "msg_1", received, sign(nil, "msg_1", received)), false},
		{"families mixed", headers("webhook-id", "msg_1", "webhook-timestamp", fmt.Sprint(received.Unix()), "svix-signature", right), false},
		{"nothing", headers(), false},
	} {
		for _, live := range [][]string{{"whsec_" + key}, {"whsec_b2xk", key}} {
			err := Verify(config.Auth{Type: "standard-webhooks"}, live, Request{Header: a.header, Body: []byte(body), Received: received})
			if a.ok != (err == nil) {
				t.Errorf("%s: Verify with %d secrets = %v", a.name, len(live), err)
			}
		}
	}
	for _, shown := range []string{key, strings.TrimRight(key, "="), "whsec_" + strings.TrimRight(key, "="), "v1,whsec_" + key, " whsec_" + key + "\n"} {
		if err := Verify(config.Auth{Type: "standard-webhooks"}, []string{shown}, Request{Header: send("webhook", "msg_1", received, right), Body: []byte(body), Received: received}); err != nil {
			t.Errorf("the secret as %q: %v", shown, err)
		}
	}
	for _, at := range []string{"", "soon", "1.5e9", fmt.Sprint(received.UnixMilli()), fmt.Sprint(received.Unix()) + ".5", "-1"} {
		h := headers("webhook-id", "msg_1", "webhook-timestamp", at, "webhook-signature", "v1,"+base64.StdEncoding.EncodeToString(mac(string(raw), "msg_1."+at+"."+body)))
		if Verify(config.Auth{Type: "standard-webhooks"}, []string{key}, Request{Header: h, Body: []byte(body), Received: received}) == nil {
			t.Errorf("the time %q is taken for one", at)
		}
	}
	for _, bad := range []string{"", "v1,", "whsec_", "whsec_!!!"} {
		h := send("webhook", "msg_1", received, sign(nil, "msg_1", received))
		if Verify(config.Auth{Type: "standard-webhooks"}, []string{bad}, Request{Header: h, Body: []byte(body), Received: received}) == nil {
			t.Errorf("the secret %q is taken for one", bad)
		}
	}
}

func TestTransportIDs(t *testing.T) {
	for name, c := range map[string]struct {
		kind   string
		header http.Header
		want   string
	}{
		"standard":                  {"standard-webhooks", headers("webhook-id", "msg_1"), "msg_1"},
		"svix":                      {"standard-webhooks", headers("svix-id", "msg_1", "svix-signature", "v1,x"), "msg_1"},
		"generic signed":            {"generic", headers("webhook-id", "msg_1", "idempotency-key", "k"), "msg_1"},
		"generic":                   {"generic", headers("Idempotency-Key", "k"), "k"},
		"an id beside the signed":   {"standard-webhooks", headers("webhook-id", "msg_1", "webhook-signature", "v1,x", "svix-id", "other"), "msg_1"},
		"twice":                     {"standard-webhooks", headers("webhook-id", "msg_1", "webhook-id", "msg_2"), ""},
		"none":                      {"standard-webhooks", headers(), ""},
		"standard knows no keys":    {"standard-webhooks", headers("Idempotency-Key", "k"), ""},
		"alertmanager has none":     {"alertmanager", headers("webhook-id", "msg_1", "Idempotency-Key", "k"), ""},
		"grafana has none":          {"grafana", headers("webhook-id", "msg_1"), ""},
		"a kind that nobody parses": {"sns", headers("webhook-id", "msg_1"), ""},
	} {
		if got := TransportID(c.kind, c.header); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if got := Keyed(c.kind, c.header); got != (c.want == "k") {
			t.Errorf("%s: keyed is %v", name, got)
		}
	}
	long := TransportID("generic", headers("Idempotency-Key", strings.Repeat("k", 5000)))
	if len(long) > maxKey || long == TransportID("generic", headers("Idempotency-Key", strings.Repeat("k", 5001))) {
		t.Errorf("a long id became %q", long)
	}
}

// TestSignedIDCannotBeSwapped replays a signed request with an id of the other
// family beside it, which would get around the check for repetitions.
func TestSignedIDCannotBeSwapped(t *testing.T) {
	at := fmt.Sprint(received.Unix())
	signature := "v1," + base64.StdEncoding.EncodeToString(mac("key", "msg_1."+at+".{}"))
	h := headers("svix-id", "msg_1", "svix-timestamp", at, "svix-signature", signature)
	live := []string{"whsec_" + base64.StdEncoding.EncodeToString([]byte("key"))}
	r := Request{Header: h, Body: []byte("{}"), Received: received}
	auth := config.Auth{Type: "standard-webhooks"}
	if err := Verify(auth, live, r); err != nil {
		t.Fatal(err)
	}
	h.Set("webhook-id", "another")
	if Verify(auth, live, r) == nil && TransportID("standard-webhooks", h) != "msg_1" {
		t.Error("a request passes with an id that is not the signed one")
	}
}

// TestVerifyFailsClosed sends what would fit an empty secret.
func TestVerifyFailsClosed(t *testing.T) {
	body := "{}"
	h := headers("Authorization", "Basic "+basicPair("", ""), "X", "", "X-Signature", hexMAC("", body))
	for _, kind := range []string{"bearer", "basic", "header", "hmac", "standard-webhooks", "none", ""} {
		for _, live := range [][]string{nil, {}, {""}, {"", ""}} {
			auth := config.Auth{Type: kind, Header: "X"}
			if kind == "hmac" {
				auth.Header = "X-Signature"
			}
			if err := Verify(auth, live, Request{Header: h, Body: []byte(body), Received: received}); !errors.Is(err, ErrUnauthorized) {
				t.Errorf("%q with the secrets %q: Verify = %v", kind, live, err)
			}
		}
	}
	if err := Verify(config.Auth{Type: "basic"}, []string{"", secret}, Request{Header: h, Received: received}); err == nil {
		t.Error("an empty secret beside a live one opens the door")
	}
}

// TestVerifyKnownAnswers checks the published vectors among the recordings.
func TestVerifyKnownAnswers(t *testing.T) {
	seen := 0
	for _, row := range expectations(t) {
		h, live := http.Header{}, ""
		for part := range strings.SplitSeq(row.headers, " | ") {
			if value, ok := strings.CutPrefix(part, "secret="); ok {
				live = value
			} else if name, value, ok := strings.Cut(part, ": "); ok {
				h.Set(name, value)
			}
		}
		if live == "" {
			continue
		}
		seen++
		auth, at := config.Auth{Type: "hmac", Header: "X-Grafana-Alerting-Signature"}, received
		if strings.HasPrefix(row.file, "standard-webhooks") {
			auth, at = config.Auth{Type: "standard-webhooks"}, time.Unix(1614265330, 0)
		}
		r := Request{Header: h, Body: read(t, "testdata/"+row.file), Received: at}
		if err := Verify(auth, []string{live}, r); err != nil {
			t.Errorf("%s: Verify = %v", row.file, err)
		}
		r.Body = append(r.Body, ' ')
		if Verify(auth, []string{live}, r) == nil {
			t.Errorf("%s: a space after the body does not break the signature", row.file)
		}
	}
	if seen != 2 {
		t.Errorf("%d known answers, want 2", seen)
	}
}
