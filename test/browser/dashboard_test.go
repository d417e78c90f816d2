package browser

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tidings/test/browser/chromium"
	"tidings/test/wait"
)

const (
	adaEmail    = "ada@example.com"
	adaPassword = "seven otters rent a kayak"
)

// TestDashboard is a first evening with the dashboard: in by the printed link, a
// passkey, an authenticator, somebody invited, and all of it again by a phone
// without scripts.
func TestDashboard(t *testing.T) {
	b := start(t)
	s := serve(t, build(t), write(t))
	line, err := s.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	s.url = strings.Replace(s.url, "127.0.0.1", "localhost", 1) // passkeys need a name
	v := visit(t, b, s, chromium.Look{})
	v.do("get a device for passkeys", v.tab.Authenticator)

	v.open(line[strings.Index(line, "/admin/link/") : len(line)-1])
	v.fill("email", adaEmail, "name", "Ada", "password", adaPassword, "again", adaPassword)
	v.leave("main form button")
	v.reads("Welcome.")

	v.passkey()
	secret, recovery := v.authenticator()
	v.withCode(secret)
	v.invites()
	v.onCall()
	v.look(chromium.Look{Width: 320, Height: 640, Phone: true, NoScript: true})
	v.onCallWithoutScript()
	v.plansWithoutScript()
	v.setsUpWithoutScript()
	v.navigates()
	v.look(chromium.Look{})
	v.drags()
	v.received(t)
	v.looksGood(t, s)

	phone := visit(t, b, s, chromium.Look{Width: 320, Height: 640, Phone: true, NoScript: true})
	phone.reported, phone.planned, phone.made, phone.measured, phone.delivered = v.reported, v.planned, v.made, v.measured, v.delivered
	phone.withoutScript(recovery)
	for who, problems := range map[string][]string{"ada": v.tab.Problems(), "phone": phone.tab.Problems()} {
		for _, p := range problems {
			t.Errorf("%s's browser complains: %s", who, p)
		}
	}
}

// fill types into the fields of a form, by name.
func (v *visitor) fill(pairs ...string) {
	v.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := json.Marshal(pairs[i])
		value, _ := json.Marshal(pairs[i+1])
		v.eval("(() => { for (const e of document.getElementsByName("+string(name)+")) if (e.type !== 'hidden') { e.value = "+string(value)+"; return } throw Error('no field "+pairs[i]+"') })()", nil)
	}
}

// leave presses something that leads to another page.
func (v *visitor) leave(selector string) {
	v.Helper()
	v.do("press "+selector, func(ctx context.Context) error {
		return v.tab.Leave(ctx, "document.querySelector('"+selector+"').click()")
	})
}

// text is what the page says.
func (v *visitor) text() string { v.Helper(); return ask[string](v, "text") }

func (v *visitor) reads(words ...string) {
	v.Helper()
	text := v.text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			v.Fatalf("the page does not say %q:\n%s", w, text)
		}
	}
}

// passkey adds a passkey and comes in by it.
func (v *visitor) passkey() {
	v.Helper()
	v.fill("name", "Ada L.")
	v.eval("document.querySelector('[data-passkey=create] [name=name]').value = 'laptop'", nil)
	v.leave("[data-passkey=create] button")
	v.reads("The passkey is added.", "laptop")
	v.leave("footer button")
	v.reads("You are signed out.")
	v.leave("[data-passkey=get] button")
	v.open("/admin/account")
	v.reads("Your account", "laptop", "by passkey")
}

// authenticator adds an authenticator and returns its secret and a recovery code.
func (v *visitor) authenticator() (secret, recovery string) {
	v.Helper()
	v.leave("a[href$=authenticator]")
	secret = strings.ReplaceAll(regexp.MustCompile(`Key: ([A-Z2-7 ]+)`).FindStringSubmatch(v.text())[1], " ", "")
	v.fill("code", v.code(secret, 0))
	v.leave("main form button")
	v.reads("Each of these opens once")
	v.eval("document.querySelector('.codes code').innerText", &recovery)
	return secret, recovery
}

// code is what an authenticator shows, now or soon.
func (v *visitor) code(secret string, soon time.Duration) string {
	v.Helper()
	code, err := totp.GenerateCode(secret, time.Now().Add(soon))
	if err != nil {
		v.Fatal(err)
	}
	return code
}

// withCode signs in by password and the next code.
func (v *visitor) withCode(secret string) {
	v.Helper()
	v.leave("footer button")
	v.fill("email", adaEmail, "password", adaPassword)
	v.leave("main form button")
	v.reads("Second step")
	v.fill("code", v.code(secret, 30*time.Second)) // the present one was used
	v.leave("main form button")
	v.reads("Something is wrong")
	v.open("/admin/account")
	v.reads("Your account", "by password and code")
}

// invites makes a link for somebody else.
func (v *visitor) invites() {
	v.Helper()
	v.open("/admin/people")
	v.fill("email", "bob@example.com", "name", "<img src=x onerror=alert(1)>")
	v.leave("section form button")
	v.reads("bob@example.com", "/admin/link/")
	v.open("/admin/people")
	v.reads("<img src=x onerror=alert(1)>")
}

