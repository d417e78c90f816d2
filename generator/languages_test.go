package generator_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"tidings/internal/config"
	"tidings/internal/status"
)

// spoken is a site in several languages, one of which runs from right to left.
func spoken(t *testing.T, languages ...string) map[string]string {
	t.Helper()
	w := rich(t)
	w.config.Site.Languages = languages
	return full(t, w.input(t))
}

// TestPagesNameEachOther holds that a page's switcher and its alternates lead
// to the same page in every language.
func TestPagesNameEachOther(t *testing.T) {
	site := spoken(t, "en", "de", "ar")
	for _, name := range pages(site) {
		if strings.HasSuffix(name, "404.html") { // it has no place of its own
			continue
		}
		own, bare := "en", name
		for _, lang := range []string{"de", "ar"} {
			if rest, ok := strings.CutPrefix(name, lang+"/"); ok {
				own, bare = lang, rest
			}
		}
		const root = "https://status.acme.example/"
		path := address(bare, false)
		want := []string{"en " + root + path, "de " + root + "de/" + path, "ar " + root + "ar/" + path, "x-default " + root + path}
		base, err := url.Parse(root + address(name, false))
		if err != nil {
			t.Fatal(err)
		}
		var alternates, switched []string
		for _, n := range elements(parse(t, name, site[name])) {
			switch lang := attr(n, "hreflang"); {
			case n.DataAtom == atom.Link && lang != "":
				alternates = append(alternates, lang+" "+attr(n, "href"))
			case n.DataAtom == atom.A && lang != "":
				link, err := base.Parse(attr(n, "href"))
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				switched = append(switched, lang+" "+link.String())
				if (attr(n, "aria-current") != "") != (lang == own) {
					t.Errorf("%s: %s is marked %q", name, lang, attr(n, "aria-current"))
				}
			}
		}
		if !slices.Equal(alternates, want) {
			t.Errorf("%s: alternates are %q, want %q", name, alternates, want)
		}
		if !slices.Equal(switched, want[:3]) {
			t.Errorf("%s: the switcher leads to %q, want %q", name, switched, want[:3])
		}
	}
}

// TestForeignTextSaysSo holds that text which is not in the page's language has
// its own language and direction, and other text has none.
func TestForeignTextSaysSo(t *testing.T) {
	w := newWorld(t, 3)
	w.config.Site.Languages = []string{"en", "ar", "de"}
	w.config.Pages = []config.Page{{ID: "about", Title: "About", Body: "Us."}}
	w.incidents["x"] = &status.Incident{ID: "x", Title: "Slow", Updates: []status.Update{
		{ID: "1", At: now.Add(-2 * time.Hour), State: status.Investigating, Body: "Plain."},
		{ID: "2", At: now.Add(-time.Hour), State: status.Resolved, Body: "Told.", Lang: map[string]string{"ar": "قيل."}},
	}}
	site := full(t, w.input(t))
	for page, want := range map[string][]string{
		"incidents/x.html":    {" Slow", " Told.", " Plain."},
		"ar/incidents/x.html": {"en Slow", " قيل.", "en ltr Plain."},
		"de/incidents/x.html": {"en Slow", "en Told.", "en Plain."},
		"about.html":          {" About", " Us."},
		"ar/about.html":       {"en About", "en ltr Us."},
		"de/about.html":       {"en About", "en Us."},
		"ar/history.html":     nil,
		"ar/history/" + now.Format("2006-01") + ".html": {"en Slow"},
	} {
		var got []string
		for _, n := range elements(parse(t, page, site[page])) {
			body := n.DataAtom == atom.Main
			for up := n.Parent; up != nil; up = up.Parent {
				body = body || up.DataAtom == atom.Main
			}
			if body && (n.DataAtom == atom.Bdi || attr(n, "class") == "text") {
				marks := strings.TrimSpace(attr(n, "lang") + " " + attr(n, "dir"))
				got = append(got, marks+" "+strings.TrimSpace(textOf(n)))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", page, got, want)
		}
	}
	if !strings.Contains(site["ar/404.html"], `dir="rtl"`) {
		t.Error("there is no Arabic page for addresses that are none")
	}
}
