package local

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/doctor"
)

// What SES says of an account is what the doctor is told, and nothing is sent.
func TestHowAnAccountOfSESStands(t *testing.T) {
	for said, want := range map[string]doctor.Mail{
		`{"ProductionAccessEnabled":true,"SendingEnabled":true,"SendQuota":{"Max24HourSend":50000,"MaxSendRate":14,"SentLast24Hours":12}}`: {Quota: 50000, Sent: 12},
		`{"ProductionAccessEnabled":false,"SendingEnabled":false,"SendQuota":{"Max24HourSend":200,"MaxSendRate":1,"SentLast24Hours":200}}`: {Sandbox: true, Paused: true, Quota: 200, Sent: 200},
		``: {Trouble: "it refuses to"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || r.URL.Path != "/v2/email/account" {
				t.Errorf("asked for %s %s", r.Method, r.URL)
			}
			if said == "" {
				w.Header().Set("X-Amzn-Errortype", "AccessDeniedException")
				w.WriteHeader(http.StatusForbidden)
			}
			io.WriteString(w, said)
		}))
		got := stands(t, server.URL)
		server.Close()
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", said, diff)
		}
		if said == "" {
			if got := stands(t, server.URL); got.Trouble == "" || strings.Contains(got.Trouble, server.URL) {
				t.Errorf("of one out of reach it says %+v", got)
			}
		}
	}
}

func stands(t *testing.T, endpoint string) *doctor.Mail {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	env := map[string]string{"AWS_ENDPOINT_URL_SESV2": endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_MAX_ATTEMPTS": "1"}
	got, err := standing(ctx, Options{Now: time.Now, Getenv: func(name string) string { return env[name] }}, "eu-west-1")
	if err != nil {
		t.Fatal(err)
	}
	return got
}
