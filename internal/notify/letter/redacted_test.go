package letter

import (
	"context"
	"strings"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/status"
	"tidings/themes"
)

// facts are one incident.
type facts struct{ incident *status.Incident }

func (f facts) Incident(context.Context, string) (*status.Incident, error) { return f.incident, nil }

func (f facts) Maintenance(context.Context, string) (*status.Maintenance, error) {
	return nil, status.ErrNotFound
}

// A text that is redacted before the letter is written is not sent.
func TestALetterDoesNotHaveWhatWasRedacted(t *testing.T) {
	theme, err := themes.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	inc := &status.Incident{ID: "leak", Title: "A leak", Updates: []status.Update{
		{ID: "1", At: now.Add(-time.Hour), State: status.Investigating, Body: "We look."},
		{ID: "2", At: now.Add(-time.Minute), State: status.Identified, Redacted: now},
	}}
	conf := &config.Config{Site: config.Site{Name: "Acme", URL: "https://status.acme.example", Zone: time.UTC, Languages: []string{"en", "de"}}}
	w := &Writer{
		Now: func() Setting {
			return Setting{Config: conf, Theme: theme, Facts: facts{inc}, Layout: func(context.Context) (status.Layout, error) { return conf.Layout, nil }}
		},
		Time: func() time.Time { return now }, Link: func(contacts.Subscriber) string { return "token" },
	}
	for lang, says := range map[string]string{"en": "This text was taken out on", "de": "Dieser Text wurde am"} {
		to := contacts.Subscriber{ID: "s", Wish: contacts.Wish{Language: lang}}
		got, err := w.Write(t.Context(), to, "incident/leak", []notify.Event{{Number: 2, Update: "2", At: now}})
		if err != nil {
			t.Fatal(err)
		}
		if l := got.(*Letter); !strings.Contains(l.Text, says) || !strings.Contains(l.HTML, says) || strings.Contains(l.Text, "We look.") {
			t.Errorf("%s: the letter is\n%s", lang, l.Text)
		}
	}
}
