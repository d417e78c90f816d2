package status

import (
	"slices"
	"time"
)

// trace is all that one fact leaves in the calendar. Its intervals are whole:
// the calendar cuts them by day. A trace without an entry's id has no entry.
type trace struct {
	Entry     Entry      `json:"entry,omitzero"`
	Posted    []Posted   `json:"posted,omitempty"`
	Intervals []Interval `json:"intervals,omitempty"`

	name string // the entry's Cause, where it is at hand
}

func (t *trace) hasEntry() bool { return t.Entry.ID != "" }

// reset empties the trace and keeps its memory.
func (t *trace) reset() {
	t.Entry = Entry{Components: t.Entry.Components[:0]}
	t.Posted, t.Intervals = t.Posted[:0], t.Intervals[:0]
}

// ofIncident fills the trace. Its strings share one backing string that is the
// trace's own, so that a kept trace does not keep the file it was read from.
func (t *trace) ofIncident(inc *Incident) {
	t.reset()
	cause, title := nameAndTitle(AboutIncident, inc.ID, inc.Title)
	t.name = cause
	ref := Ref{About: AboutIncident, ID: cause[len(AboutIncident)+1:], Started: inc.Started()}
	t.Entry = Entry{
		Ref: ref, Title: title, Impact: inc.Impact, State: inc.State(),
		Ended: inc.Resolved(), Changed: inc.Changed(), Updates: len(inc.Updates),
		Components: inc.components(t.Entry.Components),
	}
	t.postUpdates(ref, inc.Updates)
	inc.walk(t.Entry.Components, func(s Span) {
		if !s.To.IsZero() {
			t.Intervals = append(t.Intervals, Interval{Component: s.Component, Cause: cause, From: s.From, To: s.To, Status: s.Status})
		}
	})
}

// ofMaintenance fills the trace as it is at a time.
func (t *trace) ofMaintenance(m *Maintenance, at time.Time) {
	t.reset()
	cause, title := nameAndTitle(AboutMaintenance, m.ID, m.Title)
	t.name = cause
	ref := Ref{About: AboutMaintenance, ID: cause[len(AboutMaintenance)+1:], Started: m.Starts}
	t.Entry = Entry{
		Ref: ref, Title: title, State: m.StateAt(at), Changed: m.Changed(), Updates: len(m.Updates),
		Components: append(t.Entry.Components, m.Components...),
	}
	slices.Sort(t.Entry.Components)
	t.Entry.Components = slices.Compact(t.Entry.Components)
	t.postUpdates(ref, m.Updates)
	if !t.Entry.State.Ends() {
		return
	}
	t.Entry.Ended = m.EndedAt()
	from, to := m.Window()
	for _, c := range t.Entry.Components {
		if from.Before(to) {
			t.Intervals = append(t.Intervals, Interval{Component: c, Cause: cause, From: from, To: to, Status: UnderMaintenance})
		}
	}
}

// postUpdates notes when each update was posted, and when its text changed.
func (t *trace) postUpdates(ref Ref, updates []Update) {
	for i := range updates {
		u := &updates[i]
		t.post(ref, u.ID, u.At)
		for _, e := range u.Earlier {
			t.post(ref, u.ID, e.Until)
		}
		t.post(ref, u.ID, u.Edited)
		t.post(ref, u.ID, u.Redacted)
	}
}

func (t *trace) post(ref Ref, update string, at time.Time) {
	p := Posted{About: ref.About, ID: ref.ID, Update: update, At: at}
	if n := len(t.Posted); !at.IsZero() && (n == 0 || t.Posted[n-1] != p) {
		t.Posted = append(t.Posted, p)
	}
}

func nameAndTitle(about, id, title string) (name, own string) {
	all := about + "/" + id + title
	n := len(about) + 1 + len(id)
	return all[:n], all[n:]
}

// Cause is the name of the entry's incident or maintenance in Interval.Cause.
func (r Ref) Cause() string { return r.About + "/" + r.ID }

// delta is what has to be taken out of the calendar and put in. A changed
// entry that keeps its place stands only in add.
type delta struct {
	Del trace `json:"del,omitzero"`
	Add trace `json:"add,omitzero"`
	// Redact goes out of the log once the days are done.
	Redact *redaction `json:"redact,omitempty"`
	// months says that the month's index changes too.
	months bool
}

// difference works out what leads from one trace to another; either may be nil.
func difference(old, new *trace) delta {
	var none trace
	if old == nil {
		old = &none
	}
	if new == nil {
		new = &none
	}
	d := delta{
		Del: trace{Posted: without(old.Posted, new.Posted), Intervals: without(old.Intervals, new.Intervals)},
		Add: trace{Posted: without(new.Posted, old.Posted), Intervals: without(new.Intervals, old.Intervals)},
	}
	moved := !old.Entry.samePlace(new.Entry)
	if moved && old.hasEntry() {
		d.Del.Entry = old.Entry
	}
	if new.hasEntry() && !old.Entry.equal(new.Entry) {
		d.Add.Entry = new.Entry
	}
	d.months = moved
	return d
}

// samePlace says that both stand at the same place of the same lists.
func (e Entry) samePlace(o Entry) bool {
	return e.About == o.About && e.ID == o.ID && e.Started.Equal(o.Started) && slices.Equal(e.Components, o.Components)
}

func (e Entry) equal(o Entry) bool {
	return e.samePlace(o) && e.Title == o.Title && e.Impact == o.Impact && e.State == o.State &&
		e.Ended.Equal(o.Ended) && e.Changed.Equal(o.Changed) && e.Updates == o.Updates
}

// without lists what is in a and not in b.
func without[T comparable](a, b []T) []T {
	have := make(map[T]struct{}, len(b))
	for _, x := range b {
		have[x] = struct{}{}
	}
	var left []T
	for _, x := range a {
		if _, ok := have[x]; !ok {
			left = append(left, x)
		}
	}
	return left
}
