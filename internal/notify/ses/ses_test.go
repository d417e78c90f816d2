package ses_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/awsconf"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/notify/letter"
	"tidings/internal/notify/ses"
	"tidings/test/letters"
)

// recorder answers like SES and keeps what it was asked.
type recorder struct {
	*httptest.Server
	mu      sync.Mutex
	sent    []request
	account string // what GetAccount says; empty: it may not be asked
	answer  func(nth int, w http.ResponseWriter)
	asked   int // for the account
}

type request struct {
	ConfigurationSetName string
	Content              struct{ Raw struct{ Data string } }
	Destination          struct{ ToAddresses []string }
	EmailTags            []struct{ Name, Value string }
}

const produces = `{"ProductionAccessEnabled":true,"SendingEnabled":true,"EnforcementStatus":"HEALTHY","SendQuota":{"Max24HourSend":50000,"MaxSendRate":%RATE%,"SentLast24Hours":7}}`

func record(t *testing.T) *recorder {
	t.Helper()
	r := &recorder{account: strings.ReplaceAll(produces, "%RATE%", "1000")}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case q.URL.Path == "/v2/email/account" && r.account == "":
		r.asked++
		fault(w, 403, "AccessDeniedException", "not allowed")
	case q.URL.Path == "/v2/email/account":
		r.asked++
		_, _ = io.WriteString(w, r.account)
	default:
		var one request
		_ = json.NewDecoder(q.Body).Decode(&one)
		r.sent = append(r.sent, one)
		if r.answer != nil {
			r.answer(len(r.sent), w)
			return
		}
		_, _ = io.WriteString(w, `{"MessageId":"010001"}`)
	}
}

func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.sent)
}

func fault(w http.ResponseWriter, code int, kind, text string) {
	w.Header().Set("X-Amzn-Errortype", kind)
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": text})
}

// faults has every message answered with an error.
func (r *recorder) faults(code int, kind, text string) {
	r.answer = func(_ int, w http.ResponseWriter) { fault(w, code, kind, text) }
}

// clock is moved by the test.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.at = c.at.Add(d) }

func open(t *testing.T, r *recorder, change ...func(*ses.Options)) (*ses.Channel, *clock) {
	t.Helper()
	environment := map[string]string{"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL_SESV2": r.URL}
	config, err := awsconf.New("SESV2", awsconf.Options{Getenv: func(n string) string { return environment[n] }})
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{at: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	o := ses.Options{Config: config, ConfigurationSet: "tidings", Now: c.now, Log: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&o)
	}
	return ses.New(o), c
}

func hello(t *testing.T) *letter.Letter {
	t.Helper()
	to, err := contacts.ParseAddress("ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	return &letter.Letter{To: to, From: mail.Address{Name: "Site", Address: "status@example.net"}, Subject: "Grüße", Text: "Hello", HTML: "<p>Hello</p>",
		Lang: "en", Key: "k", Thread: "t", Host: "example.net", Manage: "https://example.net/subscriptions/m",
		Reader: "abcd2345", Marks: []notify.Mark{{Subject: "incident/api-down", Number: 3}, {Subject: "maintenance/m1", Number: 1}}}
}

