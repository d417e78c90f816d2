package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tidings/test/browser/chromium"
)

// host is a page of somebody else's site, under a policy that allows nothing but
// the status page's script and what it reads.
func host(t *testing.T, s *site, attributes string) *site {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src "+s.url+"; connect-src "+s.url+"; require-trusted-types-for 'script'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="ar"><head><title>Shop</title></head><body><div id="place"></div><footer><script async src="%s/widget.js" %s></script></footer></body></html>`, s.url, attributes)
	}))
	t.Cleanup(server.Close)
	return &site{url: server.URL}
}

// shows waits until the widget has a status and returns what it says.
func (v *visitor) shows(status string) (text string) {
	v.Helper()
	const said = `(document.querySelector('.tidings-status[data-status=%s]') || {textContent: ''}).textContent`
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if v.eval(fmt.Sprintf(said, status), &text); text != "" && text != "…" {
			return text
		}
	}
	v.eval("document.body.innerHTML", &text)
	v.Fatalf("the widget does not become %s: %s\n%q", status, text, v.tab.Problems())
	return ""
}

// widget shows the status on a page of another origin, in the language asked
// for, and leaves nothing behind.
func widget(t *testing.T, b *chromium.Browser, s *site) {
	for attributes, want := range map[string][3]string{
		`data-lang="de"`:       {"/de/", "footer", "Payments API"},
		`data-lang="de-AT"`:    {"/de/", "footer", "Payments API"},
		`data-lang="tlh"`:      {"/", "footer", "Payments API is down"},
		`data-target="#place"`: {"/ar/", "#place", "Payments API"},
	} {
		elsewhere := host(t, s, attributes)
		v := visit(t, b, elsewhere, chromium.Look{})
		v.open("/")
		if got := v.shows("major_outage"); !strings.Contains(got, want[2]) || !strings.Contains(got, shown) {
			t.Errorf("%s: it says %q", attributes, got)
		}
		var href string
		if v.eval("document.querySelector('"+want[1]+" .tidings-status').href", &href); href != s.url+want[0] {
			t.Errorf("%s: it leads to %s", attributes, href)
		}
		for _, problem := range v.tab.Problems() {
			t.Errorf("%s: %s", attributes, problem)
		}
		var left string
		if v.eval("document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + !!window.hostile", &left); left != "{}{}false" {
			t.Errorf("%s: it has left %s", attributes, left)
		}
		var box struct{ Width, Height float64 }
		if v.eval("document.querySelector('.tidings-status svg').getBoundingClientRect().toJSON()", &box); box.Width < 10 || box.Height < 10 {
			t.Errorf("%s: the sign measures %+v", attributes, box)
		}
		for _, address := range v.tab.Requests() {
			if !strings.HasPrefix(address, s.url+"/") && !strings.HasPrefix(address, elsewhere.url+"/") && !strings.HasPrefix(address, "data:") {
				t.Errorf("%s: asked for %s", attributes, address)
			}
		}
	}
}

// widgetInTheDark holds that a widget which cannot read the status says that it
// does not know it, and that a site whose heart has stopped is not believed.
func widgetInTheDark(t *testing.T, b *chromium.Browser, s *site) {
	beat := func(ago time.Duration) http.HandlerFunc {
		return says(fmt.Sprintf(`{"at":"2026-01-01T00:00:00Z","sequence":1,"next":%q}`, time.Now().Add(-ago).UTC().Format(time.RFC3339)))
	}
	for what, c := range map[string]struct {
		instead answers
		known   bool
	}{
		"an error":         {answers{"/status.json": fails(500)}, false},
		"no answer":        {answers{"/status.json": breaks}, false},
		"no JSON":          {answers{"/status.json": says("<h1>Hello</h1>")}, false},
		"a new status":     {answers{"/status.json": says(`{"status":"splendid","verdict":"Fine","incidents":[]}`)}, false},
		"a heart that was": {answers{"/heartbeat.json": beat(2 * time.Hour)}, false},
		"a slow heart":     {answers{"/heartbeat.json": beat(30 * time.Minute)}, true},
		"no heart":         {answers{"/heartbeat.json": fails(404)}, true},
	} {
		v := visit(t, b, host(t, front(t, s, c.instead), `data-lang="en"`), chromium.Look{})
		v.open("/")
		status, want := "unknown", "Status unknown"
		if c.known {
			status, want = "major_outage", "Payments API is down"
		}
		if got := v.shows(status); !strings.HasPrefix(got, want) {
			t.Errorf("%s: it says %q", what, got)
		}
	}
}

// badgesFit measures the badges of a site in each language: their texts are as
// wide as they are drawn, but for a little, and stay within the picture.
func badgesFit(t *testing.T, b *chromium.Browser, s *site) {
	for _, lang := range spoken(t) {
		dir := t.TempDir()
		copyContent(t, dir)
		speak(t, dir, []string{lang})
		run(t, dir, s.program, "build", "--out", "site")
		server := httptest.NewServer(http.FileServer(http.Dir(dir + "/site")))
		v := visit(t, b, &site{url: server.URL}, chromium.Look{})
		for _, form := range []string{"badge", "badge-status", "badge-plain"} {
			for _, path := range []string{"/", "/components/api/"} {
				v.open(path + form + ".svg")
				v.none(lang+" "+path+form, "tight")
			}
		}
		server.Close()
	}
}
