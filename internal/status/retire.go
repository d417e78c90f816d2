package status

import "slices"

// On is the layout on a day: components that retire by then are among the retired.
// It only goes forward; a layout as the files have it knows every day.
func (l Layout) On(day Date) Layout {
	over := func(c Component) bool { return c.Retired != "" && Date(c.Retired) <= day }
	if !slices.ContainsFunc(l.Components, over) {
		return l
	}
	was := l.Components
	l.Components, l.Retired = make([]Component, 0, len(was)), slices.Clone(l.Retired)
	for _, c := range was {
		if over(c) {
			l.Retired = append(l.Retired, c)
		} else {
			l.Components = append(l.Components, c)
		}
	}
	return l
}

// All are the components of the page, then the retired ones.
func (l Layout) All() []Component { return slices.Concat(l.Components, l.Retired) }

// Retires reports whether a component retires after one day and by another.
func (l Layout) Retires(after, by Date) bool {
	return slices.ContainsFunc(l.All(), func(c Component) bool { return after < Date(c.Retired) && Date(c.Retired) <= by })
}
