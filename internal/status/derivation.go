package status

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"
)

// derivation is the work of one Derive.
type derivation struct {
	view    *View
	index   map[string]int // of components
	past    [][]stretch    // by component: closed intervals of the bars' days
	all     []stretch      // of everything, for the verdict's beginning
	days    *barDays
	changed time.Time

	incidents   [][]Cause // by component
	maintenance [][]Cause
	overrides   []*Override
	signals     *pool
}

func newDerivation(v *View, f Facts) *derivation {
	n := len(v.Layout.Components)
	d := &derivation{
		view: v, index: make(map[string]int, n), past: make([][]stretch, n), signals: f.signals, days: newBarDays(v.First, v.At, v.Zone),
		incidents: make([][]Cause, n), maintenance: make([][]Cause, n), overrides: make([]*Override, n),
	}
	for i, c := range v.Layout.Components {
		d.index[c.ID] = i
	}
	if d.signals == nil {
		d.signals = newPool(v.At)
	}
	v.States, v.Bars = make([]ComponentState, n), make([][]Bar, n)
	d.readIncidents()
	d.readMaintenance(f.Maintenance)
	d.readOverrides(f.Overrides)
	d.note(d.signals.changed)
	return d
}

// note remembers the newest time at which something changed, up to now.
func (d *derivation) note(t time.Time) {
	if t.After(d.changed) && !t.After(d.view.At) {
		d.changed = t
	}
}

func (d *derivation) readIncidents() {
	for _, inc := range d.view.Incidents {
		d.note(inc.Changed())
		for _, s := range inc.Spans() {
			n, known := d.index[s.Component]
			if !known || !s.To.IsZero() {
				continue
			}
			d.incidents[n] = append(d.incidents[n], Cause{Kind: AboutIncident, ID: inc.ID, Status: s.Status, Since: s.From})
		}
	}
}

// readMaintenance also takes those that are over and were not settled yet:
// their window is a span that no day has.
func (d *derivation) readMaintenance(all []*Maintenance) {
	at := d.view.At
	for _, m := range all {
		from, to := m.Window()
		d.note(m.Changed())
		d.note(from)
		d.note(to)
		for _, c := range m.Components {
			n, known := d.index[c]
			if !known || !from.Before(to) || from.After(at) {
				continue
			}
			cause := Cause{Kind: AboutMaintenance, ID: m.ID, Status: UnderMaintenance, Since: from}
			if !m.StateAt(at).Ends() {
				d.maintenance[n] = append(d.maintenance[n], cause)
				to = lasting(at)
			}
			d.past[n] = append(d.past[n], d.stretch(cause.Kind+"/"+m.ID, UnderMaintenance, from, to))
		}
	}
}

func (d *derivation) readOverrides(all []Override) {
	for i := range all {
		o := &all[i]
		n, known := d.index[o.Component]
		if !known || o.At.After(d.view.At) {
			continue
		}
		d.note(o.At)
		to := lasting(d.view.At)
		if o.Until.IsZero() || o.Until.After(d.view.At) {
			d.overrides[n] = o
		} else {
			to = o.Until
			d.note(to)
		}
		d.past[n] = append(d.past[n], d.stretch(overrideCause(o.Component), o.Status, o.At, to))
	}
}

const overridePrefix = "override/"

func overrideCause(component string) string { return overridePrefix + component }

// lasting is the end of what holds at the view's time: an instant later, so
// that it is told apart from what ends just then.
func lasting(at time.Time) time.Time { return at.Add(1) }

// stretch cuts a span after the view's time.
func (d *derivation) stretch(cause string, s Status, from, to time.Time) stretch {
	if to.After(d.view.At) {
		to = lasting(d.view.At)
	}
	return stretch{from: stampOf(from), to: stampOf(to), status: s, cause: cause, voice: voiceOf(cause)}
}

func voiceOf(cause string) voice {
	switch {
	case strings.HasPrefix(cause, sourcePrefix):
		return monitor
	case strings.HasPrefix(cause, overridePrefix):
		return person
	}
	return page
}

func (d *derivation) readDays(days iter.Seq2[*Day, error]) error {
	if days == nil {
		return nil
	}
	for day, err := range days {
		if err != nil {
			return err
		}
		if day.Date < d.view.First {
			continue
		}
		for i := range day.Entries {
			d.readEntry(&day.Entries[i])
		}
		for _, iv := range day.Intervals {
			if n, known := d.index[iv.Component]; known {
				d.note(iv.To)
				d.past[n] = append(d.past[n], d.stretch(iv.Cause, iv.Status, iv.From, iv.To))
			}
		}
	}
	return nil
}

// readEntry notes when a past incident weighed on the verdict by its impact.
func (d *derivation) readEntry(e *Entry) {
	d.note(e.Changed)
	d.note(e.Started)
	if floor := e.Impact.floor(); floor != Operational && !e.Ended.IsZero() {
		d.all = append(d.all, d.stretch("", floor, e.Started, e.Ended))
	}
}

// component works out one component's state and bars.
func (d *derivation) component(n int) {
	id := d.view.Layout.Components[n].ID
	at := stampOf(d.view.At)
	for _, c := range d.incidents[n] {
		d.past[n] = append(d.past[n], d.stretch(c.Kind+"/"+c.ID, c.Status, c.Since, lasting(d.view.At)))
	}
	d.past[n] = append(d.past[n], d.signals.stretches(id)...)
	runs := sweep(d.past[n])
	for _, r := range runs {
		d.all = append(d.all, stretch{from: r.from, to: r.to, status: r.status})
	}
	state := d.state(n, d.signals.causes(id))
	if since := startOfCurrent(runs, state.Status, at); !since.IsZero() && d.overrides[n] == nil {
		state.Since = since
	}
	if state.Status == Operational && d.overrides[n] == nil {
		state.Since = endOfLast(runs, at)
	}
	d.view.States[n] = state
	d.view.Bars[n] = d.bars(n, runs)
}

// state applies the precedence. Its Since is that of the oldest cause; the
// caller knows better when the status began before that cause.
func (d *derivation) state(n int, signals []Cause) ComponentState {
	o, said := d.overrides[n], sorted(d.incidents[n])
	switch {
	case o != nil:
		return overridden(o, said)
	case len(d.maintenance[n]) > 0:
		return stateOf(sorted(d.maintenance[n]))
	}
	return stateOf(sorted(slices.Concat(said, signals)))
}

// overridden is a person's word, unless an open incident says worse.
func overridden(o *Override, said []Cause) ComponentState {
	word := Cause{Kind: "override", ID: o.By, Status: o.Status, Since: o.At}
	worse := slices.DeleteFunc(slices.Clone(said), func(c Cause) bool { return c.Status <= o.Status })
	if len(worse) == 0 && o.Status == Operational {
		return ComponentState{Since: o.At}
	}
	if len(worse) == 0 {
		return stateOf([]Cause{word})
	}
	return stateOf(append(sorted(worse), word))
}

func stateOf(causes []Cause) ComponentState {
	if len(causes) == 0 {
		return ComponentState{}
	}
	state := ComponentState{Status: causes[0].Status, Since: causes[0].Since, Causes: causes}
	for _, c := range causes {
		if c.Status == state.Status && c.Since.Before(state.Since) {
			state.Since = c.Since
		}
	}
	return state
}

// sorted puts the worst cause first, then the oldest.
func sorted(causes []Cause) []Cause {
	slices.SortFunc(causes, compareCauses)
	return causes
}

func compareCauses(a, b Cause) int {
	return cmp.Or(cmp.Compare(b.Status, a.Status), a.Since.Compare(b.Since), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
}
