package generator

import "tidings/internal/status"

// What stands in the slots of the parts that pages have many of.

// cutTouch is a component that a story names.
type cutTouch struct {
	l *locale
	touch
}

// listed reports whether the component is one of the site's.
func (c *cutTouch) listed() bool { return c.place < len(c.l.b.all) }

func (c *cutTouch) slot(dst []byte, s slot) []byte {
	switch s {
	case slotClass:
		return append(dst, c.status.String()...)
	case slotMark:
		return append(dst, c.l.b.marks[c.status]...)
	case slotHref:
		return c.l.b.appendLink(dst, 1, componentPath(c.id))
	case slotName:
		if c.listed() {
			return appendEscaped(dst, clean(c.l.b.all[c.place].Name))
		}
		return appendEscaped(dst, clean(c.id))
	case slotWord:
		return appendEscaped(dst, c.l.statuses[c.status])
	}
	return dst
}

// cutUpdate is an update on the page of its story.
type cutUpdate struct {
	l *locale
	t *tale
	*status.Update
	i int // its place among the tale's
}

func (u *cutUpdate) slot(dst []byte, s slot) []byte {
	switch s {
	case slotAnchor:
		return append(append(dst, "update-"...), name(u.ID)...)
	case slotState:
		return appendEscaped(dst, u.l.states[u.State])
	case slotHref:
		return append(append(dst, "#update-"...), name(u.ID)...)
	case slotTime:
		return u.l.appendMoment(dst, u.At)
	case slotEdited:
		return u.l.appendAt(dst, u.l.edited, u.Edited)
	case slotLang:
		lang, _ := u.l.foreign()
		return appendEscaped(dst, lang)
	case slotBody:
		return append(dst, u.t.bodies[u.l.index][u.i]...)
	case slotEarlier:
		return append(dst, u.l.earlier(u.t, u.i)...)
	case slotChanges:
		return u.l.appendChanges(dst, u.t, u.i)
	}
	return dst
}

// cutEntry is an entry in a list of the archive, of which there are many.
type cutEntry struct {
	l     *locale
	depth int
	*status.Entry
}

func (e *cutEntry) slot(dst []byte, s slot) []byte {
	switch s {
	case slotClass:
		return append(dst, classOf(e.Entry).String()...)
	case slotMark:
		return append(dst, e.l.b.marks[classOf(e.Entry)]...)
	case slotHref:
		return e.l.b.appendLink(dst, e.depth, entryPath(e.About, e.ID))
	case slotTitle:
		return appendEscaped(dst, clean(e.Title))
	case slotState:
		return appendEscaped(dst, e.l.stateOf(e.Entry))
	case slotWhen:
		return e.l.appendWhenEntry(dst, e.Entry)
	}
	return dst
}

func (e *entry) slot(dst []byte, s slot) []byte {
	switch s {
	case slotClass:
		return append(dst, e.Class...)
	case slotMark:
		return append(dst, e.Mark...)
	case slotHref:
		return append(dst, e.Href...)
	case slotTitle:
		return appendEscaped(dst, e.Title)
	case slotState:
		return appendEscaped(dst, e.State)
	case slotWhen:
		return append(dst, e.When...)
	}
	return dst
}

func (r *boardRow) slot(dst []byte, s slot) []byte {
	switch s {
	case slotClass:
		return append(dst, r.Class...)
	case slotHref:
		return append(dst, r.Href...)
	case slotName:
		return appendEscaped(dst, r.Name)
	case slotMark:
		return append(dst, r.Mark...)
	case slotWord:
		return appendEscaped(dst, r.Word)
	case slotDescription:
		return appendEscaped(dst, r.Description)
	case slotBody:
		return append(dst, r.Bar...)
	}
	return dst
}
