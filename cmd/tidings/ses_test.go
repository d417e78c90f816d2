package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/test/aws"
	"tidings/test/wait"
)

// sentBySES waits until an address has so many messages at a local SES.
func sentBySES(t *testing.T, m *aws.Mail, s *server, to string, n int) (got []aws.Letter) {
	t.Helper()
	wait.Until(t, func() bool {
		var err error
		if got, err = m.Letters(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		return len(got) >= n
	}, func() string { return fmt.Sprintf("%s has %d messages, want %d\n%s", to, len(got), n, s.stderr) })
	return got
}

// report posts an event of SES as EventBridge would.
func (s *server) report(t *testing.T, event string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.url+"/hooks/mail", strings.NewReader(event))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+monitorSecret)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		t.Fatalf("an event of SES is answered %s", resp.Status)
	}
}

// Mail travels by SES: asked for, confirmed by the link in it, told from the
// beginning to the end; a program that opens every link changes nothing, and
// whoever bounces is not written to again.
func TestMailBySES(t *testing.T) {
	mail, err := aws.StartMail(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	defer mail.Close()
	for name, value := range map[string]string{"AWS_ENDPOINT_URL_SESV2": mail.Endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "TIDINGS_SECRET_MAIL": monitorSecret} {
		t.Setenv(name, value)
	}
	dir := newSite(t)
	source := filepath.Join(dir, "content", "sources", "mail.yaml")
	if err := os.WriteFile(source, []byte("kind: ses\nauth: {type: bearer, secret: mail}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir, "--ses", "eu-west-1", "--ses-configuration-set", "tidings", "--mail-from", "Site <status@example.net>")
	const ann, bob = "ann@example.com", "bob@example.com"
	for _, who := range []string{ann, bob} {
		if code, page := s.postForm(t, "/subscribe", url.Values{"email": {who}, "scope": {"all"}}); code != http.StatusOK {
			t.Fatalf("%d:\n%s", code, page)
		}
		asked := sentBySES(t, mail, s, who, 1)[0]
		link, err := url.Parse(linkInMail.FindString(asked.Body.Text))
		if err != nil || !strings.Contains(asked.From, "status@example.net") {
			t.Fatalf("%+v, %v", asked, err)
		}
		if code, _ := s.get(link.Path); code != http.StatusOK {
			t.Errorf("looking at the link: %d", code)
		}
		if code, page := s.postForm(t, link.Path, nil); code != http.StatusOK {
			t.Fatalf("confirming: %d\n%s", code, page)
		}
	}
	say(t, dir, "slow", "investigating")
	opening := sentBySES(t, mail, s, ann, 2)[1]
	sentBySES(t, mail, s, bob, 2)
	if opening.Subject != "[Partial outage] About slow" || !strings.Contains(opening.Body.Text, "Word 1 of slow") || !strings.Contains(opening.Body.HTML, "Word 1 of slow") {
		t.Errorf("got %+v", opening)
	}
	own, err := url.Parse(linkInMail.FindString(opening.Body.Text))
	if err != nil {
		t.Fatal(err)
	}
	if code, _ := s.get(own.Path); code != http.StatusOK {
		t.Errorf("the reader's own page: %d", code)
	}
	s.report(t, fmt.Sprintf(`{"eventType":"Bounce","mail":{"timestamp":%[1]q,"messageId":"m","destination":[%[2]q]},"bounce":{"bounceType":"Permanent","timestamp":%[1]q,"bouncedRecipients":[{"emailAddress":%[2]q}]}}`,
		time.Now().UTC().Format(time.RFC3339), bob))
	say(t, dir, "slow", "investigating", "resolved")
	sentBySES(t, mail, s, ann, 3)
	if code, page := s.postForm(t, own.Path, url.Values{"List-Unsubscribe": {"One-Click"}}); code != http.StatusOK {
		t.Fatalf("leaving: %d\n%s", code, page)
	}
	say(t, dir, "after", "investigating")
	s.eventually(t, "/incidents/after", contains("Word 1 of after"))
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	for who, n := range map[string]int{ann: 3, bob: 2} {
		got, err := mail.Letters(t.Context(), who)
		if err != nil || len(got) != n {
			t.Errorf("%s has %d messages, %v; want %d", who, len(got), err, n)
		}
	}
}
