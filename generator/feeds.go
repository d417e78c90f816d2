package generator

import (
	"context"

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
			HTML: t.bodies[l.index][i], Text: t.text(l.index, i),
		})
	}
	return it
}

func (l *locale) items(tales []*tale) []feed.Item {
	items := make([]feed.Item, 0, len(tales))
	for _, t := range tales {
		items = append(items, l.item(t))
	}
	return items
}

func (l *locale) feedSite(title, path, home string) feed.Site {
	s := feed.Site{
		Title: title, Name: clean(l.b.site.Name), URL: l.b.site.URL, Path: l.prefix + path, Home: l.prefix + home,
		Language: l.lang, Zone: l.b.view.Zone, Months: l.words.ShortMon,
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

// writeComponentFeeds makes a component's feeds in every language.
func (b *builder) writeComponentFeeds(w *worker, i int, tales []*tale) error {
	c := b.view.Layout.Components[i]
	path := componentPath(c.ID)
	for _, l := range b.locales {
		site := l.feedSite(l.componentFeedTitle(clean(c.Name)), path+"/history", path+b.extension())
		made, err := feed.History(site, l.items(tales))
		if err := l.writeFeed(w, path+"/history", false, made, err); err != nil {
			return err
		}
	}
	return nil
}

// feedJobs makes the feeds of the whole site.
func (b *builder) feedJobs(r *recent, put func(job)) {
	put(func(ctx context.Context, w *worker) error {
		return b.writeFeeds(ctx, w, "history", "feed.title", r.newest(), feed.History)
	})
	put(func(ctx context.Context, w *worker) error {
		return b.writeFeeds(ctx, w, "updates", "feed.updates", r.posted, feed.Updates)
	})
}

func (b *builder) writeFeeds(ctx context.Context, w *worker, path, title string, refs []status.Ref, write func(feed.Site, []feed.Item) (feed.Files, error)) error {
	tales, err := b.shelf.tales(ctx, w, refs)
	if err != nil {
		return err
	}
	for _, l := range b.locales {
		made, err := write(l.feedSite(l.words.Text(title, "site", clean(b.site.Name)), path, ""), l.items(tales))
		if err := l.writeFeed(w, path, true, made, err); err != nil {
			return err
		}
	}
	return nil
}
