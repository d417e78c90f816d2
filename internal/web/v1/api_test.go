package v1_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/status"
	"tidings/internal/store/memory"
	"tidings/internal/web/v1"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// lab is an API over a store in memory, with a clock that a test can move.
type lab struct {
	t      testing.TB
	store  *memory.Store
	tokens *access.Tokens
	board  *status.Board
	site   v1.Site
	api    *v1.API
	log    *bytes.Buffer
	mu     sync.Mutex
	now    time.Time
	wrote  int
	people *memory.Store
	book   *contacts.Book
	sent   []string // address and token of each confirmation
	noMail bool     // no mail goes out
}

func (l *lab) Site() (v1.Site, bool) { return l.site, l.site.Board != nil }

func (l *lab) Wrote() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrote++
}

// clock is a little later each time it is asked.
func (l *lab) clock() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now = l.now.Add(time.Millisecond)
	return l.now
}

func (l *lab) pass(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now = l.now.Add(d)
}

var files = status.Layout{
	Groups:     []status.Group{{ID: "core", Name: "Core services"}},
	Components: []status.Component{{ID: "api", Name: "API", Group: "core"}, {ID: "web", Name: "Website", Group: "core"}, {ID: "docs", Name: "Documentation"}},
}

func newLab(t testing.TB, rate int) *lab {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{t: t, now: noon, log: &bytes.Buffer{}}
	l.store = memory.New(l.clock)
	l.tokens, l.board = access.NewTokens(l.store), status.NewBoard(l.store, zone)
	l.site = v1.Site{
		Board: l.board, Layout: files, Zone: zone, URL: "https://status.example", Languages: []string{"en", "de"},
		Templates: []config.Template{{ID: "outage", Title: "{{component}} is down", Bodies: map[status.State]string{status.Investigating: "We look at {{ what }}, {{incident.name}}."}}},
	}
	for about, ids := range map[string][]string{status.AboutGroup: {"core"}, status.AboutComponent: {"api", "web", "docs"}, status.AboutTemplate: {"outage"}} {
		if err := l.board.Enroll(t.Context(), about, ids...); err != nil {
			t.Fatal(err)
		}
	}
	l.people = memory.New(l.clock)
	book, err := contacts.New(l.people, make([]byte, contacts.KeyBytes), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	people := v1.People{Book: func(context.Context) (*contacts.Book, error) { return book, nil }, Invited: l.send, Off: func(context.Context) (bool, error) { return l.noMail, nil }}
	l.book = book
	l.api = v1.New(v1.Options{People: people, House: l, Tokens: l.tokens, Store: l.store, Now: l.clock, Random: rand.Reader, Log: slog.New(slog.NewTextHandler(l.log, nil)), Rate: rate})
	return l
}

// send sends what the API has left in the book.
func (l *lab) send(ctx context.Context) {
	inv, err := l.book.NextInvitation(ctx, l.clock())
	if err == nil {
		err = l.book.Invited(ctx, inv)
	}
	if err != nil {
		l.t.Error(err)
	}
	l.sent = append(l.sent, inv.Address.Reveal()+" "+inv.Token)
}

// token makes a token of a role and kind.
func (l *lab) token(role, kind string, scopes ...string) string {
	l.t.Helper()
	text, _, err := l.tokens.Create(context.Background(), access.Actor{Kind: access.Person, ID: "test"}, access.Token{Name: role, Role: role, Kind: kind, Scopes: scopes}, noon, rand.Reader)
	if err != nil {
		l.t.Fatal(err)
	}
	return text
}

// client speaks to the API with a token, or as a guest.
type client struct {
	*lab
	token  string
	header http.Header
}

func (l *lab) guest() *client { return &client{lab: l, header: http.Header{}} }

func (l *lab) as(role, kind string, scopes ...string) *client {
	return &client{lab: l, token: l.token(role, kind, scopes...), header: http.Header{}}
}

// with is the client with a header more.
func (c *client) with(name, value string) *client {
	h := c.header.Clone()
	h.Set(name, value)
	return &client{c.lab, c.token, h}
}

// do sends a request. A body that begins with { is JSON, any other a form.
func (c *client) do(method, path, body string) *httptest.ResponseRecorder {
	c.t.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if strings.HasPrefix(body, "{") {
		r.Header.Set("Content-Type", "application/json")
	} else if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c.token != "" {
		r.Header.Set("X-Cachet-Token", c.token)
	}
	for name := range c.header {
		r.Header.Set(name, c.header.Get(name))
	}
	w := httptest.NewRecorder()
	c.api.ServeHTTP(w, r)
	return w
}

// want sends a request, and gives the decoded answer if it has a status.
func (c *client) want(code int, method, path, body string) map[string]any {
	c.t.Helper()
	w := c.do(method, path, body)
	if w.Code != code {
		c.t.Fatalf("%s %s %.200s answers %d, want %d:\n%s\n%s", method, path, body, w.Code, code, w.Body, c.log)
	}
	if w.Body.Len() == 0 {
		return nil
	}
	d := json.NewDecoder(w.Body)
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	if code >= 400 {
		c.wantError(code, v)
	}
	return v
}

// wantError holds an error to Cachet's shape.
func (c *client) wantError(code int, v map[string]any) {
	c.t.Helper()
	list, _ := v["errors"].([]any)
	if len(list) != 1 {
		c.t.Fatalf("an error is %v", v)
	}
	e := list[0].(map[string]any)
	if e["title"] != http.StatusText(code) || e["status"] != json.Number(itoa(code)) || len(e["id"].(string)) != 36 || e["detail"] == "" {
		c.t.Errorf("an error is %v", e)
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// data is the item of an answer.
func data(v map[string]any) map[string]any {
	item, _ := v["data"].(map[string]any)
	return item
}

// items are those of a list.
func items(v map[string]any) (all []map[string]any) {
	list, _ := v["data"].([]any)
	for _, e := range list {
		all = append(all, e.(map[string]any))
	}
	return all
}

// is compares a JSON value with what it should be, written as JSON.
func is(t testing.TB, what string, got any, want string) {
	t.Helper()
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != want {
		t.Errorf("%s is %s, want %s", what, b, want)
	}
}

// details are the sentences of a refusal.
func details(v map[string]any) string {
	b, _ := json.Marshal(v["errors"])
	return string(b)
}

func query(pairs ...string) string {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	return "?" + q.Encode()
}
