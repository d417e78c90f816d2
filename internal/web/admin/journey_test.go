package admin_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tidings/internal/access"
)

func TestFirstAdministratorComesInByTheLink(t *testing.T) {
	d := newDesk(t)
	text, err := d.accounts.FirstLink(t.Context())
	d.must(err)
	b := d.browser()
	for range 3 { // looking uses nothing up
		b.get("/admin/link/"+text).says(t, 200, "The first administrator", "E-mail address")
	}
	form := []string{"email", "ada@example.com", "name", "Ada", "password", goodPassword, "again"}
	b.post("/admin/link/"+text, append(form, "another")...).says(t, 422, "not the same", `value="ada@example.com"`)
	weak := b.post("/admin/link/"+text, "email", "ada@example.com", "password", "Password1234!", "again", "Password1234!")
	weak.says(t, 422, "easy to guess", `value="ada@example.com"`)
	if strings.Contains(weak.text, "1234") {
		t.Error("the password is shown")
	}
	b.post("/admin/link/"+text, append(form, goodPassword)...).to(t, "/admin/account?told=welcome")
	b.get("/admin/account?told=welcome").says(t, 200, "Welcome.", "ada@example.com", "This one")
	b.get("/admin/people").says(t, 200, "Ada", "manage for site, contacts, administration")
	d.browser().get("/admin/link/"+text).says(t, 410, "used already")
}

func TestPasswordAndCode(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	page := b.get("/admin/account/authenticator")
	page.says(t, 200, "<svg", "Key: <code>")
	secret := strings.ReplaceAll(find(t, page.text, `Key: <code>([A-Z2-7 ]+)<`), " ", "")
	sealed := find(t, page.text, `name="sealed" value="([^"]+)"`)
	code := func() string { return must(totp.GenerateCode(secret, d.clock())) }
	wrong := b.post("/admin/account/authenticator", "sealed", sealed, "code", "000000")
	wrong.says(t, 422, "The code is not right", secret[:4]) // the same key again, not another one
	done := b.post("/admin/account/authenticator", "sealed", sealed, "code", code())
	done.says(t, 200, "Each of these opens once")
	recovery := find(t, done.text, `<li><code>([^<]+)</code>`)
	if !b.in() {
		t.Fatal("signed out by one's own change")
	}

	d.wait(time.Minute)
	c := d.browser()
	step := c.post("/admin/sign-in", "email", "ada@example.com", "password", goodPassword, "next", "/admin/people")
	step.to(t, "/admin/sign-in/code?next=%2Fadmin%2Fpeople")
	if c.in() {
		t.Fatal("the password alone opened")
	}
	c.get("/admin/sign-in/code?next=/admin/people").says(t, 200, "Code of your authenticator")
	c.post("/admin/sign-in/code", "code", "000000").says(t, 403, "That code did not work")
	c.post("/admin/sign-in/code", "code", code(), "next", "/admin/people").to(t, "/admin/people")
	if !c.in() {
		t.Error("the code did not open")
	}

	r := d.browser()
	r.post("/admin/sign-in", "email", "ada@example.com", "password", goodPassword)
	r.post("/admin/sign-in/code", "code", code()).says(t, 403) // the code was used
	r.post("/admin/sign-in/code", "code", strings.ToUpper(recovery)).to(t, "/admin/")
	r.get("/admin/account").says(t, 200, "9 recovery codes are left")
	again := d.browser()
	again.post("/admin/sign-in", "email", "ada@example.com", "password", goodPassword)
	again.post("/admin/sign-in/code", "code", recovery).says(t, 403)
}

