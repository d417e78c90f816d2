package rehearsal

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"tidings/test/letters"
)

const mailFrom = "status@example.net"

// anAccount has SES say how it stands, which the server cannot.
func anAccount(r *http.Request) (int, string) {
	if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/account") {
		return http.StatusOK, `{"ProductionAccessEnabled":true,"SendingEnabled":true,"SendQuota":{"Max24HourSend":-1,"MaxSendRate":400,"SentLast24Hours":0}}`
	}
	return 0, ""
}

// letters are the messages to one address, oldest first.
func (s *stack) letters(to string) (found []letters.Letter) {
	s.t.Helper()
	for _, raw := range s.rawLetters(to) {
		m, err := letters.Read(raw)
		s.must(err)
		found = append(found, m)
	}
	return found
}

// rawLetters are the same as they were sent.
func (s *stack) rawLetters(to string) []string {
	s.mail.mu.Lock()
	defer s.mail.mu.Unlock()
	return slices.Clone(s.mail.sent[to])
}

// mailbox is what SES has taken, by reader: asking the server for it would be asking
// for all that it holds.
type mailbox struct {
	mu   sync.Mutex
	sent map[string][]string
	tags map[string]map[string][]string // of the last one to a reader, as SES repeats them in reports
}

// note is what a meter calls after a request that went well.
func (m *mailbox) note(r *http.Request, asked []byte) {
	var message struct {
		Destination struct{ ToAddresses []string }
		Content     struct{ Raw struct{ Data []byte } }
		EmailTags   []struct{ Name, Value string }
	}
	if r.Method != http.MethodPost || json.Unmarshal(asked, &message) != nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, to := range message.Destination.ToAddresses {
		m.sent[to] = append(m.sent[to], string(message.Content.Raw.Data))
		m.tags[to] = map[string][]string{}
		for _, tag := range message.EmailTags {
			m.tags[to][tag.Name] = append(m.tags[to][tag.Name], tag.Value)
		}
	}
}

// tagged are the tags of the last message to a reader.
func (m *mailbox) tagged(to string) map[string][]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tags[to]
}

// count is how many messages SES has taken.
func (m *mailbox) count() (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, all := range m.sent {
		n += len(all)
	}
	return n
}

// form posts a form as a browser does.
func (s *stack) form(door, path string, values url.Values) (status int, body string) {
	s.t.Helper()
	return s.request(door, httpEvent("POST", path, map[string]string{"content-type": "application/x-www-form-urlencoded", "origin": "https://status.example.com"}, values.Encode()))
}

func (s *stack) request(door string, event []byte) (status int, body string) {
	s.t.Helper()
	if got := s.behind(event); got != door {
		s.t.Fatalf("the template takes to %q what is for %s: %.300s", got, door, event)
	}
	out, err := s.enter(event)
	s.must(err)
	var r struct {
		StatusCode int    `json:"statusCode"`
		Body       string `json:"body"`
	}
	s.must(json.Unmarshal(out, &r))
	return r.StatusCode, r.Body
}

var confirmLink = regexp.MustCompile(`https://status\.example\.com(/subscriptions/[^\s>"]+)`)

// follow has somebody subscribe to everything, as they do it: form, mail, link, button.
func (s *stack) follow(address string) {
	s.t.Helper()
	if status, body := s.form("subscribe", "/subscribe", url.Values{"email": {address}, "scope": {"all"}}); status != http.StatusOK {
		s.t.Fatalf("the form is answered %d %.300s", status, body)
	}
	sent := s.letters(address)
	if len(sent) != 1 {
		s.t.Fatalf("%d messages to somebody who asked", len(sent))
	}
	link := confirmLink.FindStringSubmatch(sent[0].Text)
	if link == nil {
		s.t.Fatalf("no link in %q", sent[0].Text)
	}
	if status, body := s.request("subscribe", httpEvent("GET", link[1], nil, "")); status != http.StatusOK || !strings.Contains(body, "<form") {
		s.t.Fatalf("the link shows %d %.300s", status, body)
	}
	if status, body := s.form("subscribe", link[1], url.Values{"do": {"confirm"}}); status >= 400 {
		s.t.Fatalf("confirming is answered %d %.300s", status, body)
	}
}

// withIdentity is a stack whose sender SES has verified.
func withIdentity(t *testing.T, given ...string) *stack {
	t.Helper()
	identity := mailFrom
	if _, err := sesv2.NewFromConfig(config()).CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: &identity}); err != nil && !strings.Contains(err.Error(), "AlreadyExists") {
		t.Fatal(err)
	}
	return newStack(t, given...)
}

func withMail(t *testing.T, given ...string) *stack {
	t.Helper()
	s := withIdentity(t, given...)
	s.publishContent()
	s.deliver(s.notify, "notify") // what was before is nothing to tell
	return s
}

