package generator

import (
	"context"
	"slices"

	"tidings/generator/sitemap"
	"tidings/generator/textpage"
	"tidings/internal/status"
)

// sitemapIndexJob makes the list of lists.
func (b *builder) sitemapIndexJob(months []status.MonthCount) job {
	return func(_ context.Context, w *worker) error {
		lists := []sitemap.URL{{Path: "sitemap/pages.xml"}}
		for _, m := range months {
			lists = append(lists, sitemap.URL{Path: "sitemap/" + m.Month + ".xml"})
		}
		return w.emit(File{Path: "sitemap.xml", Body: sitemap.Index(b.site.URL, lists), Entry: true})
	}
}

// sitemapPagesJob lists the pages that exist whatever happens, and makes robots.txt,
// which points to the list of lists.
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
	paths := []string{"", "history", uptimePath, badgesPath}
	for _, c := range b.all {
		paths = append(paths, componentPath(c.ID))
	}
	for _, m := range b.view.Metrics {
		paths = append(paths, metricPath(m.ID))
	}
	for _, p := range b.in.Config.Pages {
		paths = append(paths, name(p.ID))
	}
	return paths
}
