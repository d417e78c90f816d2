package generator

import (
	"bytes"
	"html/template"
	"net/url"
	"strings"
)

// header is what partials/header.html is given.
type header struct {
	*frame
	Site, Logo string
	Links      []named
}

// footer is what partials/footer.html is given.
type footer struct {
	*frame
	Formats   []named
	Languages []language
}

// named is an address and what it is called.
type named struct{ Name, Href string }

type language struct{ Name, Lang, Href string }

// dress renders header and footer as pages at a place show them.
func (l *locale) dress(at places) (chrome, error) {
	f := l.frameAt(at, "")
	h := header{frame: &f, Site: clean(l.b.site.Name)}
	if logo := l.b.logo(); logo != "" {
		h.Logo = at.shared(logo)
	}
	for _, link := range l.b.site.Links {
		h.Links = append(h.Links, named{link.Name, link.URL})
	}
	top, err := l.b.render("partials/header.html", h)
	if err != nil {
		return chrome{}, err
	}
	bottom, err := l.b.render("partials/footer.html", footer{&f, l.formats(at), l.others(at)})
	return chrome{top, bottom}, err
}

func (b *builder) render(name string, data any) (template.HTML, error) {
	var out bytes.Buffer
	err := b.theme.Execute(&out, name, data)
	return template.HTML(out.String()), err
}

func (l *locale) formats(at places) []named {
	return []named{
		{l.words.Text("footer.feed"), at.file("history.atom")},
		{l.words.Text("footer.updates"), at.file("updates.atom")},
		{l.words.Text("footer.calendar"), at.shared("maintenance.ics")},
		{l.words.Text("footer.api"), at.shared("api/v2/summary.json")},
		{l.words.Text("footer.badge"), at.shared("badge.svg")},
		{l.words.Text("footer.text"), at.shared("status.txt")},
	}
}

// others lists the home pages of all languages where there are several.
func (l *locale) others(at places) (all []language) {
	if len(l.b.words) < 2 {
		return nil
	}
	for i, w := range l.b.words {
		all = append(all, language{Name: w.Name, Lang: w.Lang, Href: l.homeOf(at, i, w.Lang)})
	}
	return all
}

// homeOf is the address of the home page of a language.
func (l *locale) homeOf(at places, index int, tag string) string {
	path := prefixOf(index, tag)
	if l.b.in.FileLinks {
		path += "index.html"
	}
	if href := at.shared(path); href != "" {
		return href
	}
	return "./"
}

// prefixOf is what the paths of a language begin with.
func prefixOf(index int, tag string) string {
	if index == 0 {
		return ""
	}
	return strings.ToLower(tag) + "/"
}

// rootPath is the path of the site's address with a slash at the end.
func (b *builder) rootPath() string {
	u, err := url.Parse(b.site.URL)
	if err != nil {
		return "/"
	}
	return strings.TrimSuffix(u.EscapedPath(), "/") + "/"
}

// logo is the path of the site's logo in the output, or empty.
func (b *builder) logo() string {
	if b.site.Logo == "" {
		return ""
	}
	name := b.site.Logo[strings.LastIndexByte(b.site.Logo, '/')+1:]
	if _, ok := b.theme.Asset(name); !ok {
		return ""
	}
	return "assets/" + name
}
