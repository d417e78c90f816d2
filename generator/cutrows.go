package generator

import (
	"bytes"
	"html/template"
	"sync"
)

// cutRowFiles are the theme's files that make the lines of which home page and
// component pages have many.
var cutRowFiles = []string{"partials/component.html", "partials/entry.html"}

// cutRows are those lines in the built-in theme, cut up as cutPages is. The page
// around them is executed as a template, each list with one sample in it, and
// the lines are put in the samples' place.
type cutRows struct {
	once       sync.Once
	err        error
	entry      cut
	entryMade  string
	components [2]cut // without and with a description
	rowMade    string
}

// get cuts the lines on first use. It gives nil where the theme has its own, or
// has its own layout around them, which may show a line anywhere and often.
func (c *cutRows) get(l *locale, layout string) (*cutRows, error) {
	if !l.b.theme.BuiltIn(layout) || !l.b.theme.BuiltIn(cutRowFiles...) {
		return nil, nil
	}
	c.once.Do(func() { c.err = c.cut(l) })
	return c, c.err
}

func (c *cutRows) cut(l *locale) (err error) {
	if c.entry, c.entryMade, err = l.cutPartial("partials/entry.html", l.sampleEntry()); err != nil {
		return err
	}
	row := l.sampleRow()
	if c.components[0], c.rowMade, err = l.cutPartial("partials/component.html", row); err != nil {
		return err
	}
	row.Description = slotDescription.token()
	c.components[1], _, err = l.cutPartial("partials/component.html", row)
	return err
}

func (l *locale) sampleEntry() entry {
	return entry{
		TextLang: l.textLang(),
		Class:    slotClass.token(), Title: slotTitle.token(), Href: slotHref.token(), State: slotState.token(),
		Mark: template.HTML(slotMark.token()), When: template.HTML(slotWhen.token()),
	}
}

func (l *locale) sampleRow() boardRow {
	return boardRow{
		TextLang: l.textLang(),
		Class:    slotClass.token(), Name: slotName.token(), Href: slotHref.token(), Word: slotWord.token(),
		Mark: template.HTML(slotMark.token()), Bar: template.HTML(slotBody.token()),
	}
}

// splice puts what next appends in the place of each sample in a page.
func splice(dst, page []byte, sample string, next func([]byte) []byte) []byte {
	for {
		before, after, found := bytes.Cut(page, []byte(sample))
		dst = append(dst, before...)
		if !found {
			return dst
		}
		dst = next(dst)
		page = after
	}
}

// spliceEntries writes a page that has samples in the place of lists of entries.
func (c *cutRows) spliceEntries(dst, page []byte, lists [][]entry) []byte {
	return splice(dst, page, c.entryMade, func(dst []byte) []byte {
		for i := range lists[0] {
			dst = c.entry.append(dst, &lists[0][i])
		}
		lists = lists[1:]
		return dst
	})
}

// spliceRows does the same for lists of components.
func (c *cutRows) spliceRows(dst, page []byte, lists [][]boardRow) []byte {
	return splice(dst, page, c.rowMade, func(dst []byte) []byte {
		for i := range lists[0] {
			r := &lists[0][i]
			dst = c.components[bits(r.Description != "")].append(dst, r)
		}
		lists = lists[1:]
		return dst
	})
}
