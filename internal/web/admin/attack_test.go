package admin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tidings/internal/access"
	"tidings/internal/web/admin"
)

// Every route, asked for by everybody: only who may do what it says gets there.
func TestEveryRouteAsksForItsRight(t *testing.T) {
	d := newDesk(t)
	ada := d.first()
	victim, _ := d.person("victim@example.com", access.View)
	visitors := map[string]*browser{"nobody": d.browser(), "administrator": ada}
	actors := map[string]access.Actor{"nobody": {}, "administrator": {Kind: access.Person, ID: "x", Role: access.Manage, Permissions: access.Permissions[:]}}
	for _, role := range access.Roles {
		for _, may := range [][]access.Permission{{}, {access.Site}, {access.Contacts}, {access.Administration}} {
			name := role
			for _, p := range may {
				name += "-" + string(p)
			}
			_, visitors[name] = d.person(name+"@example.com", role, may...)
			actors[name] = access.Actor{Kind: access.Person, ID: "x", Role: role, Permissions: may}
		}
	}
	seen := 0
	for _, r := range d.admin.Routes() {
		if r.Action == access.Anything {
			continue
		}
		path := strings.NewReplacer("{id}", victim.ID, "{$}", "").Replace(r.Path)
		for name, b := range visitors {
			if access.Can(actors[name], r.Action) {
				continue
			}
			seen++
			a := b.do(r.Method, path, nil)
			if ok := name == "nobody" && a.StatusCode == 303 && strings.HasPrefix(a.Header.Get("Location"), "/admin/sign-in?") || name != "nobody" && a.StatusCode == 403; !ok {
				t.Errorf("%s %s as %s: %d %s", r.Method, r.Path, name, a.StatusCode, a.Header.Get("Location"))
			}
		}
	}
	if list, err := d.accounts.List(t.Context()); err != nil || len(list) != 14 || seen < 100 {
		t.Errorf("%d accounts, %v; %d tries", len(list), err, seen)
	}
}

// What is refused has not run, whatever the answer says.
func TestRefusedHandlersDoNotRun(t *testing.T) {
	ran := map[string]int{}
	var routes []admin.Route
	for _, a := range []access.Action{access.OwnAccount, access.ReadSite, access.WriteAccounts, access.ManageContacts, "something new", access.Anything} {
		for _, method := range []string{"GET", "POST"} {
			for _, fresh := range []bool{false, true} {
				path := "/admin/probe/" + strings.ReplaceAll(string(a), " ", "-") + method + map[bool]string{true: "fresh"}[fresh]
				routes = append(routes, admin.Route{Method: method, Path: path, Action: a, Fresh: fresh, Serve: func(v *admin.Visit) error {
					ran[path]++
					return v.Go("/admin/")
				}})
			}
		}
	}
	d := newDesk(t, func(o *admin.Options) { o.Sections = []admin.Section{{Routes: routes}} })
	d.first()
	_, viewer := d.person("viewer@example.com", access.View, access.Site)
	d.wait(access.SessionFresh)
	for _, r := range routes {
		for name, b := range map[string]*browser{"nobody": d.browser(), "viewer": viewer} {
			clear(ran)
			b.do(r.Method, r.Path, nil)
			may := r.Action == access.Anything || name == "viewer" && !r.Fresh && (r.Action == access.OwnAccount || r.Action == access.ReadSite)
			if (ran[r.Path] == 1) != may || len(ran) > 1 {
				t.Errorf("%s %s as %s ran: %v", r.Method, r.Path, name, ran)
			}
		}
		clear(ran)
		if r.Method == "POST" {
			if viewer.do("POST", r.Path, nil, "Sec-Fetch-Site", "cross-site"); len(ran) > 0 {
				t.Errorf("%s ran for another site", r.Path)
			}
		}
	}
}

