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

// language is a page in one of the site's languages.
type language struct {
	Name, Lang, Href string
	Current          bool // whether it is the page's own
}

// chromeOf is header and footer of a page, by its depth and its address below
// its language's root.
func (l *locale) chromeOf(depth int, address string) chrome {
	if address == "" {
		return l.front
	}
	c := l.chrome[depth]
	if len(languages(l.b.site)) > 1 {
		c.Footer = template.HTML(strings.ReplaceAll(string(c.Footer), slotPath.token(), address))
	}
	return c
}

// dress renders header and footer as pages at a place show them. The address
// is the page's own below its language's root.
func (l *locale) dress(at places, address string) (chrome, error) {
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
	bottom, err := l.b.render("partials/footer.html", footer{&f, l.formats(at, address == ""), l.others(at, address)})
	return chrome{top, bottom}, err
}

func (b *builder) render(name string, data any) (template.HTML, error) {
	var out bytes.Buffer
	err := b.theme.Execute(&out, name, data)
	return template.HTML(out.String()), err
}

// formats are the other ways to read the page, where it stands itself: on all
// others they would only weigh.
func (l *locale) formats(at places, front bool) []named {
	if !front {
		return nil
	}
	return []named{
		{l.words.Text("footer.feed"), at.file("history.atom")},
		{l.words.Text("nav.history"), at.page("history")},
		{l.words.Text("uptime.page"), at.page(uptimePath)},
		{l.words.Text("footer.updates"), at.file("updates.atom")},
		{l.words.Text("footer.calendar"), at.shared("maintenance.ics")},
		{l.words.Text("footer.api"), at.shared("api/v2/summary.json")},
		{l.words.Text("footer.badge"), at.page(badgesPath)},
		{l.words.Text("footer.text"), at.shared("status.txt")},
	}
}

// others lists a page in all languages where there are several.
func (l *locale) others(at places, address string) (all []language) {
	if len(l.b.words) < 2 {
		return nil
	}
	for i, w := range l.b.words {
		href := at.shared(prefixOf(i, w.Lang) + address)
		if address == "" {
			href = l.homeOf(at, i, w.Lang)
		}
		all = append(all, language{w.Name, w.Lang, href, i == l.index})
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
