package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tidings/internal/boot/local"
	"tidings/internal/contacts"
	"tidings/internal/notify/notifytest"
	"tidings/test/letters"
	"tidings/test/wait"
)

var linkInMail = regexp.MustCompile(`https?://[^\s"<>]+/subscriptions/[A-Za-z0-9_-]+`)

// ownLink is the path of the link in a message by which its reader acts.
func ownLink(t *testing.T, m letters.Letter) string {
	t.Helper()
	u, err := url.Parse(linkInMail.FindString(m.Text))
	if err != nil || u.Path == "" {
		t.Fatalf("there is no link in %q", m.Text)
	}
	return u.Path
}

// postForm posts a form as a browser without a script does.
func (s *server) postForm(t *testing.T, path string, form url.Values) (int, string) {
	t.Helper()
	resp, err := http.PostForm(s.url+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// say writes the file of an incident with the updates so far, now.
func say(t *testing.T, dir, id string, states ...string) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: About %s\nimpact: major\ncomponents: {api: partial_outage}\n---\n", id)
	began := time.Now().UTC().Add(-time.Minute)
	for i, state := range states {
		fmt.Fprintf(&b, "\n## %s %s\nWord %d of %s.\n", began.Add(time.Duration(i)*time.Second).Format(time.RFC3339), state, i+1, id)
	}
	path := filepath.Join(dir, "content", "incidents", id+".md")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A visitor subscribes, confirms, is told of an incident from the beginning to
// the end, and leaves with one click, while a program that opens every link of
// every mail changes nothing.
func TestASubscribersLife(t *testing.T) {
	box, dir := notifytest.Open(t), newSite(t)
	s := serve(t, dir, "--smtp", "smtp://"+box.Address)
	const ann = "ann@example.com"
	answers := map[string]bool{}
	for _, who := range []string{ann, ann, "bob@example.com"} {
		code, page := s.postForm(t, "/subscribe", url.Values{"email": {who}, "scope": {"some"}, "component": {"api"}})
		if code != http.StatusOK {
			t.Fatalf("%d:\n%s", code, page)
		}
		answers[page] = true
	}
	if len(answers) != 1 {
		t.Error("the answer tells addresses apart")
	}
	asked := box.Wait(t, ann, 1)[0]
	scan(t, s, asked)
	say(t, dir, "early", "investigating")
	s.eventually(t, "/incidents/early", contains("Word 1 of early"))
	if code, page := s.postForm(t, ownLink(t, asked), nil); code != http.StatusOK {
		t.Fatalf("confirming: %d\n%s", code, page)
	}
	say(t, dir, "late", "investigating")
	box.Wait(t, ann, 2)
	say(t, dir, "late", "investigating", "identified")
	box.Wait(t, ann, 3)
	say(t, dir, "late", "investigating", "identified", "resolved")
	got := box.Wait(t, ann, 4)
	for i, want := range []struct{ subject, text string }{{"[Partial outage] About late", "Word 1"}, {"[Partial outage] About late", "Word 2"}, {"[Resolved] About late", "Word 3"}} {
		m := got[i+1]
		if m.Subject != want.subject || !strings.Contains(m.Text, want.text) || !strings.Contains(m.HTML, want.text) || strings.Count(m.Text, "Word") != 1 {
			t.Errorf("message %d: %s\n%s", i+1, m.Subject, m.Text)
		}
		if thread := got[1].Header.Get("References"); thread == "" || m.Header.Get("References") != thread || m.Header.Get("Message-ID") == got[1].Header.Get("Message-ID") != (i == 0) {
			t.Errorf("message %d is in thread %q with id %q", i+1, m.Header.Get("References"), m.Header.Get("Message-ID"))
		}
		scan(t, s, m)
	}
	unsubscribe, err := url.Parse(strings.Trim(got[1].Header.Get("List-Unsubscribe"), "<>"))
	if err != nil || got[1].Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Fatalf("no way to leave with one click: %v, %v", got[1].Header, err)
	}
	for range 2 {
		if code, page := s.postForm(t, unsubscribe.Path, url.Values{"List-Unsubscribe": {"One-Click"}}); code != http.StatusOK {
			t.Fatalf("leaving: %d\n%s", code, page)
		}
	}
	say(t, dir, "after", "investigating")
	s.eventually(t, "/incidents/after", contains("Word 1 of after"))
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if n := len(box.Of(ann)); n != 4 {
		t.Errorf("ann has %d messages, want 4: %s", n, box.Of(ann)[n-1].Subject)
	}
	if n := len(box.Of("bob@example.com")); n != 1 {
		t.Errorf("bob, who did not confirm, has %d messages, want one", n)
	}
}

// scan opens every link of a message, as programs that look for harm do.
func scan(t *testing.T, s *server, m letters.Letter) {
	t.Helper()
	for _, link := range linkInMail.FindAllString(m.Text+m.HTML+m.Header.Get("List-Unsubscribe"), -1) {
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		if code, _ := s.get(u.Path); code != http.StatusOK {
			t.Errorf("%s: %d", u.Path[:20], code)
		}
	}
}

// mailedPeople is how many are told in a test of kills; a soak has 5,000.
func mailedPeople() int {
	if os.Getenv("TIDINGS_SOAK") == "" {
		return 200
	}
	return 5000
}

// The server is killed at random moments while it tells people. In the end
// everybody has been told everything, and nobody more than once, but for what
// was under way at a kill.
func TestSoakKillsWhileTelling(t *testing.T) {
	box, dir, people := notifytest.Open(t), newSite(t), mailedPeople()
	box.Slow(time.Millisecond)
	first := serve(t, dir, "--smtp", "smtp://"+box.Address) // makes the data folder, and knows what was before
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	enrol(t, dir, people)
	random, n := mrand.New(mrand.NewPCG(20261122, 5)), kills(t)
	states := []string{"investigating"}
	say(t, dir, "long", states...)
	for range n {
		s := serve(t, dir, "--smtp", "smtp://"+box.Address, "--mail-rate", "0", "--mail-hourly", "0")
		before := box.Count()
		for end := time.Now().Add(500 * time.Millisecond); box.Count() == before && time.Now().Before(end); time.Sleep(time.Millisecond) {
		}
		if box.Count() == before {
			states = append(states, "identified")
			say(t, dir, "long", states...)
			s.eventually(t, "/incidents/long", contains(fmt.Sprintf("Word %d of", len(states))))
		}
		time.Sleep(time.Duration(random.IntN(150)) * time.Millisecond)
		s.kill()
	}
	states = append(states, "resolved")
	say(t, dir, "long", states...)
	s := serve(t, dir, "--smtp", "smtp://"+box.Address, "--mail-rate", "0", "--mail-hourly", "0")
	last := fmt.Sprintf("Word %d of long", len(states))
	for i := range people {
		untilTold(t, box, s, person(i), last)
	}
	twice := 0
	for i := range people {
		for word := range states {
			times := 0
			for _, m := range box.Of(person(i)) {
				times += strings.Count(m.Text, fmt.Sprintf("Word %d of long.", word+1))
			}
			if times == 0 {
				t.Errorf("%s was not told word %d", person(i), word+1)
			}
			twice += max(times-1, 0)
		}
	}
	if underWay := 8 * n; twice > underWay {
		t.Errorf("%d words came twice; at most %d were under way at %d kills", twice, underWay, n)
	}
	t.Logf("%d kills, %d people, %d messages, nobody missed, %d words twice", n, people, box.Count(), twice)
}

func untilTold(t *testing.T, box *notifytest.Mailbox, s *server, who, words string) {
	t.Helper()
	wait.Until(t, func() bool {
		got := box.Of(who)
		return len(got) > 0 && strings.Contains(got[len(got)-1].Text, words)
	}, func() string { return fmt.Sprintf("%s was not told %q\n%s", who, words, s.stderr) })
}

func person(i int) string { return fmt.Sprintf("p%d@example.com", i) }

// enrol subscribes people, who confirmed an hour ago.
func enrol(t *testing.T, dir string, n int) {
	t.Helper()
	o := local.Options{Data: filepath.Join(dir, "data"), Now: time.Now, Random: rand.Reader, Getenv: func(string) string { return "" }}
	m, err := local.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	book, _, err := m.Contacts(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := enrolOne(t.Context(), book, person(i)); err != nil {
			t.Fatal(err)
		}
	}
}

func enrolOne(ctx context.Context, book *contacts.Book, who string) error {
	a, err := contacts.ParseAddress(who)
	if err != nil {
		return err
	}
	at := time.Now().Add(-time.Hour)
	asked, err := book.Ask(ctx, contacts.Request{Address: a, Wish: contacts.Wish{All: true, Incident: true, Maintenance: true}}, at)
	if err != nil {
		return err
	}
	_, err = book.Confirm(ctx, asked.Confirm, at)
	return err
}
