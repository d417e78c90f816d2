package feed

import (
	"time"

	"github.com/gorilla/feeds"

	"tidings/generator/escape"
)

// jsonFeed is the library's JSON feed with its own address and language, and
// without the author's form of version 1.0.
func (m model) jsonFeed() *feeds.JSONFeed {
	f := (&feeds.JSON{Feed: m.feed}).JSONFeed()
	f.FeedUrl = m.site.address(m.site.Path) + ".json"
	f.Language = m.site.Language
	f.Author = nil
	return f
}

func (m model) json() []byte {
	f := m.jsonFeed()
	b := make([]byte, 0, sizeOf(m.feed))
	b = append(b, '{')
	b = member(b, "version", f.Version)
	b = member(b, "title", f.Title)
	b = member(b, "language", f.Language)
	b = member(b, "home_page_url", f.HomePageUrl)
	b = member(b, "feed_url", f.FeedUrl)
	b = member(b, "description", f.Description)
	b = append(b, `"authors":[{"name":`...)
	b = escape.JSON(b, f.Authors[0].Name)
	b = append(b, `}],"items":[`...)
	for i, it := range f.Items {
		if i > 0 {
			b = append(b, ',')
		}
		b = jsonItem(append(b, '\n'), it, &m.entries[i])
	}
	return append(b, "]}\n"...)
}

func jsonItem(b []byte, it *feeds.JSONItem, ours *entry) []byte {
	b = append(b, '{')
	b = member(b, "id", it.Id)
	b = member(b, "url", it.Url)
	b = member(b, "title", it.Title)
	b = member(b, "summary", it.Summary)
	b = append(b, `"content_html":`...)
	b = escape.JSON(b, it.ContentHTML)
	b = date(b, "date_published", it.PublishedDate)
	b = date(b, "date_modified", it.ModifiedDate)
	if ours.corrects != "" {
		b = escape.JSON(append(b, `,"_corrects":{"id":`...), ours.corrects)
		b = append(b, '}')
	}
	return append(b, '}')
}

// member appends "name":"text", or nothing when there is no text.
func member(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	b = append(append(append(b, '"'), name...), `":`...)
	return append(escape.JSON(b, text), ',')
}

func date(b []byte, name string, at *time.Time) []byte {
	if at == nil {
		return b
	}
	b = append(append(append(b, `,"`...), name...), `":"`...)
	return append(at.AppendFormat(b, time.RFC3339), '"')
}
