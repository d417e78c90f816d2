package outlet_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/intake"
	"tidings/internal/notify"
	"tidings/internal/notify/outbound"
	"tidings/internal/notify/outlet"
	"tidings/internal/status"
	"tidings/internal/store/memory"
	"tidings/schemas"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// station is a desk, the other side of its channels, and a clock.
type station struct {
	*testing.T
	*outlet.Desk
	now      time.Time
	happened []outlet.Happening
	secrets  map[string][]string

	mu     sync.Mutex
	got    []request
	answer func(n int) int // status of the nth request, from 0
	url    string
}

type request struct {
	path   string
	header http.Header
	body   []byte
}

func (s *station) Next(_ context.Context, cursor string) ([]outlet.Happening, string, error) {
	from, _ := strconv.Atoi(cursor)
	if from >= len(s.happened) {
		return nil, cursor, nil
	}
	end := min(from+2, len(s.happened))
	return s.happened[from:end], strconv.Itoa(end), nil
}

func (s *station) Bulletin(_ context.Context, _ config.Channel, subject string, e notify.Event) (*outlet.Bulletin, error) {
	inc := &status.Incident{ID: "slow", Title: "API <slow>", Impact: status.ImpactMajor, Components: map[string]status.Status{"api": status.PartialOutage},
		Updates: []status.Update{{ID: "1", At: noon, State: status.Investigating, Body: "We *look* @everyone <!channel> & more."}}}
	return &outlet.Bulletin{ID: subject + "#" + e.Update, Kind: e.Kind, At: e.At, Site: "Ferrywell", SiteURL: "https://status.example.com", URL: "https://status.example.com/incidents/slow",
		Title: inc.Title, State: "Investigating", Severity: "Partial outage", Worst: status.PartialOutage, Verdict: status.PartialOutage, Body: inc.Updates[0].Body,
		Affected: []outlet.Affected{{ID: "api", Name: "API", Word: "Partial outage", Status: status.PartialOutage}}, Incident: inc, Update: &inc.Updates[0]}, nil
}

func (s *station) Trial(context.Context, config.Channel) (*outlet.Bulletin, error) {
	return &outlet.Bulletin{Kind: notify.Goes, At: s.now, Site: "Ferrywell", SiteURL: "https://status.example.com", URL: "https://status.example.com/",
		Title: "Test message of Ferrywell status", State: "Test", Severity: "Test", Body: "This is a test."}, nil
}

func (s *station) Lookup(_ context.Context, name string, _ time.Time) ([]string, error) {
	return s.secrets[name], nil
}

