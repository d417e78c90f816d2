package generator

import (
	"bytes"
	"html/template"
	"strings"
	"sync"
)

// cutFiles are the theme's files that make an incident page. While all of them
// are the built-in ones, whose every value is a plain field, the page is cut.
var cutFiles = []string{
	"layouts/incident.html", "partials/head.html", "partials/header.html", "partials/footer.html",
	"partials/affected.html", "partials/update.html",
}

// slot is a place in a page where a value stands.
type slot int

const (
	slotNone slot = iota
	slotHeadTitle
	slotDescription
	slotPath
	slotClass
	slotKind
	slotMark
	slotTitle
	slotState
	slotWhen
	slotAffected
	slotUpdates
	slotName
	slotHref
	slotWord
	slotAnchor
	slotTime
	slotEdited
	slotLang
	slotBody
)

// token stands for a slot's value when the templates are executed to be cut. No
// escaper changes it, and no template holds such text of its own.
func (s slot) token() string { return "QZ" + string(rune('a'+int(s))) + "ZQ" }

// piece is constant text and the slot behind it.
type piece struct {
	text string
	slot slot
}

// cutPages is the incident page of the built-in theme, made by html/template
// once for each form that it can take and cut up at its values, so that a page
// is no more than its pieces and its escaped values. The values are put only
// where the templates have plain text, quoted attributes and addresses that
// hold nothing to escape; a test holds both ways to the same bytes.
type cutPages struct {
	l        *locale
	once     sync.Once
	err      error
	pages    [2][]piece // with and without affected components
	affected [2][]piece // with and without a link
	updates  [4][]piece // edited, in another language, both
}

// get cuts the pages on first use. It gives nil where the theme has its own.
func (c *cutPages) get() (*cutPages, error) {
	if !c.l.b.theme.BuiltIn(cutFiles...) {
		return nil, nil
	}
	c.once.Do(func() { c.err = c.cut() })
	return c, c.err
}

func (c *cutPages) cut() (err error) {
	var samples story
	for i := range c.affected {
		a := sampleAffected(i == 1)
		if c.affected[i], err = c.cutPartial("partials/affected.html", a); err != nil {
			return err
		}
		samples.Affected = []affected{a}
	}
	for i := range c.updates {
		u := sampleUpdate(i&1 != 0, i&2 != 0)
		if c.updates[i], err = c.cutPartial("partials/update.html", u); err != nil {
			return err
		}
		samples.Updates = []update{u}
	}
	for i := range c.pages {
		if c.pages[i], err = c.cutPage(samples, i == 1); err != nil {
			return err
		}
	}
	return nil
}

func (c *cutPages) cutPartial(name string, data any) ([]piece, error) {
	out, err := c.l.b.render(name, data)
	return pieces(string(out)), err
}

// cutPage cuts the page that holds one of each list, and puts a slot in place
// of the list.
func (c *cutPages) cutPage(samples story, withAffected bool) ([]piece, error) {
	p := samplePage(c.l, samples)
	if !withAffected {
		p.Affected = nil
	}
	var out bytes.Buffer
	if err := c.l.b.theme.Execute(&out, "layouts/incident.html", p); err != nil {
		return nil, err
	}
	page := out.String()
	a, err := c.l.b.render("partials/affected.html", samples.Affected[0])
	if err != nil {
		return nil, err
	}
	u, err := c.l.b.render("partials/update.html", samples.Updates[0])
	if err != nil {
		return nil, err
	}
	page = strings.Replace(page, string(a), slotAffected.token(), 1)
	return pieces(strings.Replace(page, string(u), slotUpdates.token(), 1)), nil
}

func sampleAffected(linked bool) affected {
	a := affected{Class: slotClass.token(), Name: slotName.token(), Word: slotWord.token(), Mark: template.HTML(slotMark.token())}
	if linked {
		a.Href = slotHref.token()
	}
	return a
}