// dashboard are its pages, each by an address of it.
var dashboard = map[string]string{
	"maintenance": "/admin/maintenance", "announce": "/admin/announce", "recurring": "/admin/recur", "table": "/admin/announce-table",
	"one maintenance": "/admin/maintenance/{work}", "text of a maintenance": "/admin/maintenance/{work}/updates/1",
	"templates": "/admin/templates", "template": "/admin/template", "templates of Cachet": "/admin/templates-import",
	"account": "/admin/account", "authenticator": "/admin/account/authenticator", "people": "/admin/people", "tokens": "/admin/tokens",
	"audit": "/admin/audit", "search": "/admin/audit?verb=sign-in", "sign-in": "/admin/sign-in",
	"home": "/admin/", "incidents": "/admin/incidents", "pick": "/admin/report", "report": "/admin/report?c.api=major_outage", "past": "/admin/past", "component": "/admin/components/api",
	"delivery": "/admin/delivery", "letters": "/admin/letters", "channels": "/admin/channels",
	"subscribers": "/admin/subscribers", "subscriber-new": "/admin/subscribers/new", "import": "/admin/subscribers/import",
	"components": "/admin/components", "made component": "{made}", "metrics": "/admin/metrics", "metric": "{measured}",
	"signals": "/admin/signals", "sources": "/admin/sources", "source": "/admin/sources/prometheus", "other rules": "/admin/sources/prometheus/backtest", "deliveries": "/admin/deliveries", "one delivery": "{delivered}",
	"why": "/admin/components/api/why", "settings": "/admin/settings", "content": "/admin/content", "forgot": "/admin/forgot",
	"incident": "/admin/incidents/{incident}", "update": "/admin/incidents/{incident}/updates/1",
}

// place is the address of a page of the dashboard.
func (v *visitor) place(path string) string {
	return strings.NewReplacer("/admin/incidents/{incident}", v.reported, "/admin/maintenance/{work}", v.planned,
		"{made}", v.made, "{measured}", v.measured, "{delivered}", v.delivered).Replace(path)
}

// looksGood holds that pages fit a phone, can be used by everybody, and are HTML.
func (v *visitor) looksGood(t *testing.T, s *site) {
	dir := t.TempDir()
	for name, path := range dashboard {
		path = v.place(path)
		v.look(chromium.Look{})
		v.open(path)
		v.passes(name)
		var html string
		v.eval("fetch(location).then((r) => r.text())", &html)
		if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(html), 0o644); err != nil {
			t.Fatal(err)
		}
		v.look(chromium.Look{Dark: true, Width: 320, Height: 640, Phone: true})
		v.open(path)
		v.whole(name)
		v.passes(name + " in the dark")
		v.large(name)
	}
	v.look(chromium.Look{})
	if java, err := exec.LookPath("java"); err == nil {
		if out := validate(t, java, dir); out != "" {
			t.Errorf("not valid:\n%s", out)
		}
	}
}

// large holds that what is tapped is large enough for a thumb.
func (v *visitor) large(page string) {
	v.Helper()
	var small []string
	v.eval(`[...document.querySelectorAll('button, .button, input:not([type=hidden]), select, summary, nav a')].filter((e) => e.checkVisibility()).filter((e) => {
		const box = (e.closest('label.choice') || e).getBoundingClientRect()
		return box.height < 43 && !e.closest('.skip')
	}).map((e) => e.outerHTML.slice(0, 100))`, &small)
	for _, e := range small {
		v.Errorf("%s: too small for a thumb: %s", page, e)
	}
}

// navigates holds that the navigation leaves a phone to the page, opens there
// without scripts, and stands open on a desk, for the keyboard too.
func (v *visitor) navigates() {
	v.Helper()
	v.look(chromium.Look{Width: 320, Height: 568, Phone: true, NoScript: true})
	v.open("/admin/")
	if bottom := ask[float64](v, "bottom", "header"); bottom > 60 {
		v.Errorf("the navigation takes %.0f px of a phone", bottom)
	}
	seen := `document.querySelector("nav a[href='/admin/incidents']").checkVisibility()`
	var before, wide bool
	v.eval(seen, &before)
	v.eval("document.querySelector('nav summary').click()", nil)
	wait.Until(v, func() (after bool) { v.eval(seen, &after); return after }, func() string { return "no Incidents in the menu after a tap on it" })
	v.look(chromium.Look{})
	v.open("/admin/")
	if v.eval(seen, &wide); before || !wide {
		v.Errorf("Incidents is seen on a phone: %t, on a desk: %t", before, wide)
	}
	for range 3 { // past what skips to the content, and past the site's name
		v.press("Tab")
	}
	var focus string
	if v.eval("document.activeElement.innerText", &focus); focus != "Incidents" {
		v.Errorf("the third stop of the keyboard is %q", focus)
	}
}

// withoutScript comes in by password and recovery code, and reads everything.
func (v *visitor) withoutScript(recovery string) {
	v.Helper()
	v.open("/admin/people")
	v.fill("email", adaEmail, "password", adaPassword)
	v.leave("main form button")
	v.fill("code", recovery)
	v.leave("main form button")
	v.reads("People", "bob@example.com")
	for name, path := range dashboard {
		path = v.place(path)
		if name != "sign-in" {
			v.open(path)
			v.whole(name)
		}
	}
	v.open("/admin/account")
	v.leave("footer button")
	v.reads("You are signed out.")
}
