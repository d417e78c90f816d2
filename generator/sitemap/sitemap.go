// Package sitemap writes the lists of pages that search engines read, by the
// protocol of sitemaps.org. It is given paths and dates; it knows no pages.
package sitemap

import (
	"time"

	"tidings/generator/escape"
)

// URL is one page, or in an index one list of pages.
type URL struct {
	Path    string    // relative to the site; empty is the home page
	Changed time.Time // when its content last changed; zero: not said
}

// Index writes sitemap.xml, the list of lists. site is the site's absolute
// address without a slash at the end.
func Index(site string, lists []URL) []byte { return write(site, "sitemapindex", "sitemap", lists) }

// Pages writes one list of pages; the protocol allows 50,000.
func Pages(site string, pages []URL) []byte { return write(site, "urlset", "url", pages) }

func write(site, root, child string, urls []URL) []byte {
	b := make([]byte, 0, 160+len(urls)*(len(site)+96))
	b = append(b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n<"...)
	b = append(append(b, root...), ` xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`+"\n"...)
	for _, u := range urls {
		b = append(append(append(b, '<'), child...), "><loc>"...)
		b = escape.XML(b, site)
		b = escape.XML(append(b, '/'), u.Path)
		b = append(b, "</loc>"...)
		if !u.Changed.IsZero() {
			b = u.Changed.UTC().AppendFormat(append(b, "<lastmod>"...), time.RFC3339)
			b = append(b, "</lastmod>"...)
		}
		b = append(append(append(b, "</"...), child...), ">\n"...)
	}
	return append(append(append(b, "</"...), root...), ">\n"...)
}
