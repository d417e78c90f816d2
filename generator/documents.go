package generator

import (
	"context"
	"slices"

	"tidings/generator/badge"
	"tidings/generator/calendar"
	"tidings/generator/feed"
	"tidings/generator/sitemap"
	"tidings/generator/statuspage"
	"tidings/generator/textpage"
	"tidings/internal/status"
)

var feedEndings = [...]string{".rss", ".atom", ".json"}

// extension ends the addresses of pages in feeds and documents.
func (b *builder) extension() string {
	if b.in.FileLinks {
		return ".html"
	}
	return ""
}

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

func (l *locale) writeComponentFeed(w *worker, i int, tales []*tale) error {
	c := l.b.view.Layout.Components[i]
	path := componentPath(c.ID)
	site := l.feedSite(l.componentFeedTitle(clean(c.Name)), path+"/history", path+l.b.extension())
	made, err := feed.History(site, l.items(tales))
	return l.writeFeed(w, path+"/history", false, made, err)
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

// documentJobs makes what exists once for all languages and says what is now.
func (b *builder) documentJobs(r *recent, put func(job)) {
	put(b.iconJob())
	put(func(ctx context.Context, w *worker) error { return b.writeStatuspage(ctx, w, r) })
	put(func(_ context.Context, w *worker) error {
		return w.emit(File{Path: "status.txt", Body: textpage.Status(b.view, b.textSite(), b.locales[0].textWords()), Entry: true})
	})
	put(func(_ context.Context, w *worker) error {
		l := b.locales[0]
		return w.emit(File{Path: "badge.svg", Body: badge.SVG(clean(b.site.Name), l.statuses[b.view.Worst], b.view.Worst), Entry: true})
	})
}

func (b *builder) writeStatuspage(ctx context.Context, w *worker, r *recent) error {
	in := statuspage.Input{View: b.view, Site: *b.site, Extension: b.extension()}
	tales, err := b.shelf.tales(ctx, w, r.of(status.AboutIncident))
	if err != nil {
		return err
	}
	for _, t := range tales {
		in.Incidents = append(in.Incidents, t.incident)
	}
	if in.Maintenance, err = b.maintenances(ctx, w, r); err != nil {
		return err
	}
	in.Text = b.textsOf(tales)
	docs, err := statuspage.Documents(in)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if err := w.emit(File{Path: d.Path, Body: d.Body, Entry: true}); err != nil {
			return err
		}
	}
	return nil
}

// textsOf turns Markdown into plain text, that of the tales without converting
// it again.
func (b *builder) textsOf(tales []*tale) func(string) string {
	known := map[string]string{}
	for _, t := range tales {
		for i, u := range t.updates {
			if _, own := u.Lang[b.locales[0].lang]; !own {
				known[u.Body] = t.text(0, i)
			}
		}
	}
	return func(md string) string {
		if text, ok := known[md]; ok {
			return text
		}
		return b.md.PlainText(md)
	}
}

func (b *builder) maintenances(ctx context.Context, w *worker, r *recent) ([]*status.Maintenance, error) {
	tales, err := b.shelf.tales(ctx, w, r.of(status.AboutMaintenance))
	list := make([]*status.Maintenance, 0, len(tales))
	for _, t := range tales {
		list = append(list, t.maintenance)
	}
	return list, err
}

func (b *builder) calendarJob(r *recent) job {
	return func(ctx context.Context, w *worker) error {
		list, err := b.maintenances(ctx, w, r)
		if err != nil {
			return err
		}
		for _, m := range slices.Concat(b.view.Active, b.view.Upcoming) {
			if !slices.ContainsFunc(list, func(o *status.Maintenance) bool { return o.ID == m.ID }) {
				list = append(list, m)
			}
		}
		s := calendar.Site{Name: clean(b.site.Name), URL: b.site.URL, Extension: b.extension(), Text: b.md.PlainText}
		if s.URL == "" {
			s.Authority = nowhere
		}
		return w.emit(File{Path: "maintenance.ics", Body: calendar.Maintenance(s, list), Entry: true})
	}
}

