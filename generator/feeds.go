package generator

import (
	"context"
	"fmt"
	"slices"

	"tidings/generator/feed"
	"tidings/internal/status"
)

var feedEndings = [...]string{".rss", ".atom", ".json"}

// item is a tale as feeds tell it.
func (l *locale) item(t *tale) feed.Item {
	it := feed.Item{
		About: t.about, ID: t.id, Title: t.title, Path: l.prefix + t.path() + l.b.extension(),
		Published: t.updates[0].At, Updated: t.changed,
	}
	if t.maintenance != nil {
		it.Note = l.plan(t)
	}
	for i, u := range t.updates {
		it.Updates = append(it.Updates, feed.Update{
			ID: name(u.ID), State: l.states[u.State], At: u.At, Edited: u.Edited,
			HTML: t.bodies[l.index][i], Text: l.text(t, i),
		})
	}
	return it
}

// posted is a tale as the feeds of updates tell it.
func (l *locale) posted(t *tale) feed.Item {
	it := feed.Item{About: t.about, ID: t.id, Path: l.prefix + t.path() + l.b.extension()}
	for i := range t.updates {
		for _, p := range t.past[i] {
			it.Posts = append(it.Posts, l.post(t, i, p.Earlier, p.html[l.index], l.pastText(t, i, &p)))
		}
		now := t.updates[i].Versions()
		it.Posts = append(it.Posts, l.post(t, i, now[len(now)-1], t.bodies[l.index][i], l.text(t, i)))
	}
	return it
}

// post is one text of an update as it came out. The title is the one that the
// tale had then.
func (l *locale) post(t *tale, i int, e status.Earlier, html, text string) feed.Post {
	p := feed.Post{Update: name(t.updates[i].ID), State: l.states[e.State], At: e.At, Published: e.At, HTML: html, Text: text}
	if !e.From.IsZero() {
		p.Edit, p.Published = e.From.UTC().Format(editFormat), e.From
	}
	p.Title = p.State + ": " + t.titleAt(p.Published)
	if p.Edit != "" {
		p.Title = l.words.Text("feed.corrected", "what", p.Title)
	}
	p.Updated = p.Published
	if redacted := t.updates[i].Redacted; redacted.After(p.Updated) {
		p.Updated = redacted
	}
	return p
}

// editFormat names an edit by its time.
const editFormat = "20060102T150405.999999999Z"

func items(tales []*tale, make func(*tale) feed.Item) (all []feed.Item) {
	for _, t := range tales {
		all = append(all, make(t))
	}
	return all
}

func (l *locale) feedSite(title, path, home string) feed.Site {
	s := feed.Site{
		Title: title, Name: clean(l.b.site.Name), URL: l.b.site.URL, Path: l.prefix + path, Home: l.prefix + home,
		Corrects: l.words.Text("feed.corrects"), Language: l.lang, Zone: l.b.view.Zone, Months: l.words.ShortMon,
	}
	if s.URL == "" {
		s.Authority = nowhere
	}
	return s
}

// nowhere stands in identifiers of a site that does not know its address.
const nowhere = "localhost"

func (l *locale) writeFeed(w *worker, path string, entry bool, made feed.Files, err error) error {
	if err != nil {
		return err
	}
	for i, body := range [...][]byte{made.RSS, made.Atom, made.JSON} {
		if err := w.emit(File{Path: l.prefix + path + feedEndings[i], Body: body, Entry: entry}); err != nil {
			return err
		}
	}
	return nil
}

// writeComponentFeeds makes a component's feeds in every language: its newest
// entries, and older ones with news.
func (b *builder) writeComponentFeeds(ctx context.Context, w *worker, i int, tales []*tale, late []status.Ref) error {
	older, err := b.shelf.tales(ctx, w, late)
	if err != nil {
		return err
	}
	tales = slices.Concat(tales, older)
	c := b.all[i]
	path := componentPath(c.ID)
	for _, l := range b.locales {
		site := l.feedSite(l.componentFeedTitle(clean(c.Name)), path+"/history", path+b.extension())
		made, err := feed.History(site, items(tales, l.item))
		if err := l.writeFeed(w, path+"/history", false, made, err); err != nil {
			return err
		}
	}
	return nil
}

// feedJobs makes the feeds of the whole site.
func (b *builder) feedJobs(r *recent, put func(job)) {
	put(func(ctx context.Context, w *worker) error {
		months, err := b.in.Archive.Months(ctx)
		if err != nil {
			return fmt.Errorf("months: %w", err)
		}
		return b.writeFeeds(ctx, w, feedKind{"history", "feed.title", feed.History, (*locale).item, months}, r.active)
	})
	put(func(ctx context.Context, w *worker) error {
		return b.writeFeeds(ctx, w, feedKind{"updates", "feed.updates", feed.Updates, (*locale).posted, nil}, r.posted)
	})
}

// feedKind is what the two feeds of the whole site differ in.
type feedKind struct {
	path, title string // the title's key among the words
	write       func(feed.Site, []feed.Item) (feed.Files, error)
	item        func(*locale, *tale) feed.Item
	months      []status.MonthCount // that the feed's archive is in; nil: it has none
}

func (b *builder) writeFeeds(ctx context.Context, w *worker, kind feedKind, refs []status.Ref) error {
	tales, err := b.shelf.tales(ctx, w, refs)
	if err != nil {
		return err
	}
	for _, l := range b.locales {
		site := l.feedSite(l.words.Text(kind.title, "site", clean(b.site.Name)), kind.path, "")
		if newest, ok := newestDoc(kind.months); ok {
			site.Links = []feed.Link{{Rel: "prev-archive", Href: l.archiveAddress(newest.path())}}
		}
		made, err := kind.write(site, items(tales, func(t *tale) feed.Item { return kind.item(l, t) }))
		if err := l.writeFeed(w, kind.path, true, made, err); err != nil {
			return err
		}
	}
	return nil
}
