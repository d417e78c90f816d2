package status

import (
	"cmp"
	"slices"
	"time"

	"tidings/internal/order"
)

// mark is one thing that a signal said of its key. Rank is the start of the
// episode that it speaks of (Signal.Started, else Signal.At) and decides what
// is newer, so that the order of arrival does not matter.
type mark struct {
	Rank    time.Time `json:"rank"`
	At      time.Time `json:"at"`
	Clear   bool      `json:"clear,omitempty"`
	Effect  *Effect   `json:"effect,omitempty"`
	Opening string    `json:"opening,omitempty"` // key into watch.Openings
	Own     bool      `json:"own,omitempty"`     // Rank is a start that the sender named
	Heard   time.Time `json:"heard,omitzero"`    // when we first received it
}

// reach is how far back from when it is first heard of an episode may colour
// the past. A monitor that is connected today may name a start of years ago;
// what the page has said of those years stays.
const reach = 24 * time.Hour

// markOf is what a signal says, or false when it says nothing of its key.
func markOf(told Told) (mark, bool) {
	s := told.Signal
	m := mark{Rank: s.Started.UTC(), At: s.At.UTC(), Effect: told.Effect, Own: !s.Started.IsZero(), Heard: s.Received.UTC()}
	if s.Started.IsZero() {
		m.Rank = m.At
	}
	switch s.Kind {
	case Firing, Refresh:
		m.Opening = told.Opening.hash()
		return m, true
	case Cleared:
		m.Clear, m.Effect = true, nil
		if m.At.After(m.Heard) && !m.Heard.IsZero() {
			m.At = m.Heard // it has cleared, whatever the sender's clock says
		}
		return m, true
	}
	return m, false
}

