package feed

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tidings/internal/order"
	"tidings/internal/status"
)

// summaryLength is how many characters of an update a summary holds at most,
// unless its first word is longer.
const summaryLength = 280

// entry is what a feed shows of an item or of an update.
type entry struct {
	id, title, link    string
	published, updated time.Time
	html               string
	summary            string // plain text
	corrects           string // id of the entry that this one corrects; mostly empty
}

func historyEntries(s Site, items []Item) []entry {
	items = slices.Clone(items[:min(len(items), Limit)])
	order.By(items, func(a, b Item) int {
		return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(a.ID, b.ID), cmp.Compare(a.About, b.About))
	})
	entries := make([]entry, 0, len(items))
	for _, it := range items {
		entries = append(entries, it.entry(s))
	}
	return entries
}

func (it Item) entry(s Site) entry {
	return entry{
		id:        it.tag(s.Authority),
		title:     it.Title,
		link:      s.address(it.Path),
		published: it.Published,
		updated:   it.Updated,
		html:      it.story(s),
		summary:   it.newest(),
	}
}

// updateEntries picks the newest posts before it makes entries of them: there
// may be many more than a feed holds.
func updateEntries(s Site, items []Item) []entry {
	type posted struct{ item, post int }
	var all []posted
	for i, it := range items {
		for p := range it.Posts {
			all = append(all, posted{i, p})
		}
	}
	order.By(all, func(a, b posted) int {
		x, y := items[a.item], items[b.item]
		return cmp.Or(
			y.Posts[b.post].Published.Compare(x.Posts[a.post].Published),
			cmp.Compare(y.About, x.About), cmp.Compare(y.ID, x.ID), cmp.Compare(b.post, a.post))
	})
	entries := make([]entry, 0, Limit)
	for _, p := range all[:min(len(all), Limit)] {
		entries = append(entries, items[p.item].entryOf(s, items[p.item].Posts[p.post]))
	}
	return entries
}

func (it Item) entryOf(s Site, p Post) entry {
	e := entry{
		id:        it.tag(s.Authority) + "/Update/" + p.Update,
		title:     p.Title,
		link:      s.address(it.Path) + "#update-" + p.Update,
		published: p.Published,
		updated:   p.Updated,
		summary:   oneLine(p.Text),
	}
	html := Update{State: p.State, At: p.At, HTML: p.HTML}.appendHTML(nil, s)
	if p.Edit != "" {
		e.corrects = e.id
		e.id += "/Edit/" + p.Edit
		html = s.appendCorrects(html, e.link)
	}
	e.html = string(html)
	return e
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
	b := make([]byte, 0, summaryLength+8)
	n := 0
	for word := range strings.FieldsSeq(text) {
		if n += utf8.RuneCountInString(word) + 1; n > summaryLength && len(b) > 0 {
			return string(append(b, " …"...))
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, word...)
	}
	return string(b)
}

func (s Site) address(path string) string { return s.URL + "/" + path }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
