package feed

import (
	"time"

	"github.com/gorilla/feeds"

	"tidings/generator/escape"
)

// atomFeed is the library's Atom feed with what it leaves out: our own id, when
// an entry was published, and no summary, which would only repeat the content.
func (m model) atomFeed() *feeds.AtomFeed {
	f := (&feeds.Atom{Feed: m.feed}).AtomFeed()
	f.Id = m.feed.Id
	f.Link.Type = "text/html"
	for i, e := range f.Entries {
		e.Published = ""
		if published := m.entries[i].published; !published.IsZero() {
			e.Published = published.UTC().Format(time.RFC3339)
		}
		e.Links[0].Type = "text/html"
		e.Summary = nil
	}
	return f
}

func (m model) atom() []byte {
	f := m.atomFeed()
	b := make([]byte, 0, sizeOf(m.feed))
	b = append(b, xmlHeader...)
	b = append(b, `<feed xml:lang="`...)
	b = escape.XML(b, m.site.Language)
	b = append(m.threads(append(b, `" xmlns="`+atomNamespace+`"`...)), m.historic()...)
	b = element(b, "id", f.Id)
	b = link(b, "link", *f.Link)
	for _, l := range m.links(".atom", "application/atom+xml") {
		b = link(b, "link", l)
	}
	b = element(b, "title", f.Title)
	b = element(b, "subtitle", f.Subtitle)
	b = element(b, "updated", f.Updated)
	b = append(b, "<author>"...)
	b = element(b, "name", f.Author.Name)
	b = append(b, "</author>\n"...)
	for i, e := range f.Entries {
		b = atomEntry(b, e, &m.entries[i])
	}
	return append(b, "</feed>\n"...)
}

func atomEntry(b []byte, e *feeds.AtomEntry, ours *entry) []byte {
	b = append(b, "<entry>\n"...)
	b = element(b, "id", e.Id)
	b = element(b, "published", e.Published)
	b = element(b, "updated", e.Updated)
	b = link(b, "link", e.Links[0])
	b = inReplyTo(b, ours)
	b = element(b, "title", e.Title)
	if e.Content != nil {
		b = append(b, `<content type="html">`...)
		b = escape.XML(b, e.Content.Content)
		b = append(b, "</content>\n"...)
	}
	return append(b, "</entry>\n"...)
}
