package admin_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/web/admin"
)

// letterBox keeps what is sent to people.
type letterBox struct {
	mu   sync.Mutex
	sent map[string]string // by address
}

func (l *letterBox) Reset(_ context.Context, to access.Email, href string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent[to.Reveal()] = href
	return nil
}

func newLetterDesk(t *testing.T) (*desk, *letterBox) {
	box := &letterBox{sent: map[string]string{}}
	d := newDesk(t, func(o *admin.Options) { o.Letters = box })
	d.must(d.accounts.SetHome(t.Context(), "https://status.example.com"))
	return d, box
}

// Whoever forgot the password gets a link by mail, which leads where the
// operator says and not where the request does.
func TestAPasswordIsResetByMail(t *testing.T) {
	d, box := newLetterDesk(t)
	d.first()
	b := d.browser()
	b.get("/admin/sign-in").says(t, 200, `href="/admin/forgot"`)
	a := b.do("POST", "/admin/forgot", values([]string{"email", "ADA@example.com"}), "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "http")
	a.says(t, 200, "a mail with a link is on its way")
	link, ok := strings.CutPrefix(box.sent["ada@example.com"], "https://status.example.com")
	if !ok {
		t.Fatalf("sent %v", box.sent)
	}
	b.post(link, "password", otherPassword, "again", otherPassword).to(t, "/admin/account?told=welcome")
	b.post(link, "password", otherPassword, "again", otherPassword).says(t, 410, "was used already")
	d.browser().post("/admin/sign-in", "email", "ada@example.com", "password", otherPassword).to(t, "/admin/")
	if strings.Contains(d.log.String()+d.audited(), link[len(access.LinkPath):]) || strings.Contains(d.audited(), "ada@") {
		t.Error("a log holds the link or the address")
	}
	plain := newDesk(t)
	if plain.browser().get("/admin/forgot").StatusCode == 200 || strings.Contains(plain.browser().get("/admin/sign-in").text, "forgot") {
		t.Error("without mail it is offered")
	}
}

// The answer tells nobody who has an account, by its words, by its headers, by
// what is written and by its time.
func TestAskingForAPasswordTellsNothing(t *testing.T) {
	d, box := newLetterDesk(t)
	d.first()
	off, _ := d.person("off@example.com", access.Edit)
	d.must(d.accounts.SetRights(t.Context(), access.Actor{}, off.ID, access.Rights{Role: access.Edit, Disabled: true}))
	var first answer
	var quickest, slowest time.Duration
	for i, email := range []string{"ada@example.com", "nobody@example.com", "off@example.com", "no address", "", strings.Repeat("x", 10_000), "ada@example.com"} {
		before, began := strings.Count(d.audited(), "\n"), time.Now()
		a := d.from(i).post("/admin/forgot", "email", email)
		took := time.Since(began)
		if i == 0 {
			first, quickest, slowest = a, took, took
		}
		quickest, slowest = min(quickest, took), max(slowest, took)
		if a.StatusCode != 200 || a.text != first.text || len(a.Cookies()) > 0 || strings.Contains(a.text, "example.com") {
			t.Errorf("%.20q is answered otherwise: %d\n%s", email, a.StatusCode, a.text)
		}
		if n := strings.Count(d.audited(), "\n") - before; n != 1 {
			t.Errorf("%.20q wrote %d entries", email, n)
		}
	}
	if len(box.sent) != 1 || quickest < 400*time.Millisecond {
		t.Errorf("sent %v; between %s and %s", box.sent, quickest, slowest)
	}
	many := d.from(99)
	for range access.TriesPerAddress {
		many.get("/admin/link/nobody.x") // counts as a try, and takes no time
	}
	many.post("/admin/forgot", "email", "ada@example.com").says(t, 429, "too many tries from your network")
}