func TestInvitationRightsAndRemoval(t *testing.T) {
	d := newDesk(t)
	ada := d.first()
	made := ada.post("/admin/people", "email", "Bob@Example.com", "name", "Bob", "role", "edit", "may", "site")
	made.says(t, 200, "bob@example.com", "opens once")
	link := find(t, made.text, `<code>http://[^/]+(/admin/link/[^<]+)<`)
	ada.post("/admin/people", "email", "bob@example.com", "role", "edit").says(t, 422, "There is an account with this e-mail address already.")
	ada.post("/admin/people", "email", "carl", "role", "edit").says(t, 422, "This is not an e-mail address")
	ada.post("/admin/people", "email", "carl@example.com", "role", "god").says(t, 422, "Unknown role")

	bob := d.browser()
	bob.get(link).says(t, 200, "Welcome", "bob@example.com")
	bob.post(link, "name", "Bob", "password", goodPassword, "again", goodPassword).to(t, "/admin/account?told=welcome")
	bob.get("/admin/people").says(t, 403, "Your account may not do this")
	person := find(t, ada.get("/admin/people").text, `href="(/admin/people/[0-9a-f]+)"><bdi>Bob<`)
	ada.post(person+"/rights", "role", "view", "may", "administration").to(t, person+"?told=saved")
	if bob.in() {
		t.Error("the session outlived its rights")
	}
	bob.signIn("bob@example.com").get("/admin/people").says(t, 200, "Ada")
	bob.post("/admin/people", "email", "carl@example.com", "role", "edit").says(t, 403)

	reset := find(t, ada.post(person+"/link").text, `<code>http://[^/]+(/admin/link/[^<]+)<`)
	bob.post(reset, "password", otherPassword, "again", otherPassword)
	d.browser().post("/admin/sign-in", "email", "bob@example.com", "password", otherPassword).to(t, "/admin/")
	ada.post(person+"/remove").to(t, "/admin/people?told=removed")
	if bob.in() {
		t.Error("a removed account is still in")
	}
	ada.get(person).says(t, 404, "There is no such account")
	self := find(t, ada.get("/admin/people").text, `href="(/admin/people/[0-9a-f]+)"><bdi>Ada<`)
	ada.post(self+"/rights", "role", "view").says(t, 422, "This is the last administrator")
}

func TestOwnAccount(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	other := d.browser().signIn("ada@example.com")
	page := b.get("/admin/account")
	page.says(t, 200, "This one", "<bdi>browser</bdi>")
	b.post("/admin/account/name", "name", "Ada L.").to(t, "/admin/account?told=saved")
	b.get("/admin/account").says(t, 200, `value="Ada L."`)
	b.post("/admin/account/sessions/end", "session", find(t, page.text, `<bdi>browser</bdi>[^@]*?name="session" value="([0-9a-f]+)"`)).to(t, "/admin/account?told=ended")
	if other.in() || !b.in() {
		t.Error("the wrong session was ended")
	}
	b.post("/admin/account/password", "present", "wrong", "password", otherPassword, "again", otherPassword).says(t, 422, "The present password is not right")
	b.post("/admin/account/password", "present", goodPassword, "password", otherPassword, "again", "x").says(t, 422, "not the same")
	b.post("/admin/account/password", "present", goodPassword, "password", otherPassword, "again", otherPassword).to(t, "/admin/account?told=password")
	b.get("/admin/account?told=password").says(t, 200, "Your password is changed")
	b.post("/admin/sign-out").to(t, "/admin/sign-in?told=out")
	if b.in() {
		t.Error("still in after signing out")
	}
}

func TestTokensAreShownOnce(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	made := b.post("/admin/tokens", "name", "deploy robot", "role", "edit", "kind", "automation")
	made.says(t, 200, "shown now and never again")
	text := find(t, made.text, `<code>(tdg_[^<]+)<`)
	tok, err := d.tokens.Check(t.Context(), text, time.Now())
	if err != nil || tok.Role != access.Edit {
		t.Fatalf("%+v, %v", tok, err)
	}
	list := b.get("/admin/tokens")
	list.says(t, 200, "deploy robot", tok.ID)
	if strings.Contains(list.text, text) {
		t.Error("it is shown again")
	}
	narrow := b.post("/admin/tokens", "name", "metrics", "role", "edit", "kind", "automation", "scope", "metrics", "expires", "2026-11-22")
	less, err := d.tokens.Check(t.Context(), find(t, narrow.text, `<code>(tdg_[^<]+)<`), d.clock())
	if err != nil || less.Covers("incidents") || !less.Covers("metrics") || less.Expires.Format(time.RFC3339) != "2026-11-23T00:00:00Z" {
		t.Errorf("%+v, %v", less, err)
	}
	b.get("/admin/tokens").says(t, 200, "for metrics alone", "good until 23 Nov 2026, 00:00 UTC", "never used")
	for expires, says := range map[string]string{"2026-11-21": "is over already", "soon": "2027-01-31"} {
		b.post("/admin/tokens", "name", "x", "role", "edit", "kind", "person", "expires", expires).says(t, 422, says)
	}
	b.post("/admin/tokens", "name", "x", "role", "edit", "kind", "person", "scope", "everything").says(t, 422, "everything")
	b.post("/admin/tokens", "name", "", "role", "edit", "kind", "person").says(t, 422, "A token needs a name")
	b.post("/admin/tokens/revoke", "token", tok.ID).to(t, "/admin/tokens?told=revoked")
	if _, err := d.tokens.Check(t.Context(), text, time.Now()); err == nil {
		t.Error("a revoked token opens")
	}
}