// What SES is given: the whole message, one recipient, the configuration set,
// and the message's place in the ledger.
func TestSend(t *testing.T) {
	r := record(t)
	c, _ := open(t, r)
	if err := c.Send(t.Context(), hello(t)); err != nil {
		t.Fatal(err)
	}
	if len(r.sent) != 1 {
		t.Fatalf("%d requests", len(r.sent))
	}
	got := r.sent[0]
	raw, err := base64.StdEncoding.DecodeString(got.Content.Raw.Data)
	if err != nil {
		t.Fatal(err)
	}
	m, err := letters.Read(string(raw))
	if err != nil || m.Subject != "Grüße" || strings.TrimSpace(m.Text) != "Hello" {
		t.Errorf("%+v, %v", m, err)
	}
	for name, want := range map[string]string{"Auto-Submitted": "auto-generated", "List-Unsubscribe": "<https://example.net/subscriptions/m>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "List-Id": "<example.net>", "References": "<t@example.net>", "From": `"Site" <status@example.net>`, "To": "<ann@example.com>"} {
		if m.Header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, m.Header.Get(name), want)
		}
	}
	got.Content.Raw.Data = ""
	want := request{ConfigurationSetName: "tidings"}
	want.Destination.ToAddresses = []string{"ann@example.com"}
	want.EmailTags = []struct{ Name, Value string }{{"tidings-reader", "abcd2345"}, {"tidings-told-0", "incident_api-down_3"}, {"tidings-told-1", "maintenance_m1_1"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}

// trouble stands for an error that is about all mail.
var trouble = errors.New("trouble")

func TestAnswers(t *testing.T) {
	const notVerified = "Email address is not verified. The following identities failed the check in region EU-WEST-1: "
	for _, test := range []struct {
		code       int
		kind, text string
		want       error
		says       string
	}{
		{400, "MessageRejected", "Email content is not allowed: ann@example.com", notify.ErrRefused, "MessageRejected"},
		{400, "MessageRejected", notVerified + "ann@example.com", notify.ErrRefused, "MessageRejected"},
		{400, "MessageRejected", notVerified + "status@example.net", trouble, "not verified in this region"},
		{400, "MessageRejected", notVerified + "ann@example.com, Site <Status@Example.net>", trouble, "not verified in this region"},
		{400, "MessageRejected", notVerified + "example.net.", trouble, "not verified in this region"},
		{400, "BadRequestException", "Local address contains control or whitespace", notify.ErrRefused, "BadRequestException"},
		{400, "BadRequestException", "Invalid domain name: 'ann@-'", notify.ErrRefused, "BadRequestException"},
		{400, "BadRequestException", "1 validation error detected", trouble, "BadRequestException"},
		{400, "AccountSuspendedException", "suspended", trouble, "may not send any more"},
		{400, "SendingPausedException", "paused", trouble, "sending is paused"},
		{400, "MailFromDomainNotVerifiedException", "mx", trouble, "MAIL FROM"},
		{404, "NotFoundException", "Configuration set <x> does not exist", trouble, "no such configuration set"},
		{403, "AccessDeniedException", "User: arn:aws:iam::1:user/ann@example.com", trouble, "ses:SendRawEmail"},
		{403, "SignatureDoesNotMatch", "", trouble, "secret access key"},
		{429, "TooManyRequestsException", "Daily message quota exceeded", trouble, "24 hours"},
		{500, "InternalServiceErrorException", "oops", trouble, "InternalServiceErrorException"},
		{502, "", "<html>bad gateway</html>", notify.ErrUnsure, "did not answer"},
	} {
		r := record(t)
		c, _ := open(t, r)
		r.faults(test.code, test.kind, test.text)
		err := c.Send(t.Context(), hello(t))
		class := trouble
		for _, known := range []error{notify.ErrRefused, notify.ErrLater, notify.ErrUnsure} {
			if errors.Is(err, known) {
				class = known
			}
		}
		if err == nil || class != test.want || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s %q: %v; want %v that says %q", test.kind, test.text, err, test.want, test.says)
		}
		if said, ok := errors.AsType[notify.ServerError](err); ok != (test.code != 502) || ok && !strings.Contains(said.Said, test.text) {
			t.Errorf("%s: what SES said is %+v", test.kind, said)
		}
		if strings.Contains(err.Error(), "ann@") || errors.Is(err, notify.ErrNobody) {
			t.Errorf("%s: the error shows an address, or says that there is none: %v", test.kind, err)
		}
		if r.count() != 1 {
			t.Errorf("%s: %d requests for one message", test.kind, r.count())
		}
	}
}

// What comes too fast is tried again, slower; nothing else is.
func TestThrottled(t *testing.T) {
	r := record(t)
	c, _ := open(t, r)
	r.answer = func(nth int, w http.ResponseWriter) {
		if nth < 3 {
			fault(w, 429, "TooManyRequestsException", "Maximum sending rate exceeded.")
			return
		}
		_, _ = io.WriteString(w, `{}`)
	}
	if err := c.Send(t.Context(), hello(t)); err != nil || r.count() != 3 {
		t.Errorf("%v after %d requests", err, r.count())
	}
}

