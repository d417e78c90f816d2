package admin_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/notify/folder"
	"tidings/internal/notify/letter"
	"tidings/internal/status"
	"tidings/internal/store/memory"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/delivery"
	"tidings/internal/web/admin/subscribers"
)

// post is a house whose people are told through a channel that a test decides about.
type postHouse struct {
	*house
	send    func(to string) error
	sent    []string
	trouble error
}

func (p *postHouse) TestMail(_ context.Context, to contacts.Address) error {
	return p.Send(context.Background(), to.Reveal())
}

func (p *postHouse) MailTrouble() error { return p.trouble }

// Send implements notify.Channel.
func (p *postHouse) Send(_ context.Context, l notify.Letter) error {
	if p.send != nil {
		if err := p.send(l.(string)); err != nil {
			return err
		}
	}
	p.sent = append(p.sent, l.(string))
	return nil
}

// Write implements notify.Writer.
func (p *postHouse) Write(_ context.Context, to contacts.Subscriber, _ string, _ []notify.Event) (notify.Letter, error) {
	return to.Address.Reveal(), nil
}

// Digest implements notify.Writer.
func (p *postHouse) Digest(_ context.Context, to contacts.Subscriber, _ []notify.Owed) (notify.Letter, error) {
	return to.Address.Reveal(), nil
}

// postOffice is a desk of the dashboard with one that tells people.
type postOffice struct {
	*desk
	house   *postHouse
	book    *contacts.Book
	teller  *notify.Desk
	letters string
}

func newPostOffice(t *testing.T, limit int) *postOffice {
	o := &postOffice{house: &postHouse{house: &house{config: &ferrywell}}, letters: t.TempDir()}
	o.desk = newDesk(t, func(options *admin.Options) {
		h, now := o.house, options.Now
		h.store, h.now = memory.New(now), now
		h.board = status.NewBoard(h.store, time.UTC)
		private := memory.New(now)
		o.book = must(contacts.New(private, make([]byte, contacts.KeyBytes), rand.Reader))
		o.teller = notify.New(notify.Options{Store: private, Book: o.book, Writer: h, Channel: h, Now: now, Log: slog.New(slog.DiscardHandler), Self: "one", Limit: limit})
		options.Sections = []admin.Section{
			delivery.New(delivery.Options{House: h, Desk: o.teller, Now: now, Letters: &folder.Channel{Dir: o.letters, Now: now}}),
			subscribers.New(subscribers.Options{House: h, Book: o.book, Desk: o.teller, Now: now}),
		}
	})
	return o
}

func (o *postOffice) join(emails ...string) {
	o.Helper()
	for _, e := range emails {
		r := contacts.Request{Address: must(contacts.ParseAddress(e)), Wish: contacts.Wish{All: true, Incident: true}, Form: "test"}
		_, err := o.book.Enrol(o.Context(), "test", r, o.clock().Add(-time.Hour), o.clock())
		o.must(err)
	}
}

func (o *postOffice) tell(id, update string) {
	o.Helper()
	o.must(o.teller.Tell(o.Context(), "incident/"+id, []notify.Event{{Update: update, At: o.clock(), Kind: notify.Opens, Topic: contacts.Topic{ID: id}}}))
	o.work()
}

func (o *postOffice) work() {
	o.Helper()
	for more := true; more; {
		var err error
		more, err = o.teller.Work(o.Context())
		o.must(err)
	}
}

// incident puts one on the board, with a title that would do harm if it could.
func (o *postOffice) incident(id string) {
	o.Helper()
	_, err := o.house.board.PutIncident(o.Context(), status.Actor{Kind: status.OriginPerson, ID: "x"}, status.Incident{ID: id, Title: "<script>alert(1)</script>",
		Updates: []status.Update{{ID: "1", At: o.clock(), State: status.Investigating, Body: "x"}}}, o.clock())
	o.must(err)
}

