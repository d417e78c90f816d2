package admin_test

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
)

// made makes a token and returns its text.
func (d *desk) made(tok access.Token) string {
	d.Helper()
	tok.Name = "siem"
	text, _, err := d.tokens.Create(d.Context(), access.Actor{}, tok, d.clock(), rand.Reader)
	d.must(err)
	return text
}

// A token with the scope audit reads the log as JSON lines, and nothing else in
// the dashboard; no other token does.
func TestATokenReadsTheAuditLogAlone(t *testing.T) {
	d := newDesk(t)
	d.first()
	good := d.made(access.Token{Role: access.View, Kind: access.Automation, Scopes: []string{access.AuditScope}, Expires: d.clock().Add(time.Hour)})
	read := func(path, header, value string) answer {
		return d.browser().do("GET", path, nil, header, value)
	}
	a := read("/admin/audit.jsonl?since=2026-11-22", "Authorization", "Bearer "+good)
	a.says(t, 200, `"verb":"account.first"`)
	if a.Header.Get("Content-Type") != "application/x-ndjson" || !strings.Contains(d.audited(), `"verb":"audit.export"`) {
		t.Errorf("%s, log:\n%s", a.Header.Get("Content-Type"), d.audited())
	}
	tokens, err := d.tokens.List(t.Context())
	if err != nil || tokens[0].Used.IsZero() {
		t.Errorf("its use is not noted: %+v, %v", tokens, err)
	}
	for _, r := range d.admin.Routes() {
		if r.Scope != "" || r.Action == access.Anything {
			continue
		}
		path := strings.NewReplacer("{id}", "0123456789abcdef", "{$}", "").Replace(r.Path)
		if a := d.browser().do(r.Method, path, nil, "Authorization", "Bearer "+good); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/admin/sign-in") {
			t.Errorf("%s %s: %d", r.Method, r.Path, a.StatusCode)
		}
	}
	all := d.made(access.Token{Role: access.Manage, Kind: access.Person})
	some := d.made(access.Token{Role: access.Manage, Kind: access.Person, Scopes: []string{"incidents", "subscribers"}})
	const path = "/admin/audit.jsonl"
	read(path, "Authorization", "Bearer "+all).says(t, 403, "the scope audit")
	read(path, "Authorization", "Bearer "+some).says(t, 403)
	read(path, "Authorization", "Bearer tdg_"+strings.Repeat("x", 43)).says(t, 401)
	read(path, "X-Cachet-Token", good).to(t, "/admin/sign-in?next=%2Fadmin%2Faudit.jsonl")
	read(path+"?token="+good, "Accept", "*/*").to(t, "/admin/sign-in?next=%2Fadmin%2Faudit.jsonl%3Ftoken%3D"+good)
	if got := d.audited() + d.log.String(); strings.Contains(got, good) {
		t.Error("a log holds the token")
	}
	_, viewer := d.person("viewer@example.com", access.View, access.Site)
	viewer.do("GET", path, nil, "Authorization", "Bearer "+good).says(t, 403) // who is signed in is that person
	d.wait(time.Hour)
	read(path, "Authorization", "Bearer "+good).says(t, 401)
	guesser := d.from(7)
	for range access.TriesPerAddress {
		guesser.do("GET", path, nil, "Authorization", "Bearer tdg_"+strings.Repeat("y", 43))
	}
	guesser.do("GET", path, nil, "Authorization", "Bearer "+all).says(t, 429)
}
