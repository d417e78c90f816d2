package generator

import (
	"html/template"
	"sync"
)

// cutFiles are the theme's files that make an incident page. While all of them
// are the built-in ones, whose every value is a plain field, the page is cut.
var cutFiles = []string{
	"layouts/incident.html", "partials/head.html", "partials/header.html", "partials/footer.html",
	"partials/affected.html", "partials/update.html",
}

// cutPages is the incident page of the built-in theme, made by html/template
// once for each form that it can take and cut up at its values, so that a page
// is no more than its pieces and its escaped values. The values are put only
// where the templates have plain text, quoted attributes and addresses that
// hold nothing to escape; a test holds both ways to the same bytes.
type cutPages struct {
	once     sync.Once
	err      error
	pages    [4][]piece // with affected components, with a rich text, both
	affected [4][]piece // with a link, with a word, both
	updates  [8][]piece // edited, in another language, set apart, and all of these together
}

// get cuts the pages on first use. It gives nil where the theme has its own.
func (c *cutPages) get(l *locale) (*cutPages, error) {
	if !l.b.theme.BuiltIn(cutFiles...) {
		return nil, nil
	}
	c.once.Do(func() { c.err = c.cut(l) })
	return c, c.err
}

func (c *cutPages) cut(l *locale) (err error) {
	var samples story
	var a, u string
	for i := range c.affected {
		sample := sampleAffected(i&1 != 0, i&2 != 0)
		if c.affected[i], a, err = l.cutPartial("partials/affected.html", sample); err != nil {
			return err
		}
		samples.Affected = []affected{sample}
	}
	for i := range c.updates {
		sample := l.sampleUpdate(i&1 != 0, i&2 != 0, i&4 != 0)
		if c.updates[i], u, err = l.cutPartial("partials/update.html", sample); err != nil {
			return err
		}
		samples.Updates = []update{sample}
	}
	return c.cutForms(l, samples, map[slot]string{slotAffected: a, slotUpdates: u})
}

func (c *cutPages) cutForms(l *locale, samples story, lists map[slot]string) (err error) {
	for i := range c.pages {
		form := samples
		if i&1 == 0 {
			form.Affected = nil
		}
		if c.pages[i], err = l.cutPage("layouts/incident.html", samplePage(l, form, i&2 != 0), lists); err != nil {
			return err
		}
	}
	return nil
}

func sampleAffected(linked, worded bool) affected {
	a := affected{Class: slotClass.token(), Name: slotName.token(), Mark: template.HTML(slotMark.token())}
	if linked {
		a.Href = slotHref.token()
	}
	if worded {
		a.Word = slotWord.token()
	}
	return a
}

func (l *locale) sampleUpdate(edited, foreign, apart bool) update {
	u := update{
		Anchor: slotAnchor.token(), State: slotState.token(), Href: slotHref.token(),
		Time: template.HTML(slotTime.token()), Body: template.HTML(slotBody.token()),
		Earlier: template.HTML(slotEarlier.token()), Changes: template.HTML(slotChanges.token()), Apart: apart,
	}
	if edited {
		u.Edited = template.HTML(slotEdited.token())
	}
	if foreign {
		u.Lang = slotLang.token()
		_, u.Direction = l.foreign()
	}
	return u
}

func samplePage(l *locale, samples story, rich bool) *storyPage {
	f := l.tokenFrame(1, l.b.storyStyle(rich))
	f.wear(places{l: l, depth: 1}, slotClass.token())
	f.Linked = template.HTML(slotLinked.token())
	return &storyPage{frame: f, story: story{
		Class: slotClass.token(), Title: slotTitle.token(), TitleLang: l.textLang(), Kind: slotKind.token(), State: slotState.token(),
		Mark: template.HTML(slotMark.token()), When: template.HTML(slotWhen.token()),
		Affected: samples.Affected, Updates: samples.Updates, Titles: template.HTML(slotTitles.token()),
	}}
}

// append writes a story's page.
func (c *cutPages) append(dst []byte, l *locale, t *tale) []byte {
	s := l.tell(t, 1, true)
	form := 0
	if len(s.Affected) > 0 {
		form |= 1
	}
	if t.rich(l.index) {
		form |= 2
	}
	for _, p := range c.pages[form] {
		dst = append(dst, p.text...)
		switch p.slot {
		case slotHeadTitle:
			dst = appendEscaped(dst, l.headTitle(t.title))
		case slotDescription:
			dst = appendEscaped(dst, l.describe(t))
		case slotLinked:
			dst = append(dst, l.linkedTale(t)...)
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
		case slotTitles:
			dst = append(dst, s.Titles...)
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
		form |= 1
	}
	if a.Word != "" {
		form |= 2
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
	if u.Apart {
		form |= 4
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
		case slotEarlier:
			dst = append(dst, u.Earlier...)
		case slotChanges:
			dst = append(dst, u.Changes...)
		}
	}
	return dst
}