func (b *builder) writeComponentBadge(w *worker, i int) error {
	c, s := b.view.Layout.Components[i], b.stateOf(i).Status
	path := componentPath(c.ID) + "/badge.svg"
	return w.emit(File{Path: path, Body: badge.SVG(clean(c.Name), b.locales[0].statuses[s], s)})
}

func (b *builder) textSite() textpage.Site {
	return textpage.Site{Name: clean(b.site.Name), URL: b.site.URL, Extension: b.extension()}
}

func (l *locale) textWords() textpage.Words {
	return textpage.Words{
		Verdict: l.verdict(),
		Status:  func(s status.Status) string { return l.statuses[s] },
		State:   func(s status.State) string { return l.states[s] },
		Open:    l.words.Text("home.open"), Active: l.words.Text("home.active"), Upcoming: l.words.Text("home.upcoming"),
		Changed: l.words.Text("text.changed"), Text: l.b.md.PlainText,
	}
}

// sitemapIndexJob makes the list of lists and robots.txt, which points to it.
func (b *builder) sitemapIndexJob(months []status.MonthCount) job {
	return func(_ context.Context, w *worker) error {
		lists := []sitemap.URL{{Path: "sitemap/pages.xml"}}
		for _, m := range months {
			lists = append(lists, sitemap.URL{Path: "sitemap/" + m.Month + ".xml"})
		}
		return w.emit(File{Path: "sitemap.xml", Body: sitemap.Index(b.site.URL, lists), Entry: true})
	}
}

// sitemapPagesJob lists the pages that exist whatever happens.
func (b *builder) sitemapPagesJob() job {
	return func(_ context.Context, w *worker) error {
		var pages []sitemap.URL
		for _, l := range b.locales {
			for _, path := range b.standing() {
				pages = append(pages, sitemap.URL{Path: l.address(path)})
			}
		}
		if err := w.emit(File{Path: "robots.txt", Body: textpage.Robots(b.site.URL), Entry: true}); err != nil {
			return err
		}
		return w.emit(File{Path: "sitemap/pages.xml", Body: sitemap.Pages(b.site.URL, pages)})
	}
}

// sitemapMonthJob lists the pages of a month's entries.
func (b *builder) sitemapMonthJob(month string, days []*status.Day) job {
	return func(_ context.Context, w *worker) error {
		var pages []sitemap.URL
		for _, l := range b.locales {
			for _, d := range days {
				for _, e := range slices.Backward(d.Entries) {
					pages = append(pages, sitemap.URL{Path: l.address(entryPath(e.About, e.ID)), Changed: e.Changed})
				}
			}
		}
		return w.emit(File{Path: "sitemap/" + month + ".xml", Body: sitemap.Pages(b.site.URL, pages)})
	}
}

// sitemapDaysJob lists the pages of a month that is listed by days: they lead to
// its entries, and only one of them changes when an entry does.
func (b *builder) sitemapDaysJob(month string, counts map[status.Date]int) job {
	return func(_ context.Context, w *worker) error {
		var pages []sitemap.URL
		for _, l := range b.locales {
			for _, date := range newestFirst(counts) {
				pages = append(pages, sitemap.URL{Path: l.address(dayPath(date))})
			}
		}
		return w.emit(File{Path: "sitemap/" + month + ".xml", Body: sitemap.Pages(b.site.URL, pages)})
	}
}

// address is a page's address below the site's own.
func (l *locale) address(path string) string {
	if path == "" {
		return l.prefix
	}
	return l.prefix + path + l.b.extension()
}

// standing are the pages that exist whatever happens; empty is the home page.
func (b *builder) standing() []string {
	paths := []string{"", "history"}
	for _, c := range b.view.Layout.Components {
		paths = append(paths, componentPath(c.ID))
	}
	for _, p := range b.in.Config.Pages {
		paths = append(paths, name(p.ID))
	}
	return paths
}
