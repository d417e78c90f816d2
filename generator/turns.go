package generator

import (
	"cmp"
	"slices"

	"tidings/internal/status"
)

// turnsOf are an incident's turns by update, as far as the public may know of
// the components, and in page order.
func (b *builder) turnsOf(inc *status.Incident) [][]status.Turn {
	all := inc.Turns()
	for i := range all {
		all[i] = slices.DeleteFunc(all[i], func(t status.Turn) bool { return slices.Contains(b.view.Layout.Withheld, t.Component) })
		slices.SortStableFunc(all[i], func(x, y status.Turn) int { return cmp.Compare(b.place(x.Component), b.place(y.Component)) })
	}
	return all
}

// place is where a component stands on the page; those that are gone come last.
func (b *builder) place(component string) int {
	if place, ok := b.order[component]; ok {
		return place
	}
	return len(b.order)
}

// appendChanges says how an update changed the statuses of components, those that
// changed alike together, or the plan of a maintenance.
func (l *locale) appendChanges(dst []byte, t *tale, i int) []byte {
	if t.incident == nil {
		return append(dst, l.replanned(t, i)...)
	}
	turns := t.turns[i]
	for n := range turns {
		if slices.ContainsFunc(turns[:n], func(a status.Turn) bool { return alike(a, turns[n]) }) {
			continue // it was told with that
		}
		between := " · "
		if n == 0 {
			between = "\n<p class=\"facts\">"
		}
		dst = append(dst, between...)
		dst = l.change.fill(dst, func(dst []byte, name string) []byte { return l.appendTurn(dst, turns[n:], name) })
	}
	if len(turns) > 0 {
		dst = append(dst, "</p>"...)
	}
	return dst
}

func alike(a, b status.Turn) bool { return a.From == b.From && a.To == b.To }

// appendTurn appends what stands for a name in the phrase about the first of
// some turns and those that are alike.
func (l *locale) appendTurn(dst []byte, turns []status.Turn, name string) []byte {
	switch name {
	case "from":
		return appendEscaped(dst, l.statuses[turns[0].From])
	case "to":
		return appendEscaped(dst, l.statuses[turns[0].To])
	}
	var room [8]string
	names := room[:0]
	for _, t := range turns {
		if alike(t, turns[0]) {
			names = append(names, l.b.isolated(t.Component))
		}
	}
	return append(dst, l.words.List(names...)...)
}

// isolated is a component's name as HTML that changes nothing around it.
func (b *builder) isolated(component string) string {
	b.isolating.Do(func() {
		for _, c := range b.all {
			b.isolatedNames = append(b.isolatedNames, isolate(c.Name))
		}
	})
	if place, ok := b.order[component]; ok {
		return b.isolatedNames[place]
	}
	return isolate(component)
}

func isolate(name string) string { return "<bdi>" + string(appendEscaped(nil, clean(name))) + "</bdi>" }