// Trouble of the account stops all mail at once, and it goes on by itself when
// the account is well.
func TestAPausedAccountStopsAll(t *testing.T) {
	r := record(t)
	c, clock := open(t, r)
	r.faults(400, "SendingPausedException", "paused")
	for range 5 {
		if err := c.Send(t.Context(), hello(t)); err == nil || !strings.Contains(err.Error(), "sending is paused") {
			t.Fatalf("got %v", err)
		}
	}
	if r.count() != 1 {
		t.Errorf("%d messages were tried at an account that is paused", r.count())
	}
	if err := c.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "sending is paused") {
		t.Errorf("got %v", err)
	}
	r.answer = nil
	r.account = strings.Replace(r.account, `"SendingEnabled":true`, `"SendingEnabled":false`, 1)
	clock.pass(6 * time.Minute)
	if err := c.Send(t.Context(), hello(t)); err == nil || r.count() != 1 {
		t.Errorf("%v, %d messages; the account says that it may not send", err, r.count())
	}
	r.account = strings.Replace(r.account, `"SendingEnabled":false`, `"SendingEnabled":true`, 1)
	clock.pass(6 * time.Minute)
	if err := c.Send(t.Context(), hello(t)); err != nil {
		t.Error(err)
	}
}

func TestStanding(t *testing.T) {
	r := record(t)
	c, clock := open(t, r)
	r.account = `{"ProductionAccessEnabled":false,"SendingEnabled":true,"SendQuota":{"Max24HourSend":200,"MaxSendRate":1,"SentLast24Hours":3}}`
	for range 3 {
		got, err := c.Standing(t.Context())
		want := ses.Standing{At: clock.now(), Rate: 1, Quota: 200, Sent: 3, Sandbox: true}
		if err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	}
	if r.asked != 1 {
		t.Errorf("asked %d times within a moment", r.asked)
	}
	if err := c.Check(t.Context()); !errors.Is(err, notify.ErrSandbox) {
		t.Errorf("in the sandbox: %v", err)
	}
	r.account = ""
	clock.pass(6 * time.Minute)
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if got, err := c.Standing(t.Context()); err != nil || got != (ses.Standing{}) {
		t.Errorf("%+v, %v; want nothing, from an account that does not say", got, err)
	}
	if err := c.Send(t.Context(), hello(t)); err != nil {
		t.Errorf("an account that does not say how it stands: %v", err)
	}
}

// The rate is that of the account, or the operator's when that is slower.
func TestRate(t *testing.T) {
	for _, test := range []struct {
		account string
		own     float64
		gap     time.Duration
	}{{"20", 0, 55 * time.Millisecond}, {"100000", 20, 50 * time.Millisecond}} {
		r := record(t)
		c, _ := open(t, r, func(o *ses.Options) { o.Rate = test.own })
		r.account = strings.ReplaceAll(produces, "%RATE%", test.account)
		began := time.Now()
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if err := c.Send(t.Context(), hello(t)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took := time.Since(began); took < 4*test.gap {
			t.Errorf("five messages at %s a second, at most %v, took %s", test.account, test.own, took)
		}
	}
}

// A request that never left is no message that may have been taken; one whose
// answer is lost is.
func TestWhatMayHaveBeenTaken(t *testing.T) {
	r := record(t)
	c, _ := open(t, r)
	if err := c.Send(t.Context(), hello(t)); err != nil {
		t.Fatal(err)
	}
	r.answer = func(_ int, w http.ResponseWriter) { panic(http.ErrAbortHandler) }
	if err := c.Send(t.Context(), hello(t)); !errors.Is(err, notify.ErrUnsure) {
		t.Errorf("an answer that was lost: %v", err)
	}
	r.CloseClientConnections()
	r.Close()
	if err := c.Send(t.Context(), hello(t)); err == nil || errors.Is(err, notify.ErrUnsure) || errors.Is(err, notify.ErrRefused) {
		t.Errorf("nobody is there: %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := c.Send(stopped, hello(t)); err == nil || errors.Is(err, notify.ErrUnsure) {
		t.Errorf("the program is being stopped: %v", err)
	}
}

// An SES that cannot be reached is asked again soon, and nothing is sent before.
func TestOutOfReach(t *testing.T) {
	r := record(t)
	c, clock := open(t, r, func(o *ses.Options) {
		nowhere := "http://127.0.0.1:1"
		o.Config.BaseEndpoint = &nowhere
	})
	for range 2 {
		if err := c.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be reached") {
			t.Errorf("got %v", err)
		}
		if err := c.Send(t.Context(), hello(t)); err == nil || errors.Is(err, notify.ErrUnsure) {
			t.Errorf("got %v", err)
		}
		clock.pass(11 * time.Second)
	}
}
