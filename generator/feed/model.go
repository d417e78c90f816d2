package feed

import (
	"slices"
	"time"

	"github.com/gorilla/feeds"
)

// model is a feed as gorilla/feeds sees it, and what that lacks.
type model struct {
	site    Site
	feed    *feeds.Feed
	entries []entry // of feed.Items, in their order
	archive bool    // a document of an archived feed
}

// corrects reports whether an entry corrects another.
func (m model) corrects() bool {
	return slices.ContainsFunc(m.entries, func(e entry) bool { return e.corrects != "" })
}

func newModel(s Site, entries []entry) model {
	f := &feeds.Feed{
		Title:       s.Title,
		Link:        &feeds.Link{Href: s.address(s.Home), Rel: "alternate"},
		Description: s.Subtitle,
		Author:      &feeds.Author{Name: s.Name},
		Id:          "tag:" + s.Authority + ",2005:/" + s.Path,
		Updated:     newestChange(entries),
		Items:       make([]*feeds.Item, 0, len(entries)),
	}
	for _, e := range entries {
		f.Items = append(f.Items, &feeds.Item{
			Id: e.id, IsPermaLink: "false", Title: e.title,
			Link:    &feeds.Link{Href: e.link},
			Created: e.published.UTC(), Updated: e.updated.UTC(),
			Description: e.summary, Content: e.html,
		})
	}
	return model{site: s, feed: f, entries: entries}
}

// newestChange is the feed's own date. A feed without entries has to have one
// too; the epoch says that nothing ever happened.
func newestChange(entries []entry) time.Time {
	newest := time.Unix(0, 0)
	for _, e := range entries {
		newest = later(newest, e.updated)
	}
	return newest.UTC()
}

// links are the feed's typed links beside its page: to itself, then the others.
func (m model) links(extension, kind string) []feeds.AtomLink {
	links := []feeds.AtomLink{{Rel: "self", Type: kind, Href: m.site.address(m.site.Path) + extension}}
	for _, l := range m.site.Links {
		links = append(links, feeds.AtomLink{Rel: l.Rel, Type: "application/atom+xml", Href: l.Href})
	}
	return slices.Clip(links)
}
