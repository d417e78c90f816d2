package feed

import (
	"github.com/gorilla/feeds"

	"tidings/generator/escape"
)

// rssFeed is the library's RSS channel with the story where Statuspage has it,
// in the description, and without an editor, who would need a mail address.
func (m model) rssFeed() *feeds.RssFeed {
	f := (&feeds.Rss{Feed: m.feed}).RssFeed()
	f.Language = m.site.Language
	f.ManagingEditor = ""
	if f.Description == "" {
		f.Description = f.Title
	}
	for _, it := range f.Items {
		if it.Content != nil {
			it.Description = it.Content.Content
			it.Content = nil
		}
	}
	return f
}

func (m model) rss() []byte {
	f := m.rssFeed()
	b := make([]byte, 0, sizeOf(m.feed))
	b = append(b, xmlHeader...)
	b = append(m.threads(append(b, `<rss version="2.0" xmlns:atom="`+atomNamespace+`"`...)), ">\n<channel>\n"...)
	b = element(b, "title", f.Title)
	b = element(b, "link", f.Link)
	b = element(b, "description", f.Description)
	b = element(b, "language", f.Language)
	b = element(b, "pubDate", f.PubDate)
	b = element(b, "lastBuildDate", f.LastBuildDate)
	for _, l := range m.links(".rss", "application/rss+xml") {
		b = link(b, "atom:link", l)
	}
	for i, it := range f.Items {
		b = rssItem(b, it, &m.entries[i])
	}
	return append(b, "</channel>\n</rss>\n"...)
}

func rssItem(b []byte, it *feeds.RssItem, ours *entry) []byte {
	b = append(b, "<item>\n"...)
	b = element(b, "title", it.Title)
	b = element(b, "description", it.Description)
	b = element(b, "pubDate", it.PubDate)
	b = element(b, "link", it.Link)
	b = append(b, "<guid"...)
	b = attribute(b, "isPermaLink", it.Guid.IsPermaLink)
	b = escape.XML(append(b, '>'), it.Guid.Id)
	b = inReplyTo(append(b, "</guid>\n"...), ours)
	return append(b, "</item>\n"...)
}
