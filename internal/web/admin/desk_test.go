package admin_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/access/passkey/ceremony"
	"tidings/internal/access/password"
	"tidings/internal/audit"
	"tidings/internal/secret"
	"tidings/internal/store"
	"tidings/internal/store/memory"
	"tidings/internal/web"
	"tidings/internal/web/admin"
)

const (
	goodPassword  = "seven otters rent a kayak"
	otherPassword = "tulip carbon envelope"
)

// desk is a dashboard that is served, with a clock that is moved by hand.
type desk struct {
	*testing.T
	url      string
	admin    *admin.Admin
	accounts *access.Accounts
	tokens   *access.Tokens
	hasher   *password.Hasher
	people   store.Driver
	log      *syncBuffer

	mu  sync.Mutex
	now time.Time
}

func newDesk(t *testing.T, change ...func(*admin.Options)) *desk {
	d := &desk{T: t, hasher: password.NewCheapHasher(), log: &syncBuffer{}, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	d.people = memory.New(d.clock)
	box, err := secret.NewBox(bytes.Repeat([]byte{7}, secret.KeyBytes), rand.Reader)
	d.must(err)
	d.accounts = access.New(access.Options{Driver: d.people, Box: box, Hasher: d.hasher, Random: rand.Reader, Now: d.clock})
	d.tokens = access.NewTokens(d.people)
	o := admin.Options{
		Accounts: d.accounts, Tokens: d.tokens, Audit: audit.New(map[string]store.Driver{"access": d.people, "page": memory.New(d.clock)}),
		Box: box, Random: rand.Reader, Now: d.clock, Log: slog.New(slog.NewTextHandler(d.log, nil)), Site: func() string { return "Ferrywell" },
		Passkeys: ceremony.Browsers{},
		Proxies:  must(web.ParseProxies("127.0.0.1")), // tests speak for many addresses
	}
	for _, c := range change {
		c(&o)
	}
	d.admin, err = admin.New(o)
	d.must(err)
	srv := httptest.NewServer(d.admin)
	t.Cleanup(srv.Close)
	d.url = srv.URL
	return d
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) wait(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// browser is somebody with cookies of their own. Redirects are not followed.
type browser struct {
	*desk
	http.Client
	header http.Header
}

func (d *desk) browser() *browser {
	jar, err := cookiejar.New(nil)
	d.must(err)
	b := &browser{desk: d, header: http.Header{}}
	b.Client = http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return b
}

// answer is what came back, read.
type answer struct {
	*http.Response
	text string
}

func (b *browser) do(method, path string, form url.Values, header ...string) answer {
	b.Helper()
	if method != http.MethodPost {
		return b.ask(method, path, nil, header...)
	}
	return b.ask(method, path, strings.NewReader(form.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin"}, header...)...)
}

// send posts a body of another kind.
func (b *browser) send(path, kind string, body io.Reader) answer {
	b.Helper()
	return b.ask(http.MethodPost, path, body, "Content-Type", kind, "Sec-Fetch-Site", "same-origin")
}

func (b *browser) ask(method, path string, body io.Reader, header ...string) answer {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, b.url+path, body)
	b.must(err)
	req.Header.Set("User-Agent", "browser")
	for name, values := range b.header {
		req.Header[name] = values
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := b.Do(req)
	b.must(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	b.must(err)
	return answer{resp, string(text)}
}

func (b *browser) get(path string) answer { b.Helper(); return b.do(http.MethodGet, path, nil) }

func (b *browser) post(path string, form ...string) answer {
	b.Helper()
	return b.do(http.MethodPost, path, values(form))
}

func values(pairs []string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// to holds that an answer leads to an address.
func (a answer) to(t *testing.T, path string) {
	t.Helper()
	if got := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || got != path {
		t.Fatalf("answer %d to %q, want 303 to %q\n%s", a.StatusCode, got, path, a.text)
	}
}

// says holds that an answer is a page of a status with some words.
func (a answer) says(t *testing.T, status int, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(a.text, w) {
			t.Errorf("the page does not say %q:\n%s", w, a.text)
		}
	}
	if a.StatusCode != status {
		t.Fatalf("answer %d, want %d:\n%s", a.StatusCode, status, a.text)
	}
}

func (b *browser) signIn(email string) *browser {
	b.Helper()
	b.post("/admin/sign-in", "email", email, "password", goodPassword).to(b.T, "/admin/")
	return b
}

// in reports whether the browser is signed in.
func (b *browser) in() bool { b.Helper(); return b.get("/admin/account").StatusCode == http.StatusOK }

// first is a browser in which the first administrator is signed in.
func (d *desk) first() *browser {
	d.Helper()
	text, err := d.accounts.FirstLink(d.Context())
	d.must(err)
	b := d.browser()
	b.post("/admin/link/"+text, "email", "ada@example.com", "name", "Ada", "password", goodPassword, "again", goodPassword).to(d.T, "/admin/account?told=welcome")
	return b
}

// person makes an account and returns a browser in which it is signed in.
func (d *desk) person(email, role string, may ...access.Permission) (access.Account, *browser) {
	d.Helper()
	made, err := d.accounts.Add(d.Context(), access.Actor{Kind: access.Person, ID: "test"}, must(access.ParseEmail(email)), "", access.Rights{Role: role, Permissions: may})
	d.must(err)
	text, _, err := d.accounts.NewLink(d.Context(), access.Actor{Kind: access.Person, ID: "test"}, made.ID, false)
	d.must(err)
	b := d.browser()
	b.post("/admin/link/"+text, "password", goodPassword, "again", goodPassword).to(d.T, "/admin/account?told=welcome")
	return made, b
}

// session is the session's cookie.
func (b *browser) session() string {
	u, _ := url.Parse(b.url)
	for _, c := range b.Jar.Cookies(u) {
		if c.Name == "tidings" {
			return c.Value
		}
	}
	return ""
}

// audited is the whole log of changes.
func (d *desk) audited() string {
	d.Helper()
	changes, _, err := d.people.Changes(d.Context(), "", 0)
	d.must(err)
	return string(bytes.Join(changes, []byte("\n")))
}

func find(t *testing.T, text, expr string) string {
	t.Helper()
	m := regexp.MustCompile(expr).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s in\n%s", expr, text)
	}
	return m[len(m)-1]
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
