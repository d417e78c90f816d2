package generator

import (
	"context"
	"html/template"

	"tidings/internal/markdown"
)

// freePage is what layouts/page.html is given.
type freePage struct {
	frame
	Title string
	Body  template.HTML
}

// freePageJobs makes the operator's own pages and the logo.
func (b *builder) freePageJobs(put func(job)) {
	// Below the page's title, the text's own headings begin at the second level.
	md := markdown.New(markdown.Options{Site: b.site.URL, Demote: 1})
	for _, page := range b.in.Config.Pages {
		put(func(_ context.Context, w *worker) error {
			body := template.HTML(md.Convert(nil, page.Body))
			for _, l := range b.locales {
				if err := l.writeFreePage(w, name(page.ID), clean(page.Title), body); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if path := b.logo(); path != "" {
		put(func(_ context.Context, w *worker) error {
			logo, _ := b.theme.Asset(path[len("assets/"):])
			return w.emit(File{Path: path, Body: []byte(logo)})
		})
	}
}

func (l *locale) writeFreePage(w *worker, path, title string, body template.HTML) error {
	p := &freePage{frame: l.frame(path, l.b.theme.BoardStyle()), Title: title, Body: body}
	p.HeadTitle, p.Description = l.headTitle(title), title
	w.page = w.page[:0]
	if err := l.b.theme.Execute(w, "layouts/page.html", p); err != nil {
		return err
	}
	return w.put(l.prefix + path + ".html")
}
