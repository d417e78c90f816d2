package generator

import (
	"context"
	"html"
	"strings"

	"tidings/generator/badge"
)

// badgesPage is what layouts/badges.html is given.
type badgesPage struct {
	frame
	Title, Intro string
	Forms        []sample // the page's own badges
	Components   []sample
	Widget       string // how another page shows it
}

// sample is a badge and how other pages show it.
type sample struct{ Kind, Alt, Src, Markdown, HTML string }

const badgesPath = "badges"

func (l *locale) writeBadgesPage(w *worker) error {
	p := &badgesPage{frame: l.frame(badgesPath, l.b.theme.TextStyle()), Title: l.words.Text("badges.title")}
	name := clean(l.b.site.Name)
	p.Intro = l.words.Text("badges.intro", "site", name)
	p.HeadTitle, p.Description = l.headTitle(p.Title), p.Intro
	kinds := [...]string{"badges.full", "badges.status", "badges.plain"}
	for i, form := range badge.Forms() {
		p.Forms = append(p.Forms, l.sample(l.words.Text(kinds[i]), name, form.File(), ""))
	}
	for _, c := range l.b.view.Layout.Components {
		path := componentPath(c.ID)
		p.Components = append(p.Components, l.sample(clean(c.Name), clean(c.Name), path+"/"+badge.Full.File(), path))
	}
	p.Widget = `<script async src="` + html.EscapeString(l.b.abroad()) + `widget.js" data-lang="` + l.lang + `"></script>`
	w.page = w.page[:0]
	if err := l.b.theme.Execute(w, "layouts/badges.html", p); err != nil {
		return err
	}
	return w.put(l.prefix + badgesPath + ".html")
}

// sample shows a file on a page of its own site, and says how others show it,
// as a link to the page it is about.
func (l *locale) sample(kind, name, file, page string) sample {
	src, to := l.b.abroad()+file, l.b.abroad()+l.prefix
	if page != "" {
		to += l.b.link(0, page)
	}
	return sample{
		Kind: kind, Alt: name, Src: places{l: l}.shared(file),
		Markdown: "[![" + plainMarkdown.Replace(name) + "](" + src + ")](" + to + ")",
		HTML:     `<a href="` + html.EscapeString(to) + `"><img src="` + html.EscapeString(src) + `" alt="` + html.EscapeString(name) + `"></a>`,
	}
}

// plainMarkdown writes a name so that Markdown takes it for text.
var plainMarkdown = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "`", "\\`", "*", `\*`, "_", `\_`, "<", `\<`, "!", `\!`)

// abroad is the site's root as other sites write it. One that does not know its
// address shows that there is something to fill in.
func (b *builder) abroad() string {
	if b.site.URL == "" {
		return "https://status.example.com/"
	}
	return b.site.URL + "/"
}

func (b *builder) badgesJobs(put func(job)) {
	for _, l := range b.locales {
		put(func(_ context.Context, w *worker) error { return l.writeBadgesPage(w) })
	}
	put(b.widgetJob())
}
