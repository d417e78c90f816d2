package generator

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"tidings/generator/feed"
	"tidings/internal/markdown"
	"tidings/internal/status"
)

// archiveEntries is how many entries a document of the archived feed holds.
const archiveEntries = 100

// archiveDoc is a document of the archived history feed, by RFC 5005: the
// entries of a month that began first, then the next ones, and so on. One that
// is full never changes its address, and its content only when an entry does.
type archiveDoc struct {
	month string
	part  int // from 1
}

// path is the document's without an ending: that of the month's page, and from
// the second part on a number.
func (d archiveDoc) path() string {
	if d.part == 1 {
		return monthPath(d.month)
	}
	return monthPath(d.month) + "-" + strconv.Itoa(d.part)
}

// partsOf is how many documents a month with so many entries has.
func partsOf(entries int) int { return (entries + archiveEntries - 1) / archiveEntries }

// newestDoc is the document that the feed itself continues in.
func newestDoc(months []status.MonthCount) (archiveDoc, bool) {
	if len(months) == 0 {
		return archiveDoc{}, false
	}
	return archiveDoc{months[0].Month, partsOf(months[0].Entries)}, true
}

// older is the document before one, given the months, newest first.
func (d archiveDoc) older(months []status.MonthCount) (archiveDoc, bool) {
	if d.part > 1 {
		return archiveDoc{d.month, d.part - 1}, true
	}
	i := slices.IndexFunc(months, func(m status.MonthCount) bool { return m.Month < d.month })
	if i < 0 {
		return archiveDoc{}, false
	}
	return newestDoc(months[i:])
}

// newer is the document after one.
func (d archiveDoc) newer(months []status.MonthCount) (archiveDoc, bool) {
	next := archiveDoc{part: 1}
	for _, m := range months {
		if m.Month == d.month && d.part < partsOf(m.Entries) {
			return archiveDoc{d.month, d.part + 1}, true
		}
		if m.Month > d.month {
			next.month = m.Month
		}
	}
	return next, next.month != ""
}

// archiveLinks are the links of RFC 5005 that lead from a document to others.
func (l *locale) archiveLinks(d archiveDoc, months []status.MonthCount) []feed.Link {
	links := []feed.Link{{Rel: "current", Href: l.archiveAddress("history")}}
	if older, ok := d.older(months); ok {
		links = append(links, feed.Link{Rel: "prev-archive", Href: l.archiveAddress(older.path())})
	}
	if newer, ok := d.newer(months); ok {
		links = append(links, feed.Link{Rel: "next-archive", Href: l.archiveAddress(newer.path())})
	}
	return links
}

func (l *locale) archiveAddress(path string) string {
	return l.b.site.URL + "/" + l.prefix + path + archiveEnding
}

const archiveEnding = ".atom"

// archiveJob makes a document of entries, oldest first, in every language.
func (b *builder) archiveJob(d archiveDoc, entries []status.Entry, months []status.MonthCount) job {
	return func(_ context.Context, w *worker) error {
		for _, l := range b.locales {
			title := l.words.Text("feed.title", "site", clean(b.site.Name)) + " · " + l.monthName(d.month)
			site := l.feedSite(title, d.path(), monthPath(d.month)+b.extension())
			site.Links = l.archiveLinks(d, months)
			items := make([]feed.Item, 0, len(entries))
			for i := range entries {
				items = append(items, l.archived(&entries[len(entries)-1-i]))
			}
			body, err := feed.Archive(site, items)
			if err != nil {
				return err
			}
			if err := w.emit(File{Path: l.prefix + d.path() + archiveEnding, Body: body}); err != nil {
				return err
			}
		}
		return nil
	}
}

// archived is an entry as the archive tells it: what a list says of it. Its
// texts are on its page.
func (l *locale) archived(e *status.Entry) feed.Item {
	when := l.appendWhenEntry(make([]byte, 0, phraseSize), e)
	it := feed.Item{
		About: e.About, ID: e.ID, Title: clean(e.Title), Path: l.prefix + entryPath(e.About, e.ID) + l.b.extension(),
		Updated: e.Changed, Note: l.stateOf(e) + " · " + markdown.Text(when, 0),
	}
	if e.About == status.AboutIncident {
		it.Published = e.Started // a maintenance is published before it begins
	}
	return it
}

// archiveDocs makes documents of a month from its entries, oldest first, of
// which the first has a rank among all of the month.
func (b *builder) archiveDocs(month string, rank int, entries []status.Entry, months []status.MonthCount, put func(archiveDoc, job)) {
	for len(entries) > 0 {
		n := min(len(entries), archiveEntries)
		d := archiveDoc{month, rank/archiveEntries + 1}
		put(d, b.archiveJob(d, entries[:n], months))
		entries, rank = entries[n:], rank+n
	}
}

// oldestFirst are the entries of days that stand newest first.
func oldestFirst(days []*status.Day) (all []status.Entry) {
	for _, d := range slices.Backward(days) {
		all = append(all, d.Entries...)
	}
	return all
}

// touchedArchive makes the documents that a change of some days touches: those
// from the first of these days to the end of its month, and the neighbours that
// link to a document which came or went.
func (b *builder) touchedArchive(ctx context.Context, t touchedDays, months []status.MonthCount, put func(archiveDoc, job)) error {
	first := slices.Min(t.dates)
	before := 0 // entries of the month before that day
	for date, n := range t.counts {
		if date < first {
			before += n
		}
	}
	if err := b.archiveFrom(ctx, t.month, t.counts, before, months, put); err != nil {
		return err
	}
	d, total := archiveDoc{t.month, 1}, sum(t.counts)
	if older, ok := d.older(months); ok && (total == 0 || total <= t.fresh) {
		if err := b.archiveAgain(ctx, older, months, put); err != nil {
			return err
		}
	}
	newer, ok := archiveDoc{t.month, partsOf(total)}.newer(months)
	if ok && (partsOf(total) != partsOf(total-t.fresh) || partsOf(total) != partsOf(total+t.gone)) {
		return b.archiveAgain(ctx, newer, months, put)
	}
	return nil
}

// touchedDays are the days of a month that a scope names.
type touchedDays struct {
	month  string
	dates  []status.Date
	counts map[status.Date]int // entries of all days of the month
	fresh  int                 // entries of the touched days: at most so many are new
	gone   int                 // at most so many have left
}

// archiveAgain makes one document again, for the sake of its links.
func (b *builder) archiveAgain(ctx context.Context, d archiveDoc, months []status.MonthCount, put func(archiveDoc, job)) error {
	index, err := b.in.Archive.Month(ctx, d.month)
	if err != nil {
		return fmt.Errorf("month %s: %w", d.month, err)
	}
	only := func(made archiveDoc, j job) {
		if made == d {
			put(made, j)
		}
	}
	return b.archiveFrom(ctx, d.month, index.Counts, (d.part-1)*archiveEntries, months, only)
}

// archiveFrom makes the documents of a month from the one that holds an entry's
// rank. It reads the days from there on.
func (b *builder) archiveFrom(ctx context.Context, month string, counts map[status.Date]int, rank int, months []status.MonthCount, put func(archiveDoc, job)) error {
	begin := rank / archiveEntries * archiveEntries
	from, last := ends(month)
	passed := 0 // entries of the days before from
	for ; from < last && passed+counts[from] <= begin; from = from.AddDays(1) {
		passed += counts[from]
	}
	days, err := b.daysBetween(ctx, from, last)
	if err != nil {
		return err
	}
	entries := oldestFirst(days)
	b.archiveDocs(month, begin, entries[min(begin-passed, len(entries)):], months, put)
	return nil
}
