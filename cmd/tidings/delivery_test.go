package main

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"tidings/internal/notify/notifytest"
	"tidings/test/wait"
)

// seen reads a page of the dashboard until it says something.
func (p *operator) seen(address, words string) {
	p.Helper()
	page := ""
	wait.Until(p, func() bool {
		page, _ = p.reads(address, nil)
		return strings.Contains(page, words)
	}, func() string { return fmt.Sprintf("%s does not say %q:\n%s", address, words, page) })
}

// News for more people than may be told without asking waits until somebody
// approves it in the dashboard; a letter to oneself shows what the server says.
func TestDeliveryIsWatchedAndDecidedInTheDashboard(t *testing.T) {
	box, dir := notifytest.Open(t), newSite(t)
	write(t, filepath.Join(dir, "list.csv"), "email\na@example.com\nb@example.com\nc@example.com\n")
	s := serve(t, dir, "--smtp", "smtp://"+box.Address, "--mail-limit", "2")
	tidings(t, dir, "", "subscribers", "import", filepath.Join(dir, "list.csv"), "--consent", "they said so")
	bob := newOperator(t)
	bob.opens(303, strings.TrimSpace(tidings(t, dir, "", "user", "add", "bob@example.com", "--role", "edit")), "password", "seven otters rent a kayak", "again", "seven otters rent a kayak")

	box.Refuse(func(to string) error {
		if strings.HasPrefix(to, "bob") {
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "we know no bob here"}
		}
		return nil
	})
	page, _ := bob.reads(s.url+"/admin/delivery/test", url.Values{"x": {""}})
	if !strings.Contains(page, "no such address") || !strings.Contains(page, "we know no bob here") {
		t.Errorf("the refused letter to oneself gives\n%s", page)
	}
	box.Refuse(nil)
	bob.opens(303, s.url+"/admin/delivery/test", "x", "")
	if got := box.Wait(t, "bob@example.com", 1)[0]; !strings.Contains(got.Subject, "Test message") {
		t.Errorf("the letter to oneself is %q", got.Subject)
	}

	say(t, dir, "wide", "investigating")
	const news = "/admin/delivery/incident/wide"
	bob.seen(s.url+news, "Tell 3 people")
	if n := box.Count(); n != 1 {
		t.Errorf("%d letters before anybody agreed", n)
	}
	bob.opens(303, s.url+news, "do", "approve")
	box.Wait(t, "c@example.com", 1)
	bob.seen(s.url+news, "sent 3")

	bob.opens(303, s.url+"/admin/delivery/stop", "x", "")
	say(t, dir, "wide", "investigating", "identified")
	bob.seen(s.url+news, "about to be sent")
	bob.opens(303, s.url+"/admin/delivery/resume", "x", "")
	box.Wait(t, "a@example.com", 2)
}

// Somebody follows one incident from its page, is told of it until its end, and
// of nothing else.
func TestOneIncidentIsFollowedByMail(t *testing.T) {
	box, dir := notifytest.Open(t), newSite(t)
	s := serve(t, dir, "--smtp", "smtp://"+box.Address)
	say(t, dir, "wide", "investigating")
	s.eventually(t, "/incidents/wide", contains(`href="../subscriptions/incident/wide"`))
	if code, page := s.get("/subscriptions/incident/wide"); code != 200 || !strings.Contains(page, "About wide") || !strings.Contains(page, `name="incident" value="wide"`) {
		t.Fatalf("%d\n%s", code, page)
	}
	if code, _ := s.get("/subscriptions/incident/narrow"); code != 404 {
		t.Errorf("one that is not there: %d", code)
	}
	s.postForm(t, "/subscribe", pairs([]string{"email", "ann@example.com", "scope", "incident", "incident", "wide", "language", "en"}))
	asked := box.Wait(t, "ann@example.com", 1)[0]
	s.postForm(t, ownLink(t, asked), nil)
	say(t, dir, "other", "investigating")
	s.eventually(t, "/incidents/other", contains("Word 1 of other"))
	say(t, dir, "wide", "investigating", "identified")
	box.Wait(t, "ann@example.com", 2)
	say(t, dir, "wide", "investigating", "identified", "resolved")
	got := box.Wait(t, "ann@example.com", 3)
	if got[1].Subject != "[Partial outage] About wide" || got[2].Subject != "[Resolved] About wide" {
		t.Errorf("told %q and %q", got[1].Subject, got[2].Subject)
	}
	s.eventually(t, "/incidents/wide", lacks("subscriptions/incident"))
}

// While everything is stopped a channel is told nothing, and then all it has missed.
func TestAStopHoldsForChannelsToo(t *testing.T) {
	dir, other := newSite(t), &receiverBox{seen: map[string]bool{}}
	receiver := httptest.NewServer(other)
	defer receiver.Close()
	if err := os.MkdirAll(filepath.Join(dir, "content", "channels"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "content", "channels", "ops.yaml"), "kind: webhook\nurl: "+receiver.URL+"\n")
	s := serve(t, dir, "--allow-private-channels")
	bob := newOperator(t)
	bob.opens(303, strings.TrimSpace(tidings(t, dir, "", "user", "add", "bob@example.com", "--role", "manage")), "password", "seven otters rent a kayak", "again", "seven otters rent a kayak")
	say(t, dir, "wide", "investigating")
	other.types(t, 1)
	bob.opens(303, s.url+"/admin/delivery/stop", "x", "")
	say(t, dir, "wide", "investigating", "identified")
	s.eventually(t, "/incidents/wide", contains("Word 2 of wide"))
	bob.seen(s.url+"/admin/delivery/incident/wide", "about to be sent")
	if n := len(other.types(t, 1)); n != 1 {
		t.Errorf("%d messages came, and everything is stopped", n)
	}
	bob.opens(303, s.url+"/admin/delivery/resume", "x", "")
	if got := other.types(t, 2); got[1] != "incident.updated" {
		t.Errorf("told %v", got)
	}
	bob.opens(303, s.url+"/admin/channels/ops", "do", "test")
	if got := other.types(t, 3); got[2] != "test" {
		t.Errorf("told %v", got)
	}
	bob.seen(s.url+"/admin/channels/ops", "by hand")
}