func TestARouteWithoutARightIsRefused(t *testing.T) {
	serve := func(v *admin.Visit) error { return v.Go("/admin/") }
	for what, r := range map[string]admin.Route{
		"no right":   {Method: "GET", Path: "/admin/x", Serve: serve},
		"twice":      {Method: "GET", Path: "/admin/account", Action: access.OwnAccount, Serve: serve},
		"elsewhere":  {Method: "GET", Path: "/x", Action: access.OwnAccount, Serve: serve},
		"odd method": {Method: "PUT", Path: "/admin/x", Action: access.OwnAccount, Serve: serve},
	} {
		if _, err := admin.New(admin.Options{Sections: []admin.Section{{Routes: []admin.Route{r}}}, Site: func() string { return "" }}); err == nil {
			t.Errorf("%s was accepted", what)
		}
	}
	for what, pair := range map[string][2]admin.Section{
		"two pages of a name":  {{Pages: fstest.MapFS{"pages/x.html": {}}}, {Pages: fstest.MapFS{"pages/x.html": {}}}},
		"two things by a word": {{Told: map[string]string{"x": "One."}}, {Told: map[string]string{"x": "Another."}}},
		"a word of the frame":  {{Told: map[string]string{"out": "Away."}}, {}},
	} {
		if _, err := admin.New(admin.Options{Sections: pair[:], Site: func() string { return "" }}); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
	unknown := admin.Route{Method: "GET", Path: "/admin/x", Action: "something new", Serve: serve}
	d := newDesk(t, func(o *admin.Options) { o.Sections = []admin.Section{{Routes: []admin.Route{unknown}}} })
	d.first().get("/admin/x").says(t, 403)
}

func TestFormsOfOtherSitesChangeNothing(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	for what, header := range map[string][]string{
		"cross-site":            {"Sec-Fetch-Site", "cross-site"},
		"same-site":             {"Sec-Fetch-Site", "same-site"},
		"another origin":        {"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
		"no origin of its own":  {"Sec-Fetch-Site", "", "Origin", "null"},
		"the same under a port": {"Sec-Fetch-Site", "", "Origin", "http://127.0.0.1:1"},
	} {
		for _, r := range d.admin.Routes() {
			if r.Method != http.MethodPost {
				continue
			}
			path := strings.NewReplacer("{id}", "0123456789abcdef", "{text}", "x").Replace(r.Path)
			if a := b.do(http.MethodPost, path, values([]string{"name", "changed"}), header...); a.StatusCode != http.StatusForbidden || !strings.Contains(a.text, "another site") {
				t.Errorf("%s: %s gave %d", what, path, a.StatusCode)
			}
		}
	}
	if !b.in() {
		t.Error("a form of another site signed somebody out")
	}
	for _, r := range d.admin.Routes() {
		if r.Method == http.MethodGet {
			b.get(strings.NewReplacer("{id}", "0123456789abcdef", "{text}", "x", "{$}", "").Replace(r.Path))
		}
	}
	if !b.in() || strings.Contains(b.get("/admin/account").text, "changed") {
		t.Error("a GET changed something")
	}
}

func TestSessionCannotBePlanted(t *testing.T) {
	d := newDesk(t)
	d.first()
	mallory, planted := d.person("mallory@example.com", access.View)
	for _, before := range []string{planted.session(), mallory.ID + "." + strings.Repeat("A", 43), "x"} {
		b := d.browser()
		u := must(url.Parse(d.url))
		b.Jar.SetCookies(u, []*http.Cookie{{Name: "tidings", Value: before, Path: "/"}, {Name: "tidings-step", Value: before, Path: "/"}})
		b.signIn("ada@example.com")
		if b.session() == before {
			t.Error("the planted session was taken over")
		}
		b.get("/admin/people").says(t, 200)
		thief := d.browser()
		thief.Jar.SetCookies(u, []*http.Cookie{{Name: "tidings", Value: before, Path: "/"}})
		if strings.Contains(thief.get("/admin/account").text, "ada@example.com") {
			t.Error("who planted it is in")
		}
	}
}

func TestOnlyTheCookieSignsIn(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	s := b.session()
	text, _, err := d.tokens.Create(t.Context(), access.Actor{}, access.Token{Name: "x", Role: access.Manage, Kind: access.Person}, d.clock(), strings.NewReader(strings.Repeat("x", 64)))
	d.must(err)
	for what, a := range map[string]answer{
		"query":             d.browser().get("/admin/people?tidings=" + s + "&token=" + text + "&session=" + s),
		"bearer":            d.browser().do("GET", "/admin/people", nil, "Authorization", "Bearer "+s),
		"token":             d.browser().do("GET", "/admin/people", nil, "Authorization", "Bearer "+text, "X-Cachet-Token", text),
		"basic":             d.browser().do("GET", "/admin/people", nil, "Authorization", "Basic YWRhQGV4YW1wbGUuY29tOnNldmVuIG90dGVycyByZW50IGEga2F5YWs="),
		"token as cookie":   d.browser().do("GET", "/admin/people", nil, "Cookie", "tidings="+text),
		"name of HTTPS":     d.browser().do("GET", "/admin/people", nil, "Cookie", "__Host-tidings="+s),
		"forwarded user":    d.browser().do("GET", "/admin/people", nil, "X-Forwarded-User", "ada@example.com", "Remote-User", "ada@example.com"),
		"session in a form": d.browser().post("/admin/people", "tidings", s, "email", "x@example.com", "role", "manage"),
	} {
		if a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/admin/sign-in") {
			t.Errorf("by %s: %d", what, a.StatusCode)
		}
	}
}

// The same page, word for word, whatever the reason; and the same work.
func TestRefusalsTellNothing(t *testing.T) {
	d := newDesk(t)
	d.first()
	off, _ := d.person("off@example.com", access.Edit)
	d.must(d.accounts.SetRights(t.Context(), access.Actor{}, off.ID, access.Rights{Role: access.Edit, Disabled: true}))
	_, err := d.accounts.Add(t.Context(), access.Actor{}, must(access.ParseEmail("new@example.com")), "", access.Rights{Role: access.Edit})
	d.must(err)
	d.person("locked@example.com", access.Edit)
	for i := range access.TriesPerAccount {
		d.from(i).post("/admin/sign-in", "email", "locked@example.com", "password", "wrong")
	}
	var pages []string
	for _, x := range []struct{ email, word string }{
		{"nobody@example.com", "wrong"}, {"ada@example.com", "wrong"}, {"off@example.com", goodPassword}, {"new@example.com", "wrong"}, {"locked@example.com", goodPassword},
	} {
		before := d.hasher.Computed()
		a := d.from(100).post("/admin/sign-in", "email", x.email, "password", x.word)
		if n := d.hasher.Computed() - before; n != 1 {
			t.Errorf("%s took %d computations", x.email, n)
		}
		pages = append(pages, strings.ReplaceAll(a.text, x.email, "EMAIL"))
		if a.StatusCode != http.StatusForbidden || len(a.Cookies()) > 0 {
			t.Errorf("%s: %d %v", x.email, a.StatusCode, a.Cookies())
		}
	}
	for _, p := range pages[1:] {
		if p != pages[0] {
			t.Errorf("two refusals differ:\n%s\n%s", p, pages[0])
		}
	}
}

// from is a browser at an address of its own.
func (d *desk) from(n int) *browser {
	b := d.browser()
	b.header.Set("X-Forwarded-For", fmt.Sprintf("198.51.100.%d", n))
	return b
}

func TestLockOutCannotBeWalkedAround(t *testing.T) {
	d := newDesk(t)
	d.first()
	var wg sync.WaitGroup
	spellings := []string{"ada@example.com", "ADA@EXAMPLE.COM", " ada@example.com", "Ada@Example.Com "}
	for i := range 40 { // many addresses, many spellings, all at once
		b := d.from(i)
		wg.Go(func() { b.post("/admin/sign-in", "email", spellings[i%4], "password", "wrong"+string(rune('a'+i))) })
	}
	wg.Wait()
	d.from(50).post("/admin/sign-in", "email", "ada@example.com", "password", goodPassword).says(t, 403)
	if n := strings.Count(d.audited(), `"verb":"sign-in.failed"`); n > access.TriesPerAccount {
		t.Errorf("%d passwords were tried", n)
	}
	// A proxy that is none of ours cannot make up addresses; here ours writes the last one.
	b := d.browser()
	b.header.Set("X-Forwarded-For", "1.2.3.4, 203.0.113.77")
	for i := range access.TriesPerAddress + 1 {
		b.header.Set("X-Forwarded-For", "10.9.8."+string(rune('0'+i%10))+", 203.0.113.77")
		b.post("/admin/sign-in", "email", "x"+string(rune('a'+i%26))+"@example.com", "password", "wrong")
	}
	b.post("/admin/sign-in", "email", "ada@example.com", "password", goodPassword).says(t, 429, "too many tries from your network")
	d.wait(access.TriesWindow)
	b.signIn("ada@example.com")
}

func TestNextLeadsNowhereElse(t *testing.T) {
	d := newDesk(t)
	d.first()
	for _, next := range []string{
		"https://evil.example/", "//evil.example/admin/", `\\evil.example`, `/\evil.example`, "/admin/\\evil", "javascript:alert(1)", "/admin/../..//evil.example", "/admin//evil.example",
		"http:/admin/", "///admin/", "/admin/%0d%0aSet-Cookie:x=1", "\t//evil.example", "/", "/history", "/admin/sign-in", "/admin/x\r\nLocation: https://evil.example", "https:evil.example", "@evil.example/admin/", "/admin/%2e%2e/x",
	} {
		a := d.browser().post("/admin/sign-in", "email", "ada@example.com", "password", goodPassword, "next", next)
		to := must(url.Parse(a.Header.Get("Location")))
		if a.StatusCode != 303 || to.Host != "" || to.Scheme != "" || !strings.HasPrefix(to.Path, "/admin/") || strings.HasPrefix(to.Path, "/admin//") || a.Header.Get("Set-Cookie") == "" || slices.ContainsFunc(a.Cookies(), func(c *http.Cookie) bool { return c.Name == "x" }) {
			t.Errorf("%q leads to %q", next, a.Header.Get("Location"))
		}
	}
	page := d.browser().get("/admin/sign-in?next=" + url.QueryEscape("https://evil.example/"))
	if strings.Contains(page.text, "evil") {
		t.Error("the form carries it")
	}
}

func TestLinksOpenOnceAndInTime(t *testing.T) {
	d := newDesk(t)
	ada := d.first()
	ada.get("/admin/account")
	_, b := d.person("bob@example.com", access.Edit)
	person := find(t, ada.get("/admin/people").text, `href="(/admin/people/[0-9a-f]+)"><bdi>b…@example.com<`)
	link := func() string {
		return find(t, ada.post(person+"/link").text, `<code>http://[^/]+(/admin/link/[^<]+)<`)
	}
	first, second := link(), link()
	b.get(first).says(t, 410)
	b.post(second, "password", otherPassword, "again", otherPassword).to(t, "/admin/account?told=welcome")
	b.post(second, "password", otherPassword, "again", otherPassword).says(t, 410, "was used already")
	third := link()
	d.wait(access.ResetTime)
	b.get(third).says(t, 410)
	b.post(third, "password", otherPassword, "again", otherPassword).says(t, 410)
	if strings.Contains(d.log.String()+d.audited(), third[12:]) {
		t.Error("a link is in the log")
	}
}

func TestCookiesAreForUsAlone(t *testing.T) {
	for _, x := range []struct {
		home, proto, name string
		secure            bool
	}{
		{"", "", "tidings", false},
		{"", "https", "__Host-tidings", true},
		{"https://status.example.com", "", "__Host-tidings", true},
	} {
		d := newDesk(t, func(o *admin.Options) { o.Home = x.home })
		text, err := d.accounts.FirstLink(t.Context())
		d.must(err)
		b := d.browser()
		b.header.Set("X-Forwarded-Proto", x.proto)
		a := b.post("/admin/link/"+text, "email", "ada@example.com", "password", goodPassword, "again", goodPassword)
		i := slices.IndexFunc(a.Cookies(), func(c *http.Cookie) bool { return c.Name == x.name && c.Value != "" })
		if i < 0 {
			t.Fatalf("%+v: %v", x, a.Cookies())
		}
		c := a.Cookies()[i]
		if !c.HttpOnly || c.Secure != x.secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge <= 0 || time.Duration(c.MaxAge)*time.Second > access.SessionMost {
			t.Errorf("%+v: %+v", x, c)
		}
	}
}

// A stranger who listens on plain HTTP can plant cookies for a host, but none of these names.
func TestPlainCookieDoesNotCountOverHTTPS(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	a := d.browser().do("GET", "/admin/account", nil, "X-Forwarded-Proto", "https", "Cookie", "tidings="+b.session())
	if a.StatusCode != http.StatusSeeOther {
		t.Errorf("answer %d", a.StatusCode)
	}
}

func TestWhatPeopleTypeIsText(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}`
	d := newDesk(t, func(o *admin.Options) { o.Site = func() string { return evil } })
	b := d.first()
	b.post("/admin/account/name", "name", evil).to(t, "/admin/account?told=saved")
	b.post("/admin/people", "email", `o'neil+<b>x</b>@example.com`, "name", evil, "role", "edit")
	b.post("/admin/people", "email", "bob@example.com", "name", evil, "role", "edit", "may", "site").says(t, 200)
	b.post("/admin/tokens", "name", evil, "role", "edit", "kind", "person").says(t, 200)
	c := d.browser()
	c.do("POST", "/admin/sign-in", values([]string{"email", "ada@example.com", "password", goodPassword}), "User-Agent", evil)
	c.do("POST", "/admin/sign-in", values([]string{"email", evil, "password", evil, "next", evil}), "User-Agent", evil)
	wild := regexp.MustCompile(`<script>|<img|onerror=alert\(2\)>|<b>x`)
	for _, path := range []string{"/admin/account", "/admin/people", "/admin/tokens", "/admin/audit", "/admin/audit?verb=" + url.QueryEscape(evil), "/admin/sign-in?told=" + url.QueryEscape(evil), "/admin/nowhere"} {
		a := b.get(path)
		if wild.MatchString(a.text) || !strings.Contains(a.Header.Get("Content-Security-Policy"), "script-src 'self'") || strings.Contains(a.Header.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s:\n%s", path, a.text)
		}
	}
	a := c.post("/admin/sign-in", "email", evil, "password", "x", "next", evil)
	if wild.MatchString(a.text) {
		t.Errorf("the form comes back wild:\n%s", a.text)
	}
}

