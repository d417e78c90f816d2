package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/inbox"
	"tidings/internal/notify"
	"tidings/internal/notify/outbound"
	"tidings/internal/sns/snstest"
	"tidings/internal/store/memory"
	"tidings/internal/web"
)

// postOffice is a program that hears what becomes of its mail.
type postOffice struct {
	*testing.T
	app   *App
	topic *snstest.Topic
	log   bytes.Buffer
	now   time.Time
}

// keyring holds one secret.
type keyring struct{}

func (keyring) Lookup(_ context.Context, name string, _ time.Time) ([]string, error) {
	return map[string][]string{"bridge": {"s3cret"}}[name], nil
}

type silent struct{}

func (silent) Send(context.Context, notify.Letter) error { return nil }

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	p := &postOffice{T: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	p.topic = snstest.New(t, p.now)
	now := func() time.Time { return p.now }
	page, people := memory.New(now), memory.New(now)
	book, err := contacts.New(people, make([]byte, contacts.KeyBytes), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p.app = New(Parts{Store: page, Inbox: inbox.New(page), Secrets: keyring{}, Now: now, Random: rand.Reader, Metrics: &web.Metrics{}, SNS: p.topic,
		Log: slog.New(slog.NewTextHandler(&p.log, nil)), People: &People{Store: people, Book: book, Channel: silent{}}})
	p.app.rules.Store(&rules{config: &config.Config{Sources: []config.Source{
		{ID: "mail", Kind: config.KindSES, Auth: config.Auth{Type: config.AuthSNS, Topics: []string{snstest.ARN}}},
		{ID: "bridge", Kind: config.KindSES, Auth: config.Auth{Type: "bearer", Secret: "bridge"}},
	}}})
	return p
}

func (p *postOffice) join(name string) contacts.Address {
	p.Helper()
	a, err := contacts.ParseAddress(name + "@example.com")
	if err != nil {
		p.Fatal(err)
	}
	r := contacts.Request{Address: a, Wish: contacts.Wish{All: true, Incident: true}}
	if _, err := p.app.People.Book.Enrol(p.Context(), "test", r, p.now.Add(-time.Hour), p.now); err != nil {
		p.Fatal(err)
	}
	return a
}

func (p *postOffice) state(a contacts.Address) contacts.State {
	p.Helper()
	s, err := p.app.People.Book.Find(p.Context(), a)
	if err != nil {
		p.Fatal(err)
	}
	return s.State
}

// post posts a body to a source and returns the status.
func (p *postOffice) post(source string, body []byte) int {
	p.Helper()
	mux := http.NewServeMux()
	mux.Handle("/hooks/{source}", p.app.hooks())
	r := httptest.NewRequestWithContext(p.Context(), http.MethodPost, "/hooks/"+source, bytes.NewReader(body))
	r.Header.Set("Content-Type", "text/plain; charset=UTF-8")
	if source == "bridge" {
		r.Header.Set("Authorization", "Bearer s3cret")
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	if w.Code == http.StatusAccepted && !strings.Contains(w.Body.String(), `"id":`) {
		p.Errorf("the answer is %s", w.Body)
	}
	return w.Code
}

func (p *postOffice) kept() []inbox.Delivery {
	p.Helper()
	all, _, err := p.app.Inbox.List(p.Context(), "", 100, "")
	if err != nil {
		p.Fatal(err)
	}
	return all
}

func bounce(to string) string {
	return fmt.Sprintf(`{"notificationType":"Bounce","mail":{"timestamp":"2026-11-22T11:59:00Z","messageId":"m","destination":[%q]},
		"bounce":{"bounceType":"Permanent","bounceSubType":"General","timestamp":"2026-11-22T12:00:00Z","bouncedRecipients":[{"emailAddress":%q}]}}`, to, to)
}

// What SNS brings is taken when it is proved to be the topic's, and nothing of
// it is kept beside the page.
func TestFeedbackThroughTheDoor(t *testing.T) {
	p := newPostOffice(t)
	ann, bob := p.join("ann"), p.join("bob")
	if code := p.post("mail", snstest.New(t, p.now).Notification(bounce("ann@example.com"))); code != http.StatusUnauthorized || p.state(ann) != contacts.Active {
		t.Fatalf("a stranger is answered %d", code)
	}
	for range 2 {
		if code := p.post("mail", p.topic.Notification(bounce("ANN@Example.com"))); code != http.StatusAccepted {
			t.Fatalf("answered %d:\n%s", code, &p.log)
		}
	}
	if code := p.post("bridge", []byte(`{"source":"aws.ses","detail-type":"Email Bounced","detail":`+bounce("bob@example.com")+`}`)); code != http.StatusAccepted {
		t.Errorf("from EventBridge: %d", code)
	}
	if p.state(ann) != contacts.Bounced || p.state(bob) != contacts.Bounced {
		t.Errorf("ann is %s, bob is %s", p.state(ann), p.state(bob))
	}
	if n := len(p.kept()); n != 0 {
		t.Errorf("%d deliveries are kept beside the page", n)
	}
	if p.app.Metrics.Value("tidings_mail_reports_total", "fate", "bounced_hard") != 3 {
		t.Error("the reports are not counted")
	}
}

func TestATopicIsConfirmedOnceItIsProved(t *testing.T) {
	p := newPostOffice(t)
	if code := p.post("mail", snstest.New(t, p.now).Subscription()); code != http.StatusUnauthorized || p.topic.Confirmed() {
		t.Fatalf("a stranger's subscription: %d", code)
	}
	if code := p.post("bridge", p.topic.Subscription()); code != http.StatusAccepted || p.topic.Confirmed() {
		t.Fatalf("a subscription that proves nothing here: %d", code)
	}
	if code := p.post("mail", p.topic.Subscription()); code != http.StatusAccepted || !p.topic.Confirmed() {
		t.Errorf("answered %d, confirmed %v", code, p.topic.Confirmed())
	}
	if code := p.post("mail", p.topic.Sign(map[string]string{"Type": "UnsubscribeConfirmation", "Message": "x", "Token": "t", "SubscribeURL": "x"})); code != http.StatusAccepted || !strings.Contains(p.log.String(), "no longer posts here") {
		t.Errorf("the end of a subscription: %d, %s", code, &p.log)
	}
}

// Trouble on the way to SNS is no refusal: it is posted again.
func TestSNSOutOfReach(t *testing.T) {
	p := newPostOffice(t)
	ann := p.join("ann")
	p.topic.Err = errors.New("no route")
	if code := p.post("mail", p.topic.Notification(bounce("ann@example.com"))); code != http.StatusServiceUnavailable || p.state(ann) != contacts.Active {
		t.Errorf("answered %d", code)
	}
	p.topic.Err = nil
	if code := p.post("mail", p.topic.Notification(bounce("ann@example.com"))); code != http.StatusAccepted || p.state(ann) != contacts.Bounced {
		t.Errorf("answered %d when it came again", code)
	}
	p.topic.Fail = outbound.Answer{Status: http.StatusInternalServerError}
	if code := p.post("mail", p.topic.Subscription()); code != http.StatusServiceUnavailable {
		t.Errorf("a confirmation that failed is answered %d", code)
	}
}

// What is not understood is in quarantine, by its reason alone.
func TestFeedbackThatIsNotUnderstood(t *testing.T) {
	p := newPostOffice(t)
	for _, text := range []string{`{"eventType":"Teleport","mail":{"destination":["ann@example.com"]}}`, "ann@example.com said something"} {
		if code := p.post("mail", p.topic.Notification(text)); code != http.StatusAccepted {
			t.Errorf("answered %d", code)
		}
	}
	if err := p.app.workOff(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := p.kept()
	if len(all) != 2 {
		t.Fatalf("%d are kept, want two", len(all))
	}
	for _, d := range all {
		if d.State != inbox.Quarantined || d.Reason == "" || strings.Contains(fmt.Sprintf("%s %s %v", d.Body, d.Reason, d.Header), "ann@") {
			t.Errorf("%s: %s, %s", d.State, d.Reason, d.Body)
		}
	}
	if strings.Contains(p.log.String(), "ann@") {
		t.Errorf("the log shows an address:\n%s", &p.log)
	}
	if code := p.post("mail", p.topic.Notification("Successfully validated SNS topic for Amazon SES event publishing.")); code != http.StatusAccepted || len(p.kept()) != 2 {
		t.Errorf("the greeting of SES: %d, %d kept", code, len(p.kept()))
	}
}
