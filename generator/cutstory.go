package generator

import (
	"html/template"
	"sync"

	"tidings/internal/status"
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
	pages    [8]cut // with affected components, with a rich text, not over, and all of these together
	affected [4]cut // with a link, with a word, both
	updates  [8]cut // edited, in another language, set apart, and all of these together
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
		if c.pages[i], err = l.cutPage("layouts/incident.html", samplePage(l, form, i&2 != 0, i&4 != 0), lists); err != nil {
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

func samplePage(l *locale, samples story, rich, lasts bool) *storyPage {
	f := l.tokenFrame(1, l.b.storyStyle(rich))
	f.wear(places{l: l, depth: 1}, slotClass.token())
	f.Linked = template.HTML(slotLinked.token())
	if lasts {
		f.run(places{l: l, depth: 1}, l.b.scriptPath(zoneScript))
	}
	return &storyPage{frame: f, story: story{
		Class: slotClass.token(), Title: slotTitle.token(), TitleLang: l.textLang(), Kind: slotKind.token(), State: slotState.token(),
		Mark: template.HTML(slotMark.token()), When: template.HTML(slotWhen.token()),
		Affected: samples.Affected, Updates: samples.Updates, Titles: template.HTML(slotTitles.token()),
	}}
}

// append writes a story's page.
func (c *cutPages) append(dst []byte, l *locale, t *tale) []byte {
	p := cutStory{cut: c, l: l, tale: t, class: t.class()}
	return c.pages[bits(len(t.touched) > 0, t.rich(l.index), !t.state.Ends())].append(dst, &p)
}

// cutStory is a tale as the slots of its page show it. Each slot is written
// straight into the page: story holds the same as values for the templates, and
// there are too many of these pages to make those values first.
type cutStory struct {
	cut *cutPages
	l   *locale
	*tale
	class  status.Status
	touch  cutTouch // the one that is being written
	update cutUpdate
}

func (p *cutStory) slot(dst []byte, s slot) []byte {
	switch s {
	case slotHeadTitle:
		return appendEscaped(dst, p.l.headTitle(p.title))
	case slotDescription:
		return appendEscaped(dst, p.l.describe(p.tale))
	case slotLinked:
		return p.l.appendLinked(dst, p.tale)
	case slotPath:
		return p.l.b.appendLink(dst, 0, p.path())
	case slotClass:
		return append(dst, p.class.String()...)
	case slotKind:
		return appendEscaped(dst, p.l.kind(p.tale))
	case slotMark:
		return append(dst, p.l.b.marks[p.class]...)
	case slotTitle:
		return appendEscaped(dst, p.title)
	case slotState:
		return appendEscaped(dst, p.l.states[p.state])
	case slotWhen:
		return p.l.appendWhenOf(dst, p.tale)
	case slotTitles:
		return append(append(append(dst, p.l.titles(p.tale)...), p.l.planned(p.tale)...), p.l.follow(p.tale, 1)...)
	}
	return p.lists(dst, s)
}

func (p *cutStory) lists(dst []byte, s slot) []byte {
	switch s {
	case slotAffected:
		for _, c := range p.touched {
			p.touch = cutTouch{p.l, c}
			dst = p.cut.affected[bits(p.touch.listed(), p.maintenance == nil)].append(dst, &p.touch)
		}
	case slotUpdates:
		for i := len(p.updates) - 1; i >= 0; i-- {
			u := &p.updates[i]
			p.update = cutUpdate{p.l, p.tale, u, i}
			dst = p.cut.updates[bits(!u.Edited.IsZero(), p.l.isForeign(u), u.State == status.Postmortem)].append(dst, &p.update)
		}
	}
	return dst
}
