package generator_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"
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
		if strings.HasSuffix(name, "404.html") {
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
