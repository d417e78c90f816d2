package ses_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"tidings/internal/notify"
	"tidings/internal/notify/ses"
	"tidings/test/aws"
	"tidings/test/letters"
)

// A server of somebody else's takes our requests, keeps every header, and
// refuses an address that it does not know.
func TestSomebodyElsesServer(t *testing.T) {
	server, err := aws.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	now := time.Now()
	open := func() *ses.Channel {
		return ses.New(ses.Options{Config: server.Config(), ConfigurationSet: "tidings", Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	}
	if err := open().Send(t.Context(), hello(t)); err == nil || errors.Is(err, notify.ErrRefused) || !strings.Contains(err.Error(), "not verified") {
		t.Errorf("from an address that is not verified: %v", err)
	}
	from := "status@example.net"
	if _, err := sesv2.NewFromConfig(server.Config()).CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: &from}); err != nil {
		t.Fatal(err)
	}
	if err := open().Send(t.Context(), hello(t)); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(server.Endpoint + "/moto-api/data.json")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var kept struct {
		SES struct {
			RawMessage []struct {
				Data         string `json:"raw_data"`
				Destinations []string
			}
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&kept); err != nil || len(kept.SES.RawMessage) != 1 {
		t.Fatalf("%+v, %v", kept, err)
	}
	m, err := letters.Read(kept.SES.RawMessage[0].Data)
	if err != nil || m.Subject != "Grüße" || m.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || m.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("%+v, %v", m, err)
	}
	for _, to := range kept.SES.RawMessage[0].Destinations {
		if to != "ann@example.com" {
			t.Errorf("sent to %v", kept.SES.RawMessage[0].Destinations)
		}
	}
}
