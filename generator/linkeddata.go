package generator

import (
	"time"

	"tidings/generator/linked"
	"tidings/internal/status"
)

// linkedPage is what a page says of itself to search engines.
func (l *locale) linkedPage(f *frame, title string, changed time.Time) linked.Page {
	return linked.Page{URL: f.Canonical, Lang: l.lang, Title: title, Site: clean(l.b.site.Name), Changed: changed}
}

// appendLinked appends what the page of a tale says.
func (l *locale) appendLinked(dst []byte, t *tale) []byte {
	p := linked.Page{Lang: l.lang, Title: t.title, Site: clean(l.b.site.Name), Changed: t.changed}
	if t.maintenance == nil {
		return linked.AppendIncident(dst, p, t.from)
	}
	if l.b.site.URL != "" {
		p.URL = l.b.site.URL + "/" + l.prefix + l.b.link(0, t.path())
	}
	return append(dst, linked.Maintenance(p, t.from, t.to, t.state == status.Cancelled)...)
}
