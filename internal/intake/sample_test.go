package intake

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/status"
)

// Every kind of sender that posts alerts has a sample that its own parser takes for
// one, and that a rule fits whose labels it has.
func TestSamplesAreUnderstood(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC)
	rules := []config.Rule{{Match: map[string]string{"service": "db"}}, {Match: map[string]string{"service": "api", "region": "*", "severity": "P1", "quiet": "", "source": "s"}, Component: "api"}}
	for _, kind := range Kinds() {
		for firing, want := range map[bool]status.Kind{true: status.Firing, false: status.Cleared} {
			body, ok := Sample(kind, Alert{Key: "tidings-sample", Firing: firing, Title: "A sample", Labels: SampleLabels(rules[1]), At: at})
			if ok == slices.Contains([]string{config.KindSES, "aws-health"}, kind) {
				t.Errorf("%s has a sample: %v", kind, ok)
			}
			if !ok {
				continue
			}
			signals, err := Parse(kind, "s", Request{Header: http.Header{}, Body: body, Received: at.Add(time.Second)})
			if err != nil || len(signals) != 1 {
				t.Errorf("%s: %v, %v\n%s", kind, signals, err, body)
				continue
			}
			s := signals[0]
			when := s.Started
			if kind == "cloudwatch" {
				when = s.At // its alarms do not say when they began
			}
			if s.Kind != want || s.Key != "tidings-sample" || s.Title != "A sample" || !when.Equal(at) || Which(rules, s) != 1 {
				t.Errorf("%s firing %v: %+v", kind, firing, s)
			}
		}
	}
	if _, ok := Sample("nosuch", Alert{}); ok {
		t.Error("an unknown kind has a sample")
	}
}

// What Prove makes, Verify takes; from another secret or another body it does not.
func TestProveIsVerified(t *testing.T) {
	const secret = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="
	r := Request{Body: []byte(`{"key":"x"}`), Received: time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC)}
	for _, auth := range []config.Auth{
		{Type: "bearer"}, {Type: "basic", User: "u"}, {Type: "header", Header: "X-Key"},
		{Type: "hmac", Header: "X-Sign", Prefix: "sha256=", Encoding: "hex"},
		{Type: "hmac", Header: "X-Sign", Encoding: "base64", Timestamp: "X-Time"},
		{Type: "standard-webhooks"},
	} {
		r.Header = Prove(auth, secret, "msg_1", r)
		if err := Verify(auth, []string{secret}, r); err != nil {
			t.Errorf("%+v: %v", auth, err)
		}
		if Verify(auth, []string{"b3RoZXItb3RoZXItb3RoZXI="}, r) == nil {
			t.Errorf("%+v: another secret is good", auth)
		}
		if changed := (Request{Header: r.Header, Body: []byte("{}"), Received: r.Received}); SignsBody(auth) && Verify(auth, []string{secret}, changed) == nil {
			t.Errorf("%+v: another body is good", auth)
		}
	}
}
