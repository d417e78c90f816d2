package status

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"sort"
	"strings"
	"time"
)

// derivation is the work of one Derive.
type derivation struct {
	view    *View
	index   map[string]int // of components
	digests []*Digest      // the bars' days, oldest first
	past    *past          // what those before today say
	today   [][]*part      // by component: its parts of the other digests
	lasting [][]stretch    // by component: what is in no day
	runsOf  [][]run        // by component
	days    *barDays
	newest  *barDays // today
	changed time.Time

	incidents   [][]Cause // by component
	maintenance [][]Cause
	overrides   []*Override
	signals     *pool
}

func newDerivation(v *View, f Facts) *derivation {
	n := len(v.Layout.Components)
	d := &derivation{
		view: v, index: indexOf(v.Layout.Components), lasting: make([][]stretch, n), runsOf: make([][]run, n), signals: f.signals, days: newBarDays(v.First, BarDays, v.At, v.Zone),
		incidents: make([][]Cause, n), maintenance: make([][]Cause, n), overrides: make([]*Override, n),
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
			d.lasting[n] = append(d.lasting[n], d.stretch(cause.Kind+"/"+m.ID, UnderMaintenance, from, to))
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
		d.lasting[n] = append(d.lasting[n], d.stretch(overrideCause(o.Component), o.Status, o.At, to))
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

// readDays takes in the days of the bars.
func (d *derivation) readDays(days iter.Seq2[*Day, error]) error {
	if days == nil {
		return nil
	}
	for day, err := range days {
		if err != nil {
			return err
		}
		d.take(digestOf(day, stampOf(d.view.At)))
	}
	return nil
}

// readDigests takes in days that somebody has worked out before.
func (d *derivation) readDigests(digests iter.Seq2[*Digest, error]) error {
	if digests == nil {
		return nil
	}
	for x, err := range digests {
		if err != nil {
			return err
		}
		d.take(x)
	}
	return nil
}

func (d *derivation) take(x *Digest) {
	if x.date < d.view.First {
		return
	}
	d.digests = append(d.digests, x)
}

// arrange puts the days in order. Those before today are joined, unless that
// was done before.
func (d *derivation) arrange(kept *keptPast) {
	slices.SortFunc(d.digests, func(a, b *Digest) int { return cmp.Compare(a.date, b.date) })
	before, today := d.days.split()
	n := sort.Search(len(d.digests), func(i int) bool { return d.digests[i].date >= today.dates[0] })
	parts, changed := partsOf(d.digests[n:], d.index, len(d.lasting))
	d.past, d.newest, d.today = kept.of(before, d.view.Layout.Components, d.digests[:n]), today, parts
	d.note(max(changed, d.past.changed).time())
}

// component works out one component's state and bars.
func (d *derivation) component(n int) {
	id := d.view.Layout.Components[n].ID
	at := stampOf(d.view.At)
	for _, c := range d.incidents[n] {
		d.lasting[n] = append(d.lasting[n], d.stretch(c.Kind+"/"+c.ID, c.Status, c.Since, lasting(d.view.At)))
	}
	d.lasting[n] = append(d.lasting[n], d.signals.stretches(id)...)
	p := d.piece(n)
	state := d.state(n, d.signals.causes(id))
	if since := startOfCurrent(p.runs, state.Status, at); !since.IsZero() && d.overrides[n] == nil {
		state.Since = since
	}
	if state.Status == Operational && d.overrides[n] == nil {
		state.Since = endOfLast(p.runs, at)
	}
	d.view.States[n], d.view.Bars[n], d.runsOf[n] = state, p.bars, p.runs
}

// piece joins what the days say of a component with what lasts. The days before
// today are as they were joined, unless something has lasted since one of them.
func (d *derivation) piece(n int) piece {
	since := Date(d.view.Layout.Components[n].Since)
	past := &d.past.pieces[n]
	if begin := d.newest.starts[0]; beginning(d.lasting[n]) < begin || past.until > begin {
		return d.days.piece(since, slices.Concat(past.parts, d.today[n]), d.lasting[n])
	}
	return past.then(d.newest.piece(since, d.today[n], d.lasting[n]))
}

// beginning is when the first of some stretches began; after all times for none.
func beginning(stretches []stretch) stamp {
	first := stamp(math.MaxInt64)
	for _, s := range stretches {
		first = min(first, s.from)
	}
	return first
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
