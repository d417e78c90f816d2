package rehearsal

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	sandboxed = `{"ProductionAccessEnabled":false,"SendingEnabled":true,"SendQuota":{"Max24HourSend":200,"MaxSendRate":1,"SentLast24Hours":0}}`
	paused    = `{"ProductionAccessEnabled":true,"SendingEnabled":false,"SendQuota":{"Max24HourSend":50000,"MaxSendRate":14,"SentLast24Hours":0}}`
	noMail    = "Mail is not enabled on this page yet."
)

// stands has SES say how the account stands, to processes that have not asked yet: the
// others believe for five minutes what they were told.
func (s *stack) stands(account string) {
	s.t.Helper()
	s.posts.intervene(func(r *http.Request) (int, string) {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/account") {
			return http.StatusOK, account
		}
		return 0, ""
	})
	for _, name := range []string{"notify", "subscribe"} {
		s.door(name).kill()
	}
	s.clock()
	s.tell()
	s.clock()
}

// refusesMail holds that whoever wants to be told by mail is told that there is none:
// on the page in both regions, by the form and by the API; and that nobody is kept who
// would wait for a letter.
func (s *stack) refusesMail(token string) {
	s.t.Helper()
	for _, bucket := range []string{s.site, s.elsewhere("SiteBucket")} {
		s.from(bucket, func() {
			if page := s.read("/"); !strings.Contains(page, noMail) || strings.Contains(page, `name="email"`) || !strings.Contains(page, `href="history.atom"`) {
				s.t.Errorf("the page in %s does not say that there is no mail, or still asks for an address", bucket)
			}
		})
	}
	address := "new-" + s.name + "@example.com"
	status, page := s.form("subscribe", "/subscribe", url.Values{"email": {address}, "scope": {"all"}})
	if status != http.StatusServiceUnavailable || !strings.Contains(page, "nothing of what you entered was kept") || !strings.Contains(page, `href="/history.atom"`) {
		s.t.Errorf("the form is answered %d %s", status, page)
	}
	if status, page := s.request("api", httpEvent("POST", "/api/v1/subscribers", map[string]string{"x-cachet-token": token, "content-type": "application/json"}, `{"email":"`+address+`"}`)); status != http.StatusConflict || !strings.Contains(page, "Mail is not enabled on this page") {
		s.t.Errorf("subscribing somebody by the API is answered %d %s", status, page)
	}
	if kept := s.kept("api", "TIDINGS_CONTACTS_TABLE"); strings.Contains(kept, "asked") || strings.Contains(kept, "invited") {
		s.t.Errorf("somebody is kept who waits for a letter: %.2000s", kept)
	}
}

// A stack without a sender says so from the first page on.
func TestAStackWithoutASender(t *testing.T) {
	s := withMail(t, "MailFrom", "")
	bob, _ := s.administrator()
	s.refusesMail(bob.token("crm", "manage", "automation"))
	if got := s.read("/subscribe.html"); !strings.HasPrefix(got, "404") {
		t.Errorf("there is a page with all that mail can be about: %.200s", got)
	}
	if _, by := s.posts.asked(); len(by) > 0 {
		t.Errorf("SES is asked for %v", by)
	}
}

// An account of SES that is in its sandbox, or paused, takes no subscribers, and the
// page says so; once it sends again, so does the page, and people are as they were.
func TestAnAccountThatDoesNotSend(t *testing.T) {
	s := withMail(t)
	bob, _ := s.administrator()
	token := bob.token("crm", "manage", "automation")
	for _, account := range []string{sandboxed, paused} {
		s.stands(account)
		s.refusesMail(token)
		if page := s.read("/subscribe.html"); !strings.Contains(page, noMail) || strings.Contains(page, "<form") {
			t.Errorf("the page with all that can be chosen says %s", page)
		}
		s.heal()
		for _, name := range []string{"notify", "subscribe"} {
			s.door(name).kill()
		}
		s.tell()
		s.clock()
		if page := s.read("/"); strings.Contains(page, noMail) || !strings.Contains(page, `name="email"`) {
			t.Error("the page does not ask for an address once mail is sent")
		}
		s.whole()
		s.same()
	}
	ann := "ann-" + s.name + "@example.com"
	s.follow(ann)
	s.stands(paused)
	s.accept(s.alert("firing"))
	s.tell()
	s.clock()
	s.tell()
	if got := s.letters(ann); len(got) != 1 {
		t.Errorf("ann has %d messages while sending is paused", len(got))
	}
	if n := s.waiting(s.ref("NotifyDeadLetters")); n > 0 {
		t.Errorf("%d messages are among the dead letters", n)
	}
	s.heal()
	s.door("notify").kill()
	s.clock()
	s.tell()
	if got := s.letters(ann); len(got) != 2 || !strings.Contains(got[1].Subject+got[1].Text, "API is down") {
		t.Errorf("ann has %d messages once sending goes on", len(got))
	}
}
