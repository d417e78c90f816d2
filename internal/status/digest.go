package status

import (
	"slices"
	"time"
)

// Digest is what the bars and the verdict need of a day. What stands in a day
// is over, so its digest stays as it is until the day's lists change: who keeps
// it need not work it out again.
type Digest struct {
	date    Date
	newest  stamp // of all times in it: it holds at that time and ever after
	changed stamp // when an entry in it last changed, up to then
	parts   []part
	floors  []run // how past incidents weighed on the verdict by their impact
}

// part is a digest's lines of one component.
type part struct {
	component string
	until     stamp // when the last of it ended
	changed   stamp // the same, of what had ended by then
	runs      []run
	// stretches are what the runs were made of, where what others say of the same
	// time may change that; none where the runs say it all.
	stretches []stretch
}

// DigestOf works out the digest of a day as it is at a time.
func DigestOf(day *Day, at time.Time) *Digest {
	return digestOf(day, stampOf(at.UTC().Truncate(time.Second)))
}

func digestOf(day *Day, at stamp) *Digest {
	m := digesting{Digest: &Digest{date: day.Date, newest: noTime, changed: noTime}, at: at, of: map[string]int{}}
	for i := range day.Entries {
		m.entry(&day.Entries[i])
	}
	for i := range day.Intervals {
		m.interval(&day.Intervals[i])
	}
	return m.finish()
}

// digesting is the work of one digestOf.
type digesting struct {
	*Digest
	at     stamp
	of     map[string]int // parts by component
	floors []stretch
}

// see notes a time, and reports whether it has come.
func (m *digesting) see(s stamp) bool {
	m.newest = max(m.newest, s)
	return s <= m.at
}

func (m *digesting) note(changed *stamp, s stamp) {
	if m.see(s) {
		*changed = max(*changed, s)
	}
}

func (m *digesting) entry(e *Entry) {
	m.note(&m.changed, stampOf(e.Changed))
	m.note(&m.changed, stampOf(e.Started))
	if floor := e.Impact.floor(); floor != Operational && !e.Ended.IsZero() {
		m.floors = append(m.floors, m.cut(stretch{from: stampOf(e.Started), to: stampOf(e.Ended), status: floor}))
	}
}

func (m *digesting) interval(iv *Interval) {
	n, known := m.of[iv.Component]
	if !known {
		n = len(m.parts)
		m.of[iv.Component] = n
		m.parts = append(m.parts, part{component: iv.Component, until: noTime, changed: noTime})
	}
	p := &m.parts[n]
	m.note(&p.changed, stampOf(iv.To))
	p.stretches = append(p.stretches, m.cut(stretch{from: stampOf(iv.From), to: stampOf(iv.To), status: iv.Status, voice: voiceOf(iv.Cause)}))
}

// cut cuts a stretch after the time that the digest is for.
func (m *digesting) cut(s stretch) stretch {
	if !m.see(s.to) {
		s.to = m.at + 1
	}
	return s
}

func (m *digesting) finish() *Digest {
	m.Digest.floors = sweep(m.floors)
	for i := range m.parts {
		p := &m.parts[i]
		p.runs = sweep(p.stretches)
		for _, s := range p.stretches {
			p.until = max(p.until, s.to)
		}
		if !slices.ContainsFunc(p.stretches, stretch.touchy) {
			p.stretches = nil
		}
	}
	return m.Digest
}

// touchy reports whether a stretch hides what others say, or may be hidden.
func (s stretch) touchy() bool { return s.voice != page || s.status == UnderMaintenance }

// asStretches appends runs as what anything may be worse than.
func asStretches(to []stretch, runs []run) []stretch {
	for _, r := range runs {
		to = append(to, stretch{from: r.from, to: r.to, status: r.status})
	}
	return to
}

// raw appends what a part is made of.
func (p *part) raw(to []stretch) []stretch {
	if p.stretches == nil {
		return asStretches(to, p.runs)
	}
	return append(to, p.stretches...)
}

// settled reports whether the digest holds at a time and ever after.
func (d *Digest) settled(at stamp) bool { return d.newest <= at }
