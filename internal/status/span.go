package status

import (
	"cmp"
	"slices"
	"time"
)

// Span is a run of time in which a fact gives a component a status other than
// operational. To is zero while it lasts.
type Span struct {
	Component string
	Status    Status
	From, To  time.Time
}

// Spans are the incident's spans, those that are over and those that last:
// Incident.Components hold from the first update, Update.Components from that
// update on, and closing returns all to operational. An update that reopens
// brings back what held before closing, unless it says otherwise.
func (i *Incident) Spans() []Span {
	var spans []Span
	i.walk(i.components(nil), func(s Span) { spans = append(spans, s) })
	return spans
}

// Statuses are what the incident says of its components now: empty once it is
// closed. Components that are affected but work are in it as Operational.
func (i *Incident) Statuses() map[string]Status {
	if !i.Open() {
		return nil
	}
	said := make(map[string]Status, len(i.Components))
	for c, s := range i.Components {
		said[c] = s
	}
	for _, u := range i.Updates {
		for c, s := range u.Components {
			if !u.State.Ends() {
				said[c] = s
			}
		}
	}
	return said
}

// components appends the sorted ids of all components that the incident ever named.
func (i *Incident) components(ids []string) []string {
	for c := range i.Components {
		ids = append(ids, c)
	}
	for n := range i.Updates {
		for c := range i.Updates[n].Components {
			ids = append(ids, c)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// walker follows the components of one incident from update to update.
type walker struct {
	said []Span // by component; what holds, or held when the incident was closed
	emit func(Span)
}

// walk emits the spans of the incident; ids are all its components, sorted.
func (i *Incident) walk(ids []string, emit func(Span)) {
	w := walker{said: make([]Span, 0, len(ids)), emit: emit}
	start := i.Started()
	for _, c := range ids {
		if s, said := i.Components[c]; said {
			w.said = append(w.said, Span{Component: c, Status: s, From: start})
		}
	}
	closed := false
	for n := range i.Updates {
		u := &i.Updates[n]
		switch {
		case u.State.Ends() && !closed:
			w.end(u.At)
			closed = true
		case !u.State.Ends() && closed:
			w.restart(u.At)
			closed = false
		}
		if !closed {
			w.say(u)
		}
	}
	if !closed {
		w.end(time.Time{})
	}
}

// end emits all that holds, up to a time; the zero time says that it still holds.
func (w *walker) end(at time.Time) {
	for _, s := range w.said {
		w.close(s, at)
	}
}

func (w *walker) restart(at time.Time) {
	for n := range w.said {
		w.said[n].From = at
	}
}

func (w *walker) say(u *Update) {
	if len(u.Components) == 0 {
		return
	}
	ids := make([]string, 0, len(u.Components))
	for c := range u.Components {
		ids = append(ids, c)
	}
	slices.Sort(ids)
	for _, c := range ids {
		w.set(Span{Component: c, Status: u.Components[c], From: u.At})
	}
}

func (w *walker) set(next Span) {
	n, found := slices.BinarySearchFunc(w.said, next, func(a, b Span) int { return cmp.Compare(a.Component, b.Component) })
	switch {
	case !found:
		w.said = slices.Insert(w.said, n, next)
	case w.said[n].Status != next.Status:
		w.close(w.said[n], next.From)
		w.said[n] = next
	}
}

func (w *walker) close(s Span, at time.Time) {
	s.To = at
	if s.Status != Operational && (at.IsZero() || s.From.Before(at)) {
		w.emit(s)
	}
}