// place orders marks: by rank, firings before clears, then by time.
func (m *mark) place(o *mark) int {
	if c := m.Rank.Compare(o.Rank); c != 0 || m.Clear != o.Clear {
		return cmp.Or(c, compareBool(m.Clear, o.Clear))
	}
	if m.Clear {
		return 0 // one clear a rank
	}
	return m.At.Compare(o.At)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// keyState is all that is known of one key of one source. What it means is a
// function of the set of its marks, not of their order.
type keyState struct {
	Source string    `json:"source"`
	Key    string    `json:"key"`
	Title  string    `json:"title,omitempty"` // of the newest firing; for operators
	Link   string    `json:"link,omitempty"`
	Told   time.Time `json:"told"`           // when something new was last said
	Floor  time.Time `json:"floor,omitzero"` // marks of this rank and below are forgotten, and late
	At     time.Time `json:"at"`             // of the newest write: spans that were over then are in the calendar
	Marks  []mark    `json:"marks,omitempty"`
}

// maxMarks bounds what is remembered of one key. Signals that come more than
// that many behind are late.
const maxMarks = 32

// learn adds a mark and reports whether that was news.
func (k *keyState) learn(m mark) bool {
	if !k.Floor.IsZero() && !m.Rank.After(k.Floor) {
		return false
	}
	n, found := slices.BinarySearchFunc(k.Marks, &m, func(a mark, b *mark) int { return a.place(b) })
	if !found {
		k.Marks = slices.Insert(k.Marks, n, m)
		return true
	}
	old := &k.Marks[n]
	if m.Clear {
		if !m.At.Before(old.At) {
			return false
		}
		old.At = m.At
		return true
	}
	heard := old.Heard
	if m.Heard.Before(heard) {
		heard = m.Heard
	}
	better := compareEffects(m, *old) > 0
	if !better && heard.Equal(old.Heard) {
		return false
	}
	if better {
		*old = m
	}
	old.Heard = heard
	return true
}

// compareEffects decides between two firings of one instant: the worse one wins.
func compareEffects(a, b mark) int {
	if a.Effect == nil || b.Effect == nil {
		return compareBool(a.Effect != nil, b.Effect != nil)
	}
	x, y := a.Effect, b.Effect
	return cmp.Or(
		cmp.Compare(x.Status, y.Status), cmp.Compare(x.Component, y.Component), cmp.Compare(x.HoldUp, y.HoldUp),
		cmp.Compare(y.HoldDown, x.HoldDown), cmp.Compare(x.Template, y.Template), cmp.Compare(a.Opening, b.Opening))
}

// episode is a run of firing of one key. End is zero while it fires.
type episode struct {
	start, end time.Time
	steps      []mark // firings, oldest first: the effect changes from step to step
}

// episodes reads the marks in order. A clear ends what began at its rank or
// before; a clear of nothing is skipped, but firings that come below it later
// find themselves ended by it.
func (k *keyState) episodes() []episode {
	var all []episode
	open := false
	for _, m := range k.Marks {
		switch {
		case m.Clear && open:
			e := &all[len(all)-1]
			e.end = later(m.At, e.begin())
			open = false
		case m.Clear:
		case open:
			e := &all[len(all)-1]
			e.steps = append(e.steps, m)
		default:
			all = append(all, episode{start: m.Rank, steps: []mark{m}})
			open = true
		}
	}
	for i := range all {
		all[i].order()
	}
	return all
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// order sorts the steps by time and forgets those said after the end: they are
// late duplicates.
func (e *episode) order() {
	order.StablyBy(e.steps, func(a, b mark) int { return a.At.Compare(b.At) })
	if e.end.IsZero() {
		return
	}
	kept := e.steps[:1]
	for _, s := range e.steps[1:] {
		if s.At.Before(e.end) {
			kept = append(kept, s)
		}
	}
	e.steps = kept
}

// held is a piece of an episode with one effect. It counts from Counts on,
// and then back to From; To is when it no longer counts, zero while it fires.
type held struct {
	Status  Status
	From    time.Time
	To      time.Time
	Counts  time.Time
	Start   time.Time // of the episode, or the newest start that the sender named since
	Opening string
}

// window is when the episode counts: from its start plus hold_down, until its
// end plus hold_up. An episode shorter than hold_down never counts.
func (e *episode) window() (counts, until time.Time, ever bool) {
	last := e.steps[len(e.steps)-1].Effect
	if last == nil {
		last = &Effect{}
	}
	counts = e.begin().Add(last.HoldDown)
	if e.end.IsZero() {
		return counts, time.Time{}, true
	}
	return counts, e.end.Add(last.HoldUp), !e.end.Before(counts)
}

// begin is when the episode began: as far back as it may colour the past, and
// no later than we heard of it, however far ahead the sender's clock is.
func (e *episode) begin() time.Time {
	first := e.steps[0].Heard
	for _, s := range e.steps {
		if s.Heard.Before(first) {
			first = s.Heard
		}
	}
	if first.IsZero() {
		return e.start
	}
	if e.start.After(first) {
		return first
	}
	return later(e.start, first.Add(-reach))
}

// over says that the episode no longer counts at a time, and never will again.
func (e *episode) over(at time.Time) bool {
	_, until, ever := e.window()
	return !ever || !until.IsZero() && !until.After(at)
}

// pieces are the episode's effects one after the other, by component.
func (e *episode) pieces(emit func(component string, h held)) {
	counts, until, ever := e.window()
	if !ever {
		return
	}
	start := e.start
	for i := 0; i < len(e.steps); i++ {
		step := e.steps[i]
		start = step.restart(start)
		if step.Effect == nil || step.Effect.Status == Operational {
			continue
		}
		from := later(step.At, e.begin())
		if i == 0 {
			from = e.begin()
		}
		for i+1 < len(e.steps) && sameEffect(e.steps[i+1], step) {
			i++
			start = e.steps[i].restart(start)
		}
		to := until
		if i+1 < len(e.steps) {
			to = later(e.steps[i+1].At, e.start)
		}
		if to.IsZero() || from.Before(to) {
			emit(step.Effect.Component, held{Status: step.Effect.Status, From: from, To: to, Counts: counts, Start: start, Opening: step.Opening})
		}
	}
}

func (m *mark) restart(start time.Time) time.Time {
	if m.Own {
		return later(start, m.Rank)
	}
	return start
}

func sameEffect(a, b mark) bool {
	return a.Effect != nil && b.Effect != nil && *a.Effect == *b.Effect && a.Opening == b.Opening
}

// forget drops the oldest episodes above the bound, if they are in the
// calendar: what comes of them later is late.
func (k *keyState) forget() {
	for len(k.Marks) > maxMarks {
		n := slices.IndexFunc(k.Marks, func(m mark) bool { return m.Clear })
		if n < 0 || n+1 == len(k.Marks) || !k.settledUpTo(n) {
			return
		}
		k.Floor = k.Marks[n].Rank
		k.Marks = slices.Delete(k.Marks, 0, n+1)
	}
}

// thin drops marks out of the middle of an episode that is told again and
// again, or of one that flaps faster than its hold.
func (k *keyState) thin() {
	for len(k.Marks) > 2*maxMarks {
		k.Marks = slices.Delete(k.Marks, maxMarks, maxMarks+1)
	}
}

// settledUpTo says that the episode which the clear at n ends is in the calendar.
func (k *keyState) settledUpTo(n int) bool {
	first := keyState{Marks: k.Marks[:n+1]}
	for _, e := range first.episodes() {
		if !e.over(k.At) {
			return false
		}
	}
	return true
}

func (k *keyState) firing() bool {
	all := k.episodes()
	return len(all) > 0 && all[len(all)-1].end.IsZero()
}