func open(t *testing.T) *station {
	t.Helper()
	s := &station{T: t, now: noon, secrets: map[string][]string{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		n := len(s.got)
		s.got = append(s.got, request{r.URL.String(), r.Header, body})
		s.mu.Unlock()
		if s.answer != nil {
			w.WriteHeader(s.answer(n))
		}
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	s.Desk = outlet.New(outlet.Options{Store: memory.New(func() time.Time { return s.now }), News: s, Secrets: s, Client: outbound.New(true),
		Now: func() time.Time { return s.now }, Log: slog.New(slog.DiscardHandler)})
	return s
}

func (s *station) happen(update string, kind notify.Kind) {
	s.happened = append(s.happened, outlet.Happening{Subject: "incident/slow", Events: []notify.Event{{Update: update, At: s.now, Kind: kind, Topic: contacts.Topic{ID: "slow", Impact: status.ImpactMajor, Components: []string{"api"}}}}})
}

// run steps until the channel wants to be left alone, and returns for how long.
func (s *station) run(c config.Channel) time.Duration {
	s.Helper()
	for range 100 {
		again, err := s.Step(s.Context(), c)
		if err != nil {
			s.Fatal(err)
		}
		if again != time.Millisecond {
			return again
		}
	}
	s.Fatal("it never rests")
	return 0
}

func (s *station) ids() string {
	var all []string
	for _, r := range s.got {
		all = append(all, strings.TrimPrefix(r.header.Get("webhook-id"), "incident/slow#"))
	}
	return strings.Join(all, " ")
}

func TestAChannelIsToldInOrderFromNowOn(t *testing.T) {
	s := open(t)
	c := config.Channel{ID: "w", Kind: "webhook", URL: s.url}
	s.happen("past", notify.Opens)
	s.run(c)
	for i := range 5 {
		s.happen(fmt.Sprint(i), notify.Goes)
	}
	s.run(c)
	s.run(c)
	if got := s.ids(); got != "0 1 2 3 4" {
		t.Errorf("told %s", got)
	}
}

func TestFilters(t *testing.T) {
	s := open(t)
	channels := map[string]config.Channel{
		"all": {}, "its component": {Components: []string{"api"}}, "major": {Severity: status.ImpactMajor},
		"another component": {Components: []string{"web"}}, "critical": {Severity: status.ImpactCritical}, "no incidents": {NoIncidents: true},
	}
	for name, c := range channels {
		c.ID, c.Kind, c.URL = name, "webhook", s.url+"/"+strings.ReplaceAll(name, " ", "-")
		channels[name] = c
		s.run(c)
	}
	s.happen("1", notify.Opens)
	for _, c := range channels {
		s.run(c)
	}
	told := map[string]bool{}
	for _, r := range s.got {
		told[r.path] = true
	}
	if len(s.got) != 3 || !told["/all"] || !told["/its-component"] || !told["/major"] {
		t.Errorf("told %v", told)
	}
}

func TestAFailingChannelIsTriedLaterAndLater(t *testing.T) {
	s := open(t)
	c := config.Channel{ID: "w", Kind: "webhook", URL: s.url}
	s.run(c)
	s.answer = func(n int) int {
		if n < 4 {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	}
	s.happen("1", notify.Opens)
	s.happen("2", notify.Closes)
	for i, want := range []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second} {
		if got := s.run(c); got != want {
			t.Errorf("after failure %d: wait %v, want %v", i+1, got, want)
		}
		if got := s.run(c); got != want || len(s.got) != i+1 {
			t.Errorf("too early: %d requests", len(s.got))
		}
		s.now = s.now.Add(want)
	}
	if s.run(c); s.ids() != "1 1 1 1 1 2" {
		t.Errorf("told %s", s.ids())
	}
	if st, _, err := s.State(t.Context(), "w"); err != nil || st.Trouble != "" || st.Sent != 2 || !st.Failing.IsZero() {
		t.Errorf("state %+v, %v", st, err)
	}
}

func TestAMessageIsGivenUpAfterADayAndAChannelAfterFive(t *testing.T) {
	s := open(t)
	c := config.Channel{ID: "w", Kind: "webhook", URL: s.url}
	s.run(c)
	s.answer = func(int) int { return http.StatusBadGateway }
	for i := range 9 {
		s.happen(fmt.Sprint(i), notify.Goes)
	}
	for range 1000 {
		wait := s.run(c)
		if st, _, _ := s.State(t.Context(), "w"); st.Off {
			break
		}
		s.now = s.now.Add(max(wait, time.Second))
	}
	st, _, err := s.State(t.Context(), "w")
	if err != nil || !st.Off || s.now.Sub(noon) < 5*24*time.Hour || s.now.Sub(noon) > 6*24*time.Hour {
		t.Fatalf("after %v: %+v, %v", s.now.Sub(noon), st, err)
	}
	if !strings.Contains(s.ids(), "4") || strings.Contains(s.ids(), "7") {
		t.Errorf("one message a day: %s", s.ids())
	}
	tried := len(s.got)
	s.now = s.now.Add(24 * time.Hour)
	s.run(c)
	if len(s.got) != tried {
		t.Error("a channel that is off is tried")
	}
	s.answer = nil
	c.URL += "/new"
	if s.run(c); len(s.got) == tried {
		t.Error("a channel whose file changed stays off")
	}
}

func TestAGoneReceiverIsSwitchedOffAtOnce(t *testing.T) {
	s := open(t)
	c := config.Channel{ID: "w", Kind: "webhook", URL: s.url}
	s.run(c)
	s.answer = func(int) int { return http.StatusGone }
	s.happen("1", notify.Opens)
	s.run(c)
	if st, _, err := s.State(t.Context(), "w"); err != nil || !st.Off {
		t.Errorf("%+v, %v", st, err)
	}
}

// Our own verifier is the receiver: what it takes, others that follow the
// specification take.
func TestWebhooksAreSignedAndInTheirSchema(t *testing.T) {
	s := open(t)
	s.now = time.Now()
	s.secrets["sign"] = []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx"}
	c := config.Channel{ID: "w", Kind: "webhook", URL: s.url, Sign: "sign"}
	s.run(c)
	s.happen("1", notify.Opens)
	s.run(c)
	if len(s.got) != 1 {
		t.Fatalf("%d requests", len(s.got))
	}
	r := s.got[0]
	for _, secret := range s.secrets["sign"] {
		err := intake.Verify(config.Auth{Type: "standard-webhooks"}, []string{secret}, intake.Request{Header: r.header, Body: r.body, Received: s.now})
		if err != nil {
			t.Errorf("signed with %.5s…: %v", secret, err)
		}
	}
	if err := intake.Verify(config.Auth{Type: "standard-webhooks"}, []string{"whsec_AAAA"}, intake.Request{Header: r.header, Body: r.body, Received: s.now}); err == nil {
		t.Error("any secret verifies")
	}
	var v any
	if err := json.Unmarshal(r.body, &v); err != nil {
		t.Fatal(err)
	}
	if wrong, err := schemas.Validate("hooks/outgoing", v); err != nil || len(wrong) > 0 {
		t.Errorf("%v %v\n%s", wrong, err, r.body)
	}
	delete(s.secrets, "sign")
	s.happen("2", notify.Goes)
	if s.run(c); len(s.got) != 1 {
		t.Error("sent unsigned")
	}
}

// Each kind of chat gets what it takes, and nothing in a text calls everybody.
func TestChats(t *testing.T) {
	s := open(t)
	s.secrets["address"] = []string{s.url + "/alerts"}
	s.secrets["token"] = []string{"tk_1"}
	for kind, want := range map[string][]string{
		"slack":       {`"title_link":"https://status.example.com/incidents/slow"`, `\u0026lt;!channel\u0026gt;`, `"#d04508"`},
		"mattermost":  {`"fallback":"[Partial outage] API`},
		"discord":     {`"allowed_mentions":{"parse":[]}`, `"timestamp":"2026-11-22T12:00:00Z"`},
		"teams":       {`"contentType":"application/vnd.microsoft.card.adaptive"`, `"version":"1.4"`},
		"google-chat": {`"threadKey":"incident/slow"`},
		"telegram":    {`"chat_id":"@ferrywell"`, `\u0026lt;slow\u0026gt;`, `"parse_mode":"HTML"`},
		"ntfy":        {`"topic":"alerts"`, `"click":"https://status.example.com/incidents/slow"`},
		"statuspage":  {`"incident_updates":[{`, `"meta":{`, `"status_indicator":"major"`},
	} {
		s.got = nil
		c := config.Channel{ID: kind, Kind: kind, Secret: "address", Chat: "@ferrywell"}
		if kind == "ntfy" {
			c.Sign = "token"
		}
		s.run(c)
		s.happen(kind, notify.Opens)
		s.run(c)
		if len(s.got) != 1 || !json.Valid(s.got[0].body) {
			t.Errorf("%s: %d requests", kind, len(s.got))
			continue
		}
		for _, part := range want {
			if !strings.Contains(string(s.got[0].body), part) {
				t.Errorf("%s lacks %s:\n%s", kind, part, s.got[0].body)
			}
		}
		if kind == "ntfy" && (s.got[0].path != "/" || s.got[0].header.Get("Authorization") != "Bearer tk_1") {
			t.Errorf("ntfy: posted to %s with %v", s.got[0].path, s.got[0].header)
		}
	}
}

func TestTroublesNameNoAddress(t *testing.T) {
	s := open(t)
	for name, c := range map[string]config.Channel{
		"no secret":   {Kind: "slack", Secret: "nothing"},
		"a bad one":   {Kind: "slack", Secret: "bad"},
		"unreachable": {Kind: "slack", Secret: "dead"},
		"no topic":    {Kind: "ntfy", Secret: "root"},
	} {
		s.secrets = map[string][]string{"bad": {"::canary"}, "dead": {"http://127.0.0.1:1/canary"}, "root": {"http://127.0.0.1:1/"}}
		c.ID = strings.ReplaceAll(name, " ", "-")
		s.run(c)
		s.happen(name, notify.Opens)
		s.run(c)
		st, _, err := s.State(t.Context(), c.ID)
		if err != nil || st.Trouble == "" || strings.Contains(st.Trouble, "canary") {
			t.Errorf("%s: %+v, %v", name, st, err)
		}
	}
}

func TestAStoppedProgramIsNoFailure(t *testing.T) {
	s := open(t)
	c := config.Channel{ID: "w", Kind: "webhook", URL: s.url}
	s.run(c)
	s.happen("1", notify.Opens)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Step(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if s.run(c); s.ids() != "1" {
		t.Errorf("told %s", s.ids())
	}
}
