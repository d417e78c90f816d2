package generator

import (
	"cmp"
	"html/template"
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

// turn is what became of some components alike. Its names are HTML.
type turn struct {
	from, to status.Status
	names    []string
}

// changes says how an update changed the statuses of components, those that
// changed alike together, or the plan of a maintenance.
func (l *locale) changes(t *tale, i int) template.HTML {
	if t.incident == nil {
		return l.replanned(t, i)
	}
	var dst []byte
	for n, turn := range l.alike(t.turns[i]) {
		if dst = append(dst, " · "...); n == 0 {
			dst = []byte("\n<p class=\"facts\">")
		}
		dst = l.change.fill(dst, func(dst []byte, name string) []byte { return l.appendTurn(dst, turn, name) })
	}
	if len(dst) > 0 {
		dst = append(dst, "</p>"...)
	}
	return template.HTML(dst)
}

func (l *locale) alike(turns []status.Turn) (all []turn) {
	for _, t := range turns {
		n := slices.IndexFunc(all, func(a turn) bool { return a.from == t.From && a.to == t.To })
		if n < 0 {
			n, all = len(all), append(all, turn{from: t.From, to: t.To})
		}
		name := t.Component
		if place, ok := l.b.order[name]; ok {
			name = l.b.view.Layout.Components[place].Name
		}
		all[n].names = append(all[n].names, "<bdi>"+string(appendEscaped(nil, clean(name)))+"</bdi>")
	}
	return all
}

func (l *locale) appendTurn(dst []byte, t turn, name string) []byte {
	switch name {
	case "from":
		return appendEscaped(dst, l.statuses[t.from])
	case "to":
		return appendEscaped(dst, l.statuses[t.to])
	}
	return append(dst, l.words.List(t.names...)...)
}