func sampleUpdate(edited, foreign bool) update {
	u := update{
		Anchor: slotAnchor.token(), State: slotState.token(), Href: slotHref.token(),
		Time: template.HTML(slotTime.token()), Body: template.HTML(slotBody.token()),
	}
	if edited {
		u.Edited = template.HTML(slotEdited.token())
	}
	if foreign {
		u.Lang = slotLang.token()
	}
	return u
}

func samplePage(l *locale, samples story) *storyPage {
	// A page of a story is one folder deep.
	f := l.frame("x/y", l.b.theme.Style())
	f.Canonical = strings.Replace(f.Canonical, l.b.link(0, "x/y"), slotPath.token(), 1)
	f.HeadTitle, f.Description = slotHeadTitle.token(), slotDescription.token()
	return &storyPage{frame: f, story: story{
		Class: slotClass.token(), Title: slotTitle.token(), Kind: slotKind.token(), State: slotState.token(),
		Mark: template.HTML(slotMark.token()), When: template.HTML(slotWhen.token()),
		Affected: samples.Affected, Updates: samples.Updates,
	}}
}

// pieces cuts text at the tokens in it.
func pieces(text string) (list []piece) {
	for {
		before, rest, found := strings.Cut(text, "QZ")
		if !found {
			return append(list, piece{text: text})
		}
		letter, after, _ := strings.Cut(rest, "ZQ")
		list = append(list, piece{before, slot(letter[0] - 'a')})
		text = after
	}
}

// append writes a story's page.
func (c *cutPages) append(dst []byte, t *tale) []byte {
	l := c.l
	s := l.tell(t, 1, true)
	form := 0
	if len(s.Affected) > 0 {
		form = 1
	}
	for _, p := range c.pages[form] {
		dst = append(dst, p.text...)
		switch p.slot {
		case slotHeadTitle:
			dst = appendEscaped(dst, l.headTitle(t.title))
		case slotDescription:
			dst = appendEscaped(dst, l.describe(t))
		case slotPath:
			dst = append(dst, l.b.link(0, t.path())...)
		case slotClass:
			dst = append(dst, s.Class...)
		case slotKind:
			dst = appendEscaped(dst, s.Kind)
		case slotMark:
			dst = append(dst, s.Mark...)
		case slotTitle:
			dst = appendEscaped(dst, s.Title)
		case slotState:
			dst = appendEscaped(dst, s.State)
		case slotWhen:
			dst = append(dst, s.When...)
		case slotAffected:
			for i := range s.Affected {
				dst = c.appendAffected(dst, &s.Affected[i])
			}
		case slotUpdates:
			for i := range s.Updates {
				dst = c.appendUpdate(dst, &s.Updates[i])
			}
		}
	}
	return dst
}

func (c *cutPages) appendAffected(dst []byte, a *affected) []byte {
	form := 0
	if a.Href != "" {
		form = 1
	}
	for _, p := range c.affected[form] {
		dst = append(dst, p.text...)
		switch p.slot {
		case slotClass:
			dst = append(dst, a.Class...)
		case slotMark:
			dst = append(dst, a.Mark...)
		case slotHref:
			dst = append(dst, a.Href...)
		case slotName:
			dst = appendEscaped(dst, a.Name)
		case slotWord:
			dst = appendEscaped(dst, a.Word)
		}
	}
	return dst
}

func (c *cutPages) appendUpdate(dst []byte, u *update) []byte {
	form := 0
	if u.Edited != "" {
		form |= 1
	}
	if u.Lang != "" {
		form |= 2
	}
	for _, p := range c.updates[form] {
		dst = append(dst, p.text...)
		switch p.slot {
		case slotAnchor:
			dst = append(dst, u.Anchor...)
		case slotState:
			dst = appendEscaped(dst, u.State)
		case slotHref:
			dst = append(dst, u.Href...)
		case slotTime:
			dst = append(dst, u.Time...)
		case slotEdited:
			dst = append(dst, u.Edited...)
		case slotLang:
			dst = appendEscaped(dst, u.Lang)
		case slotBody:
			dst = append(dst, u.Body...)
		}
	}
	return dst
}