// tell takes what waits to the door that tells people, the stream's messages included.
func (s *stack) tell() {
	s.t.Helper()
	s.carry()
	s.deliver(s.notify, "notify")
}

func TestPeopleAreToldOnce(t *testing.T) {
	s := withMail(t)
	ann, bob := "ann-"+s.name+"@example.com", "bob-"+s.name+"@example.com"
	s.follow(ann)
	s.follow(bob)
	s.accept(s.alert("firing"))
	s.route()
	messages := s.receive(s.notify)
	for range 2 { // at least once
		_, err := s.door("notify").invoke(t.Context(), sqsEvent(messages))
		s.must(err)
	}
	s.settle(s.notify, messages, []byte("{}"), nil)
	s.tell()
	for _, who := range []string{ann, bob} {
		got := s.letters(who)
		if len(got) != 2 || !strings.Contains(got[1].Subject+got[1].Text, "API is down") {
			t.Errorf("%s has %d messages, the last: %+v", who, len(got), got[len(got)-1])
		}
	}

	// What became of a letter to ann is counted with what it was about.
	s.says(s.ref("MailTopic"), report("Delivery", "recipients", ann, s.mail.tagged(ann)))
	if kept := s.kept("feedback", "TIDINGS_CONTACTS_TABLE"); !strings.Contains(kept, "fates/incident/") || !strings.Contains(kept, "reached") {
		t.Error("that a letter was delivered is not in the ledger")
	}

	// Bob's address is gone: SES says so, and nobody writes to it any more.
	report, err := json.Marshal(map[string]any{"eventType": "Bounce", "mail": map[string]any{"timestamp": stamp(ago(1)), "messageId": "m", "destination": []string{bob}, "tags": map[string]any{}},
		"bounce": map[string]any{"bounceType": "Permanent", "bounceSubType": "General", "timestamp": stamp(ago(1).Add(time.Second)), "bouncedRecipients": []map[string]string{{"emailAddress": bob, "status": "5.1.1"}}}})
	s.must(err)
	s.says(s.ref("MailTopic"), "nonsense", strings.ReplaceAll(string(report), bob, "nobody@example.com"), string(report))
	s.accept(s.alert("resolved"))
	s.tell()
	if got := s.letters(ann); len(got) != 3 {
		t.Errorf("ann has %d messages", len(got))
	}
	if got := s.letters(bob); len(got) != 2 {
		t.Errorf("bob has %d messages after his address bounced", len(got))
	}
	if s.log.says(ann) || s.log.says(bob) {
		t.Error("an address is in the log")
	}
}

// The door that tells people dies while it does. Nobody is missed, and nobody is
// told twice but of what was under way.
func TestKilledWhileTelling(t *testing.T) {
	s := withMail(t)
	ann := "ann-" + s.name + "@example.com"
	s.follow(ann)
	s.accept(s.alert("firing"))
	s.carry()
	var seen atomic.Int64
	s.tables.intervene(func(r *http.Request) (int, string) {
		if writes(r) && seen.Add(1) == 2 {
			s.door("notify").process.Process.Kill()
			return http.StatusServiceUnavailable, ""
		}
		return 0, ""
	})
	messages := s.receive(s.notify)
	answer, err := s.door("notify").invoke(t.Context(), sqsEvent(messages))
	s.tables.intervene(nil)
	if err == nil {
		t.Fatalf("the door was not killed: %s", answer)
	}
	s.settle(s.notify, messages, nil, err)
	s.tell()
	if got := s.letters(ann); len(got) != 2 {
		t.Errorf("ann has %d messages", len(got))
	}
}

// The API answers as one of Cachet does.
func TestTheAPI(t *testing.T) {
	s := published(t)
	s.accept(s.alert("firing"))
	status, body := s.request("api", httpEvent("GET", "/api/v1/components", nil, ""))
	var doc struct{ Data []struct{ Name string } }
	if err := json.NewDecoder(bytes.NewBufferString(body)).Decode(&doc); err != nil || status != http.StatusOK || len(doc.Data) != 2 {
		t.Errorf("components: %d %.300s %v", status, body, err)
	}
	if status, body := s.request("api", httpEvent("GET", "/api/v1/incidents", nil, "")); status != http.StatusOK || !strings.Contains(body, "API is down") {
		t.Errorf("incidents: %d %.300s", status, body)
	}
	if status, body := s.request("api", httpEvent("POST", "/api/v1/incidents", map[string]string{"x-cachet-token": "guess"}, `{"name":"x"}`)); status != http.StatusUnauthorized {
		t.Errorf("with a token that is none: %d %.300s", status, body)
	}
	if status, _ := s.request("api", httpEvent("GET", "/api/v1/ping", map[string]string{"x-tidings-origin": ""}, "")); status != http.StatusNotFound {
		t.Errorf("past CloudFront: %d", status)
	}
}