func TestHeldNewsIsApprovedOrDropped(t *testing.T) {
	o := newPostOffice(t, 2)
	b := o.first()
	b.get("/admin/delivery").says(t, 200, "Nobody has been told anything yet.")
	o.join("a@example.com", "b@example.com", "c@example.com")
	o.incident("slow")
	o.incident("down")
	o.tell("slow", "1")
	o.tell("down", "1")
	list := b.get("/admin/delivery")
	list.says(t, 200, "&lt;script&gt;", "held: more people than may be told without asking", "queued 3")
	const slow, down = "/admin/delivery/incident/slow", "/admin/delivery/incident/down"
	b.get(slow).says(t, 200, "Tell 3 people", "Tell nobody else", "2 may be told without asking")
	b.post(slow, "do", "retry").says(t, 409, "changed meanwhile")
	b.post(slow, "do", "nonsense").says(t, 422, "Choose what to do")
	if len(o.house.sent) > 0 {
		t.Fatalf("told already: %v", o.house.sent)
	}
	b.post(slow, "do", "approve").to(t, slow+"?told=approved")
	b.post(down, "do", "drop").to(t, down+"?told=dropped")
	o.work()
	if len(o.house.sent) != 3 {
		t.Errorf("%d letters, want those of one incident", len(o.house.sent))
	}
	b.get(slow).says(t, 200, "<strong>done</strong>", "sent 3")
	b.get(down).says(t, 200, "dropped", "sent 0")
	b.post(down, "do", "approve").says(t, 409, "changed meanwhile")
	b.get("/admin/delivery/incident/nowhere").says(t, 404, "Nobody was told")
	b.get("/admin/delivery?after=nonsense").says(t, 404, "no such page")
	if log := o.audited(); !strings.Contains(log, "delivery.approve") || !strings.Contains(log, "delivery.drop") {
		t.Errorf("the log does not say who decided:\n%s", log)
	}
}

func TestEverythingIsStoppedFromTheDashboard(t *testing.T) {
	o := newPostOffice(t, 0)
	b := o.first()
	o.join("a@example.com")
	o.incident("slow")
	b.post("/admin/delivery/stop").to(t, "/admin/delivery?told=stopped")
	o.tell("slow", "1")
	b.get("/admin/delivery").says(t, 200, "Everything is stopped", "about to be sent", "Let it go on")
	if a := b.get("/admin/delivery"); a.Header.Get("Refresh") == "" {
		t.Error("a page that shows something on its way is not loaded again")
	}
	b.post("/admin/delivery/resume").to(t, "/admin/delivery?told=resumed")
	o.work()
	b.get("/admin/delivery").says(t, 200, "sent 1")
}

func TestWhoWasRefusedIsTriedAgain(t *testing.T) {
	o := newPostOffice(t, 0)
	b := o.first()
	o.join("a@example.com", "b@example.com")
	o.house.send = func(to string) error {
		if to == "a@example.com" {
			return fmt.Errorf("554: %w", notify.ErrRefused)
		}
		return nil
	}
	o.tell("gone", "1")
	const page = "/admin/delivery/incident/gone"
	b.get(page).says(t, 200, "gone, which is deleted", "sent 1, refused 1", "Try the refused again")
	o.house.send = nil
	b.post(page, "do", "retry").to(t, page+"?told=retried")
	o.work()
	b.get(page).says(t, 200, "sent 1, refused 1", "Since 22 Nov 2026, 12:00 UTC <small>sent 1</small>")
	if len(o.house.sent) != 2 {
		t.Errorf("sent to %v", o.house.sent)
	}
}

func TestATestLetterShowsTheTrueError(t *testing.T) {
	o := newPostOffice(t, 0)
	b := o.first()
	o.trouble(t, b, notify.ServerError{Err: errors.New("the mail server answered 535"), Code: 535, Said: "535 5.7.8 <b>bad</b> credentials for ada@example.com"},
		"does not take the user or the password", "535 5.7.8 &lt;b&gt;bad&lt;/b&gt; credentials for ada@example.com")
	o.trouble(t, b, fmt.Errorf("dialing: %w", &textproto.Error{Code: 530, Msg: "authenticate first"}), "wants to know who is sending", "530 authenticate first")
	o.trouble(t, b, notify.ServerError{Err: errors.New("x"), Code: 550, At: "sender", Said: "550 not yours"}, "--mail-from", "550 not yours")
	o.trouble(t, b, notify.ServerError{Err: fmt.Errorf("x: %w", notify.ErrNobody), Code: 550, At: "recipient", Said: "550 who?"}, "no such address", "550 who?")
	o.trouble(t, b, &net.DNSError{Name: "mail.nowhere.example", Err: "no such host"}, "cannot be resolved", "mail.nowhere.example")
	o.trouble(t, b, fmt.Errorf("the mail server x: %w", syscall.ECONNREFUSED), "Nothing answers where", "connection refused")
	o.trouble(t, b, context.DeadlineExceeded, "does not answer in time", "deadline")
	for range 3 {
		b.post("/admin/delivery/test")
	}
	b.post("/admin/delivery/test").says(t, 429, "Wait")
	o.wait(time.Minute)
	o.house.send = nil
	b.post("/admin/delivery/test").to(t, "/admin/delivery?told=kept")
	if got := o.house.sent; len(got) != 1 || got[0] != "ada@example.com" {
		t.Errorf("the letter went to %v", got)
	}
	o.house.trouble = fmt.Errorf("sending: %w", syscall.ECONNREFUSED)
	b.get("/admin/delivery").says(t, 200, "Mail cannot be sent", "Nothing answers where")
}