func TestChangingWhoGetsInTakesAFreshSignIn(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	d.wait(access.SessionFresh)
	b.get("/admin/account/authenticator").to(t, "/admin/sign-in?next=%2Fadmin%2Faccount%2Fauthenticator&told=again")
	b.post("/admin/people", "email", "bob@example.com", "role", "edit").to(t, "/admin/sign-in?next=%2Fadmin%2Faccount&told=again")
	page := b.get("/admin/sign-in?next=%2Fadmin%2Faccount%2Fauthenticator&told=again")
	page.says(t, 200, "show that it is you", `value="ada@example.com"`)
	old := b.session()
	b.post("/admin/sign-in", "email", "ada@example.com", "password", goodPassword, "next", "/admin/account/authenticator").to(t, "/admin/account/authenticator")
	b.get("/admin/account/authenticator").says(t, 200, "Scan this")
	stolen := d.browser()
	stolen.header.Set("Cookie", "tidings="+old)
	if stolen.in() {
		t.Error("the session before is still good")
	}
}

func TestAuditLogSaysWhoDidWhat(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	bob, _ := d.person("bob@example.com", access.Edit, access.Site)
	d.browser().post("/admin/sign-in", "email", "bob@example.com", "password", "wrong password")
	b.post("/admin/people/"+bob.ID+"/rights", "role", "view", "may", "site")
	b.get("/admin/audit").says(t, 200, "account.rights", "sign-in.failed", "by <bdi>Ada</bdi> from <bdi>127.0.0.1</bdi>", "&#34;role&#34;: &#34;view&#34;")
	found := b.get("/admin/audit?verb=sign-in.failed")
	found.says(t, 200, "sign-in.failed", "account/"+bob.ID, "somebody unknown")
	if strings.Contains(found.text, "account.rights") {
		t.Error("the search finds everything")
	}
	b.get("/admin/audit?since=2026-11-23").says(t, 200, "Nothing found")
	b.get("/admin/audit?since=yesterday").says(t, 422, "Write a time as")
	b.get("/admin/audit?after=nonsense").says(t, 422, "start again from the newest")

	out := b.get("/admin/audit.jsonl")
	if out.StatusCode != 200 || out.Header.Get("Content-Type") != "application/x-ndjson" {
		t.Fatalf("%d %v", out.StatusCode, out.Header)
	}
	verbs := map[string]int{}
	for line := range strings.Lines(out.text) {
		var e struct{ Verb, By, From, At string }
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.At == "" {
			t.Fatalf("%q: %v", line, err)
		}
		verbs[e.Verb]++
	}
	for _, want := range []string{"account.first", "account.add", "link.make", "sign-in", "sign-in.failed", "account.rights", "audit.read", "audit.export"} {
		if verbs[want] == 0 {
			t.Errorf("the export has no %s: %v", want, verbs)
		}
	}
	if strings.Contains(out.text, "@example.com") || strings.Contains(out.text, goodPassword) {
		t.Error("an address or a password is in the log")
	}
}

func TestPagesNobodyKnows(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	b.get("/admin/nowhere").says(t, 404, "There is no such page")
	d.browser().get("/admin/nowhere").to(t, "/admin/sign-in?next=%2Fadmin%2Fnowhere")
	b.get("/admin/").to(t, "/admin/account")
	if got := b.do(http.MethodDelete, "/admin/people", nil).StatusCode; got == http.StatusOK {
		t.Errorf("DELETE gave %d", got)
	}
	if got := b.do(http.MethodPost, "/admin/sign-in", values([]string{"email", strings.Repeat("x", 100_000)})); got.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a large form gave %d", got.StatusCode)
	}
}
