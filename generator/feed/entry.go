package feed

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tidings/internal/status"
)

// summaryLength is how many characters of an update a summary holds.
const summaryLength = 280

// entry is what a feed shows of an item or of an update.
type entry struct {
	id, title, link    string
	published, updated time.Time
	html               string
	summary            string // plain text
}

func historyEntries(s Site, items []Item) []entry {
	entries := make([]entry, 0, len(items))
	for _, it := range items {
		entries = append(entries, entry{
			id:        it.tag(s.Authority),
			title:     it.Title,
			link:      s.address(it.Path),
			published: it.Published,
			updated:   it.Updated,
			html:      it.story(s),
			summary:   it.newest(),
		})
	}
	return entries
}

func updateEntries(s Site, items []Item) []entry {
	var entries []entry
	for _, it := range items {
		for _, u := range it.Updates {
			entries = append(entries, it.entryOf(s, u))
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(b.published.Compare(a.published), cmp.Compare(b.id, a.id))
	})
	return entries[:min(len(entries), Limit)]
}

func (it Item) entryOf(s Site, u Update) entry {
	return entry{
		id:        it.tag(s.Authority) + "/Update/" + u.ID,
		title:     u.State + ": " + it.Title,
		link:      s.address(it.Path) + "#update-" + u.ID,
		published: u.At,
		updated:   later(u.At, u.Edited),
		html:      string(u.appendHTML(nil, s)),
		summary:   oneLine(u.Text),
	}
}

// tag is the item's identifier. The year is that of Statuspage's tags, which
// readers already know.
func (it Item) tag(authority string) string {
	kind := "Incident/"
	if it.About == status.AboutMaintenance {
		kind = "Maintenance/"
	}
	return "tag:" + authority + ",2005:" + kind + it.ID
}

// newest is the newest update in one line for readers that show no HTML.
func (it Item) newest() string {
	if len(it.Updates) == 0 {
		return ""
	}
	u := it.Updates[len(it.Updates)-1]
	return oneLine(u.State + " - " + u.Text)
}

// oneLine is the beginning of a text, for a place that holds a sentence or two.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	n := 0
	for i := range text {
		if n++; n > summaryLength {
			return text[:i] + "…"
		}
	}
	return text
}

func (s Site) address(path string) string { return s.URL + "/" + path }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
