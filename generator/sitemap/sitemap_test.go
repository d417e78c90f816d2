package sitemap

import (
	"encoding/xml"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type entry struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
}

func read(t *testing.T, body []byte) (root xml.Name, all []entry) {
	t.Helper()
	var doc struct {
		XMLName xml.Name
		URL     []entry `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
		Sitemap []entry `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemap"`
	}
	if err := xml.Unmarshal(body, &doc); err != nil {
		t.Fatalf("%v: %q", err, body)
	}
	return doc.XMLName, append(doc.URL, doc.Sitemap...)
}

var changed = time.Date(2026, 11, 22, 10, 4, 0, 0, time.FixedZone("", -7*3600))

func TestPages(t *testing.T) {
	root, got := read(t, Pages("https://status.example.com/sub", []URL{{"", changed}, {"incidents/a&b", time.Time{}}}))
	want := []entry{
		{"https://status.example.com/sub/", "2026-11-22T17:04:00Z"},
		{"https://status.example.com/sub/incidents/a&b", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" || root.Local != "urlset" {
		t.Errorf("%v %s", root, diff)
	}
}

func TestIndex(t *testing.T) {
	root, got := read(t, Index("https://status.example.com", []URL{{"sitemap/pages.xml", changed}, {"sitemap/2026-11.xml", changed}}))
	want := []entry{
		{"https://status.example.com/sitemap/pages.xml", "2026-11-22T17:04:00Z"},
		{"https://status.example.com/sitemap/2026-11.xml", "2026-11-22T17:04:00Z"},
	}
	if diff := cmp.Diff(want, got); diff != "" || root.Local != "sitemapindex" {
		t.Errorf("%v %s", root, diff)
	}
}

func FuzzHostilePath(f *testing.F) {
	f.Add("a<b>&\"'\x00]]>\xff🔥")
	f.Fuzz(func(t *testing.T, path string) {
		if _, got := read(t, Pages(path, []URL{{path, changed}, {path, changed}})); len(got) != 2 {
			t.Errorf("%q makes %v", path, got)
		}
	})
}

func BenchmarkPages(b *testing.B) {
	urls := make([]URL, 1000)
	for i := range urls {
		urls[i] = URL{"incidents/2026-11-22-api-slow", changed}
	}
	for b.Loop() {
		Pages("https://status.example.com", urls)
	}
}
