package admin_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tidings/internal/access"
)

// desks are dashboards that have all sections between them.
func desks(t *testing.T) map[string]*desk {
	letters, _ := newLetterDesk(t)
	return map[string]*desk{
		"the frame": letters, "the board": newOffice(t, 0).desk, "monitors and settings": newTower(t).desk,
		"channels": newWire(t).desk, "letters": newPostOffice(t, 0).desk,
	}
}

var place = regexp.MustCompile(`\{[a-z$]+\}`)

// at is the path of a route with something in all its places.
func at(path, id string) string {
	return place.ReplaceAllStringFunc(path, func(p string) string {
		if p == "{$}" {
			return ""
		}
		return id
	})
}

// Every route of every section, asked for by who may not: from other sites by
// who may, with rights of the wrong kind or too few, and by strangers.
func TestNoSectionLetsTheWrongOnesIn(t *testing.T) {
	for name, d := range desks(t) {
		ada := d.first()
		type visitor struct {
			*browser
			who access.Actor
		}
		visitors := []visitor{{d.browser(), access.Actor{}}}
		for i, role := range access.Roles {
			for n, may := range []access.Permission{access.Site, access.Contacts, access.Administration} {
				_, b := d.person(string(rune('a'+i))+string(rune('a'+n))+"@example.com", role, may)
				visitors = append(visitors, visitor{b, access.Actor{Kind: access.Person, ID: "x", Role: role, Permissions: []access.Permission{may}}})
			}
		}
		tries := 0
		for _, r := range d.admin.Routes() {
			path := at(r.Path, "api")
			if r.Method == http.MethodPost {
				ada.do("POST", path, url.Values{"name": {"x"}}, "Sec-Fetch-Site", "cross-site").says(t, 403, "another site")
			}
			for _, v := range visitors {
				if access.Can(v.who, r.Action) {
					continue
				}
				tries++
				a := v.do(r.Method, path, nil)
				if stranger := v.who.ID == ""; stranger && !strings.HasPrefix(a.Header.Get("Location"), "/admin/sign-in") || !stranger && a.StatusCode != 403 {
					t.Errorf("%s: %s %s as %s %v: %d", name, r.Method, path, v.who.Role, v.who.Permissions, a.StatusCode)
				}
			}
		}
		if tries < 50 {
			t.Errorf("%s: only %d tries", name, tries)
		}
	}
}

// Whatever is sent, and to whatever address, the answer is one of ours: never an
// error inside, never a header that somebody wrote, never markup.
func TestNoSectionBreaksOnOddRequests(t *testing.T) {
	const evil = `"><script>alert(1)</script>{{.}}`
	bodies := map[string]struct{ kind, text string }{
		"too long":     {"application/x-www-form-urlencoded", "name=" + strings.Repeat("x", 5<<20)},
		"many fields":  {"application/x-www-form-urlencoded", strings.Repeat("name=x&c.api=x&", 2000)},
		"broken":       {"application/x-www-form-urlencoded", "name=%zz&key=%"},
		"deep JSON":    {"application/json", strings.Repeat("[", 20000)},
		"NUL and more": {"application/x-www-form-urlencoded", "name=%00%ff%0d%0a&key=0123456789ab&value=NaN&rule=-1&to=%00&before=%ff&at=%00&source=%00&signal=%ff&seen=%00&status=%00&for=99999999999999999999"},
		"markup":       {"application/x-www-form-urlencoded", url.Values{"name": {evil}, "key": {evil}, "title": {evil}, "body": {evil}, "group": {evil}, "value": {evil}, "email": {evil}, "rule": {"0"}, "do": {evil}, "source": {evil}}.Encode()},
	}
	for name, d := range desks(t) {
		ada := d.first()
		look := func(what string, a answer) {
			if a.StatusCode >= 500 && !strings.Contains(a.text, "cannot be done just now") || strings.Contains(a.text, "<script>alert") || a.Header.Get("X-Evil") != "" {
				t.Errorf("%s: %s: %d\n%.600s", name, what, a.StatusCode, a.text)
			}
		}
		for _, r := range d.admin.Routes() {
			for _, id := range []string{"%0d%0aX-Evil:%20x", "..%2f..%2fetc", "%00", strings.Repeat("x", 3000), url.PathEscape(evil), "%ff", "api"} {
				if path := at(r.Path, id); r.Method == http.MethodGet && !strings.Contains(path, "sso") {
					look(path, ada.get(path))
					look(path, ada.get(path+"?after="+url.QueryEscape(evil)+"&at=%00&window="+url.QueryEscape(evil)+"&page=-1&page=99999999999999999999&state=%ff&told="+url.QueryEscape(evil)))
				}
			}
			if r.Method != http.MethodPost || strings.HasSuffix(r.Path, "/sign-out") || strings.HasSuffix(r.Path, "/forgot") || strings.Contains(r.Path, "/sessions/") {
				continue
			}
			for what, body := range bodies {
				a := ada.throw(at(r.Path, "api"), body.kind, body.text)
				if look(what+" to "+r.Path, a); what == "too long" && a.StatusCode != 413 && a.StatusCode != 403 && a.StatusCode != 303 {
					t.Errorf("%s: %s takes 5 MiB: %d", name, r.Path, a.StatusCode)
				}
			}
			if !ada.in() {
				ada.signIn("ada@example.com")
			}
		}
		if !ada.in() {
			t.Errorf("%s: odd requests have ended the session", name)
		}
	}
}

// throw posts a body as it is.
func (b *browser) throw(path, kind, body string) answer {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, b.url+path, strings.NewReader(body))
	b.must(err)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := b.Do(req)
	if err != nil { // the server has stopped reading and closed the connection
		return answer{Response: &http.Response{StatusCode: http.StatusRequestEntityTooLarge, Header: http.Header{}}}
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	b.must(err)
	return answer{resp, string(text)}
}
