package generator

// What stands in the slots of the parts that pages have many of.

func (a *affected) slot(dst []byte, s slot) []byte {
	switch s {
	case slotClass:
		return append(dst, a.Class...)
	case slotMark:
		return append(dst, a.Mark...)
	case slotHref:
		return append(dst, a.Href...)
	case slotName:
		return appendEscaped(dst, a.Name)
	case slotWord:
		return appendEscaped(dst, a.Word)
	}
	return dst
}

func (u *update) slot(dst []byte, s slot) []byte {
	switch s {
	case slotAnchor:
		return append(dst, u.Anchor...)
	case slotState:
		return appendEscaped(dst, u.State)
	case slotHref:
		return append(dst, u.Href...)
	case slotTime:
		return append(dst, u.Time...)
	case slotEdited:
		return append(dst, u.Edited...)
	case slotLang:
		return appendEscaped(dst, u.Lang)
	case slotBody:
		return append(dst, u.Body...)
	case slotEarlier:
		return append(dst, u.Earlier...)
	case slotChanges:
		return append(dst, u.Changes...)
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
