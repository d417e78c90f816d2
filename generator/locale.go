package generator

import (
	"html/template"
	"strings"

	"tidings/internal/message"
	"tidings/internal/status"
	"tidings/themes"
)

// depths is how many depths pages stand at: history/2026-11/22/14 is the deepest.
const depths = 4

// locale is one language of the site, with all that its pages say alike.
type locale struct {
	b      *builder
	index  int    // in Site.Languages
	lang   string // BCP 47
	prefix string // of its paths: empty for the first language, else "de/"
	words  *message.Words

	states   [10]string // by status.State
	statuses [6]string  // by status.Status
	impacts  [4]string  // by status.Impact
	kinds    [4]string  // of incidents, by status.Impact

	maintenance string // what one is called
	whenAt, whenOpen, whenEnded, whenPlanned, whenStarts, edited, since,
	next, change, produced phrase

	chrome   [depths]chrome // with a token where a page's own path goes
	front    chrome         // of the home page
	absolute chrome         // for 404.html, which is shown at any address
	stories  *cutPages
	lists    *cutLists
	rows     *cutRows
	drawings *drawings
}

// chrome is the part of a page that is the same on all pages of its depth.
type chrome struct{ Header, Footer template.HTML }

func newLocale(b *builder, index int) (_ *locale, err error) {
	words := b.words[index]
	l := &locale{b: b, index: index, lang: words.Lang, prefix: prefixOf(index, words.Lang), words: words}
	l.sayAll()
	for depth := range l.chrome {
		if l.chrome[depth], err = l.dress(places{l: l, depth: depth}, slotPath.token()); err != nil {
			return nil, err
		}
	}
	if l.front, err = l.dress(places{l: l}, ""); err != nil {
		return nil, err
	}
	l.absolute, err = l.dress(places{l: l, root: b.rootPath()}, "")
	l.stories, l.lists, l.rows, l.drawings = &cutPages{}, &cutLists{}, &cutRows{}, &drawings{}
	return l, err
}

// sayAll looks up once what pages say often.
func (l *locale) sayAll() {
	for i := range l.states {
		l.states[i] = l.words.Text("state." + status.State(i).String())
	}
	for i := range l.statuses {
		l.statuses[i] = l.words.Text("status." + status.Status(i).String())
	}
	for i := range l.impacts {
		l.impacts[i] = l.words.Text("impact." + status.Impact(i).String())
		l.kinds[i] = l.words.Text("about.incident") + " · " + l.impacts[i]
	}
	l.maintenance = l.words.Text("about.maintenance")
	l.whenAt = l.phrase("entry.when.at")
	l.whenOpen = l.phrase("entry.when.open")
	l.whenEnded = l.phrase("entry.when.ended")
	l.whenPlanned = l.phrase("entry.when.planned")
	l.whenStarts = l.phrase("entry.when.starts")
	l.edited = l.phrase("entry.edited")
	l.since = l.phrase("home.since")
	l.next = l.phrase("home.next")
	l.change = l.phrase("entry.change")
	l.produced = l.phrase("home.produced")
}

// places writes addresses as seen from one depth, or below a fixed root.
type places struct {
	l     *locale
	depth int
	root  string // when set: absolute path of the site, with a slash at the end
}

// page is the address of a page of the same language.
func (p places) page(path string) string {
	if p.root != "" {
		return p.root + p.l.prefix + strings.TrimPrefix(p.l.b.link(0, path), "./")
	}
	return p.l.b.link(p.depth, path)
}

// file is the address of a file of the same language.
func (p places) file(path string) string {
	if p.root != "" {
		return p.root + p.l.prefix + path
	}
	return strings.Repeat("../", p.depth) + path
}

// shared is the address of a file that exists once for all languages.
func (p places) shared(path string) string {
	if p.root != "" {
		return p.root + path
	}
	return strings.Repeat("../", p.depth+depthOf(p.l.prefix)) + path
}

// frame is the head of a page and all that it shares with others.
type frame struct {
	Lang, Direction, Policy           string
	TextLang, TextDirection           string // of what the operator wrote, where they are not the page's
	HeadTitle, Description, Canonical string
	ThemeColor, Icon, OldIcon         string        // the old one for browsers that take no SVG
	Image, Card                       string        // what a shared link shows, and how large
	Scripts                           []string      // addresses of scripts that the page works without
	Age                               *age          // of a page that says what is now
	Linked                            template.HTML // what search engines read of the page
	Alternates                        []language    // the page in all languages, where there are several
	Feeds                             []feedLink
	Style                             template.CSS
	Skip                              string
	Home, History, Calendar           string
	Subscribe, UptimePage             string
	chrome
	words *message.Words
}

// T is the text of a key of the words of the page's language.
func (f *frame) T(key string) string { return f.words.Text(key) }

// feedLink is a feed that readers may find by a page's address.
type feedLink struct{ Type, Title, Href string }

// frame begins a page at a path; an empty path is the home page.
func (l *locale) frame(path, style string) frame {
	if path == "" {
		return l.frameOf(0, "", style)
	}
	return l.frameOf(depthOf(path), l.b.link(0, path), style)
}

// frameOf begins a page by its depth and its address below its language's root.
func (l *locale) frameOf(depth int, address, style string) frame {
	f := l.frameAt(places{l: l, depth: depth}, style)
	f.chrome = l.chromeOf(depth, address)
	if f.TextLang = l.textLang(); f.TextLang != "" {
		_, f.TextDirection = l.foreign()
	}
	if l.b.site.URL != "" {
		f.Canonical = l.b.site.URL + "/" + l.prefix + address
		f.Alternates = l.alternates(address)
	}
	return f
}

// alternates are a page's addresses in all languages, the first one also for
// readers of none of them.
func (l *locale) alternates(address string) (all []language) {
	tags := languages(l.b.site)
	if len(tags) < 2 {
		return nil
	}
	for i, tag := range tags {
		all = append(all, language{Lang: tag, Href: l.b.site.URL + "/" + prefixOf(i, tag) + address})
	}
	return append(all, language{Lang: "x-default", Href: l.b.site.URL + "/" + address})
}

func (l *locale) frameAt(at places, style string) frame {
	style = accented(style, l.b.site.Accent)
	return frame{
		Lang: l.lang, Direction: l.words.Direction, Policy: themes.PageCSP(style),
		Icon:  at.shared(iconPath("site", ".svg")),
		Style: template.CSS(style), Skip: l.words.Text("skip"),
		Home: at.page(""), History: at.page("history"), Calendar: at.shared("maintenance.ics"), Subscribe: at.page("") + "#subscribe",
		UptimePage: at.page(uptimePath),
		words:      l.words,
	}
}

// restyle gives a page another style sheet; whatever else it may do, it still may.
func (l *locale) restyle(f *frame, style string) {
	more := strings.TrimPrefix(f.Policy, themes.PageCSP(string(f.Style)))
	style = accented(style, l.b.site.Accent)
	f.Style, f.Policy = template.CSS(style), themes.PageCSP(style)+more
}

// feeds lists the feeds whose paths begin alike, such as "history".
func (l *locale) feeds(at places, path, title string) []feedLink {
	return []feedLink{
		{"application/atom+xml", title, at.file(path + ".atom")},
		{"application/rss+xml", title, at.file(path + ".rss")},
		{"application/feed+json", title, at.file(path + ".json")},
	}
}

func (l *locale) headTitle(title string) string {
	return l.words.Text("title.page", "title", title, "site", l.b.site.Name)
}
