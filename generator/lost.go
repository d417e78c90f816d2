package generator

import (
	"context"

	"tidings/generator/badge"
	"tidings/themes"
)

// lostPage is what layouts/404.html is given. No word of it follows a status,
// which would have it written again with every verdict: the widget shows that
// one, and where no script runs, the badge.
type lostPage struct {
	frame
	Title, Name   string
	Widget, Badge string
}

func (b *builder) lostJobs(put func(job)) {
	for _, l := range b.locales {
		put(func(_ context.Context, w *worker) error { return l.writeLost(w) })
	}
}

// writeLost writes the page for addresses that are none. It is shown at any
// depth, so its links are absolute paths.
func (l *locale) writeLost(w *worker) error {
	at := places{l: l, root: l.b.rootPath()}
	p := &lostPage{
		frame: l.frameAt(at, l.b.theme.BoardStyle()), Title: l.words.Text("lost.title"), Name: clean(l.b.site.Name),
		Widget: at.shared(widgetPath), Badge: at.shared(badge.Full.File()),
	}
	p.Policy += themes.ScriptCSP
	p.chrome = l.absolute
	p.HeadTitle, p.Description = l.headTitle(p.Title), p.Title
	return w.entry(l.prefix+"404.html", func() error { return l.b.theme.Execute(w, "layouts/404.html", p) })
}