func (o *postOffice) trouble(t *testing.T, b *browser, err error, says ...string) {
	t.Helper()
	o.house.send = func(string) error { return err }
	o.wait(20 * time.Second)
	b.post("/admin/delivery/test").says(t, 422, says...)
}

// keep puts a letter into the folder of letters.
func (o *postOffice) keep(subject, html string) string {
	o.Helper()
	o.wait(time.Second)
	l := &letter.Letter{To: must(contacts.ParseAddress("reader@example.com")), Subject: subject, Text: "The text <script>alert(2)</script>", HTML: html, Key: "0123abcd", Host: "status.example.com"}
	l.From.Address = "status@example.com"
	o.must((&folder.Channel{Dir: o.letters, Now: o.clock}).Send(o.Context(), l))
	return o.clock().Format("20060102T150405.000Z") + "-0123abcd.eml"
}

func TestLettersAreReadSafely(t *testing.T) {
	o := newPostOffice(t, 0)
	b := o.first()
	b.get("/admin/letters").says(t, 200, "There is none.")
	name := o.keep("Störung <script>alert(1)</script>\r\nBcc: x@example.com", `<p onclick="alert(3)">The <b>HTML</b></p><script>alert(4)</script>`)
	b.get("/admin/letters").says(t, 200, "Störung &lt;script&gt;", "reader@example.com", name)
	b.get("/admin/letters/"+name).says(t, 200, "The text &lt;script&gt;alert(2)", "Störung &lt;script&gt;alert(1)&lt;/script&gt; Bcc: x@example.com", "auto-generated")
	page := b.get("/admin/letters/" + name + "/html")
	page.says(t, 200, "The <b>HTML</b>")
	if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.HasSuffix(policy, "; sandbox") || strings.Contains(policy, "script-src") {
		t.Errorf("a letter is shown under %q", policy)
	}
	if log := o.audited(); !strings.Contains(log, "letters/"+name) || strings.Contains(log, "reader@") {
		t.Errorf("the log is\n%s", log)
	}
	o.must(os.WriteFile(filepath.Join(o.letters, "secret.eml"), []byte("Subject: x\r\n\r\n"), 0o600))
	broken := "20261122T120000.000Z-00.eml"
	o.must(os.WriteFile(filepath.Join(o.letters, broken), []byte("no message"), 0o600))
	b.get("/admin/letters").says(t, 200, "the file holds no message")
	b.get("/admin/letters/"+broken).says(t, 422, "cannot be read")
	for _, bad := range []string{"secret.eml", "..%2Fsecret.eml", "..%2f..%2faccess.db", "20261122T120000.000Z-zz.eml", strings.Repeat("x", 500)} {
		if a := b.get("/admin/letters/" + bad); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", bad, a.StatusCode)
		}
	}
	for range 30 {
		o.keep("One of many", "x")
	}
	first := b.get("/admin/letters")
	older := find(t, first.text, `href="(/admin/letters\?before=[^"]+)"`)
	if n := strings.Count(b.get(older).text, `class="tap" href="/admin/letters/2`); n != 7 {
		t.Errorf("%d older letters, want 7", n)
	}
}

// What sections show is for those who may see it, and nobody else's form does anything.
func TestDeliveryAsksForItsRights(t *testing.T) {
	o := newPostOffice(t, 0)
	o.first()
	o.join("a@example.com")
	o.tell("slow", "1")
	name := o.keep("Private", "x")
	_, site := o.person("site@example.com", access.Manage, access.Site)
	_, reads := o.person("reads@example.com", access.View, access.Site)
	_, contact := o.person("contact@example.com", access.View, access.Contacts)
	for _, b := range []*browser{site, reads} {
		b.get("/admin/letters").says(t, 403)
		b.get("/admin/letters/"+name).says(t, 403)
		b.get("/admin/letters/"+name+"/html").says(t, 403)
		if page := b.get("/admin/delivery"); strings.Contains(page.text, "/admin/letters") || strings.Contains(page.text, "a@example.com") {
			t.Errorf("the page shows what is private:\n%s", page.text)
		}
	}
	contact.get("/admin/letters").says(t, 200, "Private")
	contact.get("/admin/delivery").says(t, 403)
	for _, path := range []string{"/admin/delivery/stop", "/admin/delivery/resume", "/admin/delivery/test", "/admin/delivery/incident/slow"} {
		reads.post(path, "do", "drop").says(t, 403)
		contact.post(path, "do", "drop").says(t, 403)
		site.do("POST", path, values([]string{"do", "drop"}), "Sec-Fetch-Site", "cross-site").says(t, 403, "another site")
	}
	if s, err := o.teller.Stopped(t.Context()); err != nil || !s.At.IsZero() || len(o.house.sent) != 1 {
		t.Errorf("%+v, %v, %v", s, err, o.house.sent)
	}
}
