package status

import "time"

// Maintenance is planned work with a beginning and an end, which come by themselves.
type Maintenance struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Starts and Ends are the plan as it stands: the first one, moved on by the
	// plans of the updates.
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends"`
	// First is the first plan, where an update has changed it.
	First      Plan     `json:"first,omitzero"`
	Components []string `json:"components,omitempty"`
	// Reminder is how long before the start people are reminded; 0: they are not.
	Reminder time.Duration `json:"reminder,omitempty"`
	Updates  []Update      `json:"updates"` // oldest first, at least one
	Origin   Origin        `json:"origin"`
	// Recurrence is what this is an occurrence of, as it plans it: empty for one that
	// somebody has put himself, in the place of an occurrence or not.
	Recurrence string `json:"recurrence,omitempty"`
	// Revision counts the changes of the plan that no update tells, and Revised
	// is when the last one came. The board keeps them.
	Revision int       `json:"revision,omitempty"`
	Revised  time.Time `json:"revised,omitzero"`
	Created  time.Time `json:"created,omitzero"` // as of an incident
	// OpenEnd says that nobody has named an end: Ends is when it is over at the latest.
	OpenEnd bool `json:"open_end,omitempty"`
	// Notify is as of an incident.
	Notify *bool `json:"notify,omitempty"`
	// Tell is which of its turns people are told of, where it says other than the site.
	Tell Tell `json:"tell,omitempty"`
	// Earlier are the titles before the one it has, oldest first.
	Earlier []EarlierTitle `json:"earlier,omitempty"`
}

// Plan is from when to when a maintenance is planned.
type Plan struct {
	Starts time.Time `json:"starts,omitzero"`
	Ends   time.Time `json:"ends,omitzero"`
}

// or is the plan where it says something, and else the other.
func (p Plan) or(o Plan) Plan {
	if p.Starts.IsZero() {
		p.Starts = o.Starts
	}
	if p.Ends.IsZero() {
		p.Ends = o.Ends
	}
	return p
}

func (p Plan) utc() Plan { return Plan{p.Starts.UTC(), p.Ends.UTC()} }

func (p Plan) equal(o Plan) bool { return p.Starts.Equal(o.Starts) && p.Ends.Equal(o.Ends) }

// Replan works Starts, Ends and First out from the first plan and the updates.
// Without First, the plan is the first one.
func (m *Maintenance) Replan() {
	first := m.First.or(Plan{m.Starts, m.Ends})
	now := first
	for _, u := range m.Updates {
		now = u.Plan.or(now)
	}
	m.Starts, m.Ends, m.First = now.Starts, now.Ends, Plan{}
	if !now.equal(first) {
		m.First = first
	}
}

// replanned makes a start and an end that somebody has changed by themselves
// those of the update that planned them last, or else of the first plan.
func (m *Maintenance) replanned(old *Maintenance) {
	if old == nil || old.First.equal(Plan{}) {
		return
	}
	starts, ends := &m.First.Starts, &m.First.Ends
	for i := range m.Updates {
		if p := &m.Updates[i].Plan; !p.Starts.IsZero() {
			starts = &p.Starts
		}
		if p := &m.Updates[i].Plan; !p.Ends.IsZero() {
			ends = &p.Ends
		}
	}
	if !m.Starts.Equal(old.Starts) {
		*starts = m.Starts
	}
	if !m.Ends.Equal(old.Ends) {
		*ends = m.Ends
	}
}

// Plans gives the plan before and after each update.
func (m *Maintenance) Plans(emit func(u *Update, before, after Plan)) {
	now := m.First.or(Plan{m.Starts, m.Ends})
	for i := range m.Updates {
		next := m.Updates[i].Plan.or(now)
		emit(&m.Updates[i], now, next)
		now = next
	}
}

// Changed is the time of the newest update or edit.
func (m *Maintenance) Changed() time.Time { return later(changed(m.Updates, m.Earlier), m.Revised) }

// StateAt is the maintenance's state at a time: what its updates say, moved on
// by the clock (scheduled becomes in progress at Starts, and completed at Ends).
func (m *Maintenance) StateAt(at time.Time) State {
	said := m.Updates[0].State
	for i := range m.Updates {
		if !m.Updates[i].At.After(at) {
			said = m.Updates[i].State
		}
	}
	switch {
	case said.Ends():
		return said
	case !at.Before(m.Ends):
		return m.final()
	case said == Scheduled && !at.Before(m.Starts):
		return InProgress
	}
	return said
}

// final is the state in which the maintenance ends.
func (m *Maintenance) final() State {
	if u := m.ending(); u != nil {
		return u.State
	}
	return Completed
}

// ending is the update that ends the maintenance, nil if its time does.
func (m *Maintenance) ending() *Update {
	for i := range m.Updates {
		if m.Updates[i].State.Ends() {
			return &m.Updates[i]
		}
	}
	return nil
}

// EndedAt is when the maintenance was over or will be: its completing update,
// else Ends. One that is cancelled is over by Ends in any case.
func (m *Maintenance) EndedAt() time.Time {
	switch u := m.ending(); {
	case u == nil:
		return m.Ends
	case u.State == Cancelled:
		return earlier(u.At, m.Ends)
	default:
		return u.At
	}
}

// Window is when the maintenance takes place: from its planned start, or from
// an update that says it began earlier, to its completion or planned end. It
// is empty (from not before to) for one that was called off before it began.
func (m *Maintenance) Window() (from, to time.Time) {
	from, to = m.Starts, m.EndedAt()
	if began := m.began(); !began.IsZero() {
		from = earlier(from, began)
	}
	if to.Before(from) {
		to = from
	}
	return from, to
}

// began is when an update said that the work had begun, unless a later one has
// put it off again.
func (m *Maintenance) began() (at time.Time) {
	for i := range m.Updates {
		switch u := &m.Updates[i]; {
		case u.State == Scheduled:
			at = time.Time{}
		case at.IsZero() && !u.State.Ends():
			at = u.At
		}
	}
	return at
}

// nextDated is when the first update after a time is dated, zero if none is.
func (m *Maintenance) nextDated(after time.Time) time.Time {
	for i := range m.Updates {
		if m.Updates[i].At.After(after) {
			return m.Updates[i].At
		}
	}
	return time.Time{}
}

// remindAt is when people are to be reminded, zero if they are not.
func (m *Maintenance) remindAt() time.Time {
	if m.Reminder <= 0 {
		return time.Time{}
	}
	return m.Starts.Add(-m.Reminder)
}

// Sequence numbers the states of the plan, as SEQUENCE of RFC 5545 does: each
// update and each other change of the plan is a new one.
func (m *Maintenance) Sequence() int { return len(m.Updates) - 1 + m.Revision }

// Succeeding is the maintenance in place of an old one, with the revision with
// which its sequence never goes back, and goes on where the plan changes.
func (m *Maintenance) Succeeding(old *Maintenance, at time.Time) *Maintenance {
	if m == nil || old == nil {
		return m
	}
	least := old.Sequence()
	if !m.Starts.Equal(old.Starts) || !m.Ends.Equal(old.Ends) || m.final() != old.final() {
		least++
	}
	next := *m
	next.Revision, next.Revised = max(old.Revision, least-len(m.Updates)+1), old.Revised
	if next.Revision > old.Revision {
		next.Revised = at.UTC()
	}
	return &next
}
