package generator_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/internal/status"
)

func parse(t *testing.T, name, body string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return doc
}

// elements are all elements of a document in order.
func elements(doc *html.Node) (all []*html.Node) {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func pages(site map[string]string) (names []string) {
	for name := range site {
		if strings.HasSuffix(name, ".html") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// rich is a site with a page of every kind.
func rich(t *testing.T) *world {
	w := newWorld(t, 12)
	w.fill(400, 1)
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 60 { // a day that is listed by its hours
		id := fmt.Sprintf("busy%d", i)
		w.incidents[id] = w.incident(r, id, now.Add(-100*time.Hour+time.Duration(i)*9*time.Minute), true)
	}
	w.live = true
	w.config.Site.Languages = []string{"en", "de"}
	w.config.Site.Accent = "#0a7"
	for i, m := range []status.Metric{metric("latency", "Response time", status.Average), metric("orders", "Orders <b>", status.Sum), metric("empty", "Nothing yet", status.Sum)} {
		m.Component, m.Limit = "c1", new(float64)
		w.define(t, m)
		if i < 2 {
			w.measure(t, m.ID, 3*time.Hour, 1, 2, 300, 4)
			w.measure(t, m.ID, 9*24*time.Hour, -1, 0, 1)
		}
	}
	return w
}

func TestPagesAreWellBuilt(t *testing.T) {
	site := full(t, rich(t).input(t))
	for _, name := range pages(site) {
		count := map[atom.Atom]int{}
		ids := map[string]bool{}
		for _, n := range elements(parse(t, name, site[name])) {
			if n.Namespace == "" { // a picture has a title of its own
				count[n.DataAtom]++
			}
			if id := attr(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("%s: the id %s stands twice", name, id)
				}
				ids[id] = true
			}
			if n.DataAtom == atom.Html && (attr(n, "lang") == "" || attr(n, "dir") == "") {
				t.Errorf("%s: no language or direction", name)
			}
			if n.DataAtom == atom.Time && attr(n, "datetime") == "" {
				t.Errorf("%s: a time without datetime", name)
			}
		}
		for _, once := range []atom.Atom{atom.H1, atom.Main, atom.Header, atom.Footer, atom.Title} {
			if count[once] != 1 {
				t.Errorf("%s: %d of <%s>", name, count[once], once)
			}
		}
		if strings.Contains(site[name], "⟨") || strings.Contains(site[name], "ZgotmplZ") || strings.Contains(site[name], "{n}") {
			t.Errorf("%s: a text is missing or an address was refused", name)
		}
	}
}

func TestHeadingsDoNotSkip(t *testing.T) {
	site := full(t, rich(t).input(t))
	for _, name := range pages(site) {
		last := 0
		for _, n := range elements(parse(t, name, site[name])) {
			if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
				continue
			}
			level := int(n.Data[1] - '0')
			if level > last+1 {
				t.Errorf("%s: <%s> follows level %d", name, n.Data, last)
			}
			last = level
		}
	}
}

// TestLinksLead holds that every internal link leads to a file, and every
// fragment to an element, at the site's own place and below a sub-path, with
// and without endings.
func TestLinksLead(t *testing.T) {
	for _, below := range []string{"/", "/sub/path/"} {
		for _, files := range []bool{false, true} {
			w := rich(t)
			w.files = files
			w.config.Site.URL = strings.TrimSuffix("https://status.acme.example"+below, "/")
			site := full(t, w.input(t))
			for _, name := range pages(site) {
				crawl(t, site, name, below, files)
			}
		}
	}
}

func crawl(t *testing.T, site map[string]string, name, below string, files bool) {
	t.Helper()
	base, err := url.Parse("http://127.0.0.1:8080" + below + address(name, files))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range elements(parse(t, name, site[name])) {
		for _, key := range []string{"href", "src"} {
			link := attr(n, key)
			if link == "" || strings.HasPrefix(link, "data:") {
				continue
			}
			u, err := base.Parse(link)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if u.Host == base.Host || attr(n, "rel") == "canonical" {
				follow(t, site, name, link, u, below, files)
			}
		}
	}
}

// address is how visitors come to a page.
func address(name string, files bool) string {
	if files {
		return name
	}
	name = strings.TrimSuffix(name, ".html")
	return strings.TrimSuffix(name, "index")
}

func follow(t *testing.T, site map[string]string, name, link string, u *url.URL, below string, files bool) {
	t.Helper()
	target, inside := strings.CutPrefix(u.Path, below)
	switch {
	case !inside:
		t.Errorf("%s: %s leaves the site", name, link)
		return
	case target == "" || strings.HasSuffix(target, "/"):
		target += "index.html"
	case path.Ext(target) == "":
		if files {
			t.Errorf("%s: %s has no ending", name, link)
		}
		target += ".html"
	}
	body, ok := site[target]
	if !ok {
		t.Errorf("%s: %s leads to no file %s", name, link, target)
		return
	}
	if u.Fragment != "" && !strings.Contains(body, `id="`+u.Fragment+`"`) {
		t.Errorf("%s: %s leads to no element", name, link)
	}
}

// TestHostileTextStaysText holds that whatever names, titles and texts hold,
// pages have no element, attribute or address but those of the theme.
func TestHostileTextStaysText(t *testing.T) {
	site := full(t, evil(t).input(t))
	for _, name := range pages(site) {
		for _, n := range elements(parse(t, name, site[name])) {
			switch n.DataAtom {
			case atom.Script:
				if strings.HasPrefix(strings.TrimLeft(attr(n, "src"), "./"), "assets/") {
					break
				}
				if attr(n, "type") != "application/ld+json" || !json.Valid([]byte(textOf(n))) || strings.Contains(textOf(n), "<") {
					t.Errorf("%s: <script> %s", name, textOf(n))
				}
			case atom.Img:
				if !strings.HasSuffix(name, "badges.html") || !strings.HasSuffix(attr(n, "src"), "badge.svg") && !strings.Contains(attr(n, "src"), "badge-") {
					t.Errorf("%s: <img src=%q>", name, attr(n, "src"))
				}
			case atom.Iframe, atom.Object, atom.Embed, atom.Form, atom.Base:
				t.Errorf("%s: <%s>", name, n.Data)
			}
			if n.Data == "svg" && attr(n, "viewbox") == "" && attr(n, "viewBox") == "" {
				t.Errorf("%s: a foreign <svg>", name)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
					t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
				}
				if (a.Key == "href" || a.Key == "src") && strings.Contains(strings.ToLower(a.Val), "script:") {
					t.Errorf("%s: %s=%q", name, a.Key, a.Val)
				}
			}
		}
		if strings.Contains(site[name], "\u202e") && !strings.Contains(name, "e6") && !strings.Contains(name, "index") {
			t.Errorf("%s: a name turns the direction of what follows it", name)
		}
	}
	for name := range site {
		if strings.Contains(name, "..") || strings.ContainsAny(name, `<>"':`) {
			t.Errorf("file %q", name)
		}
	}
}

// TestHomeSaysWhatIsSo looks at the page as a visitor does.
func TestHomeSaysWhatIsSo(t *testing.T) {
	w := rich(t)
	home := full(t, w.input(t))["index.html"]
	text := textOf(parse(t, "index.html", home))
	for _, want := range []string{
		"of 12 components affected", "Open incidents", "Maintenance in progress", "Database upgrade",
		"22 Nov 2026, 10:40 CET (09:40 UTC)", "Planned maintenance", "Last 15 days", "Uptime of everything in 90 days: 99.", "How uptime is counted", "This page was made 22 Nov 2026, 13:40 CET",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the home page does not say %q", want)
		}
	}
	if i, j := strings.Index(text, "Open incidents"), strings.Index(text, "Core services"); i > j {
		t.Error("open incidents stand below the components")
	}
	w.live = false
	if quiet := full(t, w.input(t))["index.html"]; strings.Contains(quiet, "This page was made") {
		t.Error("a site that nobody keeps up to date tells its age")
	}
}

func textOf(doc *html.Node) string {
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