func TestEveryAnswerIsHardened(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	for _, path := range []string{"/admin/account", "/admin/nowhere", "/admin/sign-in", "/admin/people", "/admin/audit.jsonl", "/admin/"} {
		h := b.get(path).Header
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s: %s", path, h.Get("Content-Security-Policy"))
		}
	}
	page := b.get("/admin/sign-in").text
	if strings.Contains(page, "<style") || regexp.MustCompile(`\son\w+=|style=|<script>`).MatchString(page) {
		t.Error("the page holds inline style or script")
	}
	style := find(t, page, `href="(/admin/assets/[^"]+[.]css)"`)
	if a := b.get(style); a.StatusCode != 200 || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") || !strings.Contains(a.text, "--accent") {
		t.Errorf("%s: %d %s", style, a.StatusCode, a.Header.Get("Cache-Control"))
	}
}

func TestLogHoldsNothingPrivate(t *testing.T) {
	d := newDesk(t)
	b := d.first()
	b.post("/admin/sign-in", "email", "canary@example.com", "password", "canary-password")
	b.post("/admin/sign-in/code", "code", "canary-code")
	b.get("/admin/link/canary-link")
	if got := d.log.String() + d.audited(); strings.Contains(got, "canary") || strings.Contains(got, "ada@") || strings.Contains(got, b.session()) {
		t.Errorf("the log is\n%s", got)
	}
}
