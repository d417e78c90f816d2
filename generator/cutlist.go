package generator

import "sync"

// cutListFiles are the theme's files that make a list of entries.
var cutListFiles = []string{
	"layouts/list.html", "partials/head.html", "partials/header.html", "partials/footer.html",
	"partials/day.html", "partials/entry.html",
}

// cutLists is the page of a month's, a day's or an hour's entries in the
// built-in theme, cut up as cutPages is. A large archive has one a day.
type cutLists struct {
	once  sync.Once
	err   error
	pages [depths]cut // by depth
	day   cut
	entry cut
}

// get cuts the pages on first use. It gives nil where the theme has its own.
func (c *cutLists) get(l *locale) (*cutLists, error) {
	if !l.b.theme.BuiltIn(cutListFiles...) {
		return nil, nil
	}
	c.once.Do(func() { c.err = c.cut(l) })
	return c, c.err
}

func (c *cutLists) cut(l *locale) error {
	e := l.sampleEntry()
	var made string
	var err error
	if c.entry, made, err = l.cutPartial("partials/entry.html", e); err != nil {
		return err
	}
	d := dayList{slotName.token(), []entry{e}}
	if c.day, err = l.cutPage("partials/day.html", d, map[slot]string{slotEntries: made}); err != nil {
		return err
	}
	day, err := l.b.render("partials/day.html", d)
	for depth := 1; depth < depths && err == nil; depth++ {
		p := &listPage{
			frame: l.tokenFrame(depth, l.b.theme.BoardStyle()), Title: slotTitle.token(),
			Days: []dayList{d}, Up: named{slotUpName.token(), slotUpHref.token()},
		}
		c.pages[depth], err = l.cutPage("layouts/list.html", p, map[slot]string{slotDays: string(day)})
	}
	return err
}

// append writes the page of a list at a path.
func (c *cutLists) append(dst []byte, l *locale, path string, p *listPage) []byte {
	return c.pages[depthOf(path)].append(dst, &cutList{cut: c, l: l, path: path, listPage: p})
}

// cutList is a list as its page's slots show it.
type cutList struct {
	cut  *cutLists
	l    *locale
	path string
	*listPage
	day int // the one that is being written
}

func (p *cutList) slot(dst []byte, s slot) []byte {
	switch s {
	case slotHeadTitle:
		return appendEscaped(dst, p.HeadTitle)
	case slotDescription:
		return appendEscaped(dst, p.Description)
	case slotPath:
		return p.l.b.appendLink(dst, 0, p.path)
	case slotTitle:
		return appendEscaped(dst, p.Title)
	case slotUpHref:
		return append(dst, p.Up.Href...)
	case slotUpName:
		return appendEscaped(dst, p.Up.Name)
	case slotDays:
		for p.day = range p.Days {
			dst = p.cut.day.append(dst, (*cutDay)(p))
		}
	}
	return dst
}

// cutDay is the part of a list that is being written, a day's.
type cutDay cutList

func (p *cutDay) slot(dst []byte, s slot) []byte {
	switch s {
	case slotName:
		return appendEscaped(dst, p.Days[p.day].Name)
	case slotEntries:
		e := cutEntry{l: p.l, depth: depthOf(p.path)}
		list := p.lists[p.day]
		for i := len(list) - 1; i >= 0; i-- {
			e.Entry = &list[i]
			dst = p.cut.entry.append(dst, &e)
		}
	}
	return dst
}
