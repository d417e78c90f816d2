package status

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/store"
)

// PutMaintenance creates a maintenance or replaces it whole. Putting what is
// there already changes nothing. It reads and writes what PutIncident does.
func (b *Board) PutMaintenance(ctx context.Context, by Actor, m Maintenance, at time.Time) (Scope, error) {
	clean, err := tidyMaintenance(m, by)
	if err != nil {
		return Scope{}, err
	}
	return b.changeMaintenance(ctx, by, clean.ID, at, VerbPut, func(_ *txn, old *Maintenance) (*Maintenance, error) {
		next := *clean // which may run twice
		if old != nil && by.Kind == OriginContent {
			next = *clean.withAdded(old)
		}
		if err := allowedMaintenance(by, old); err != nil || old == nil || old.Recurrence != "" {
			return &next, err
		}
		own := *old
		return echo(by, &own, &next, old.Origin, (*Maintenance).said)
	})
}

// DeleteMaintenance takes a maintenance and everything it left out of all
// lists. Where it stood in the place of an occurrence of a recurrence, that comes
// back. Deleting what is not there is ErrNotFound, and so is an occurrence as
// its recurrence plans it: that is cancelled, or taken out of there.
func (b *Board) DeleteMaintenance(ctx context.Context, by Actor, id string, at time.Time) (Scope, error) {
	return b.changeMaintenance(ctx, by, id, at, VerbDelete, func(t *txn, old *Maintenance) (*Maintenance, error) {
		switch {
		case old == nil:
			return nil, fmt.Errorf("maintenance %s: %w", id, ErrNotFound)
		case old.Recurrence != "":
			return nil, fmt.Errorf("maintenance %s by itself: %w: cancel it, or leave its day out of the recurrence %s", id, ErrNotFound, old.Recurrence)
		}
		if err := allowedMaintenance(by, old); err != nil {
			return nil, err
		}
		return t.planned(id, at)
	})
}

func allowedMaintenance(by Actor, old *Maintenance) error {
	if old != nil && by.robot() && old.Origin.Kind != OriginAutomation {
		return fmt.Errorf("maintenance %s: %w", old.ID, ErrPersonal)
	}
	return nil
}

func (b *Board) changeMaintenance(ctx context.Context, by Actor, id string, at time.Time, verb string, change func(t *txn, old *Maintenance) (*Maintenance, error)) (scope Scope, err error) {
	subject := AboutMaintenance + "/" + id
	err = b.write(ctx, subject, []store.Key{maintenanceKey(id), keyOpen}, func(t *txn) error {
		scope = Scope{}
		old, err := t.maintenance(id)
		if err != nil {
			return err
		}
		next, err := change(t, old)
		if err != nil {
			return err
		}
		e := edit{by: by, at: at, verb: verb}
		switch {
		case next == nil:
			e.verb = VerbDelete
		case old != nil && !e.redacts():
			*next = *next.After(old, at)
		}
		next = next.Succeeding(old, at)
		same, err := sameJSON(old, next)
		if err != nil || same && redactedMaintenance(e, old, next).empty() {
			return err
		}
		scope, err = b.replaceMaintenance(t, id, old, next, e)
		return err
	})
	return scope, err
}

// replaceMaintenance is the one place where a maintenance is written. The
// lists may have the old one in any of its phases.
func (b *Board) replaceMaintenance(t *txn, id string, old, next *Maintenance, e edit) (Scope, error) {
	out := redactedMaintenance(e, old, next)
	if err := b.mayRedact(out); err != nil {
		return Scope{}, err
	}
	x, err := t.open()
	if err != nil {
		return Scope{}, err
	}
	d := difference(x.projected(id, old), maintenanceTrace(next, e.at))
	d.Redact = out
	days, err := b.project(t, AboutMaintenance+"/"+id, &d)
	if err != nil {
		return Scope{}, err
	}
	was := x.Maintenance[id]
	e.verb = was.event(old, next, e)
	x.setMaintenance(id, next, e.at, was)
	if err := t.saveOpen(x); err != nil {
		return Scope{}, err
	}
	if err := t.putMaintenance(id, next); err != nil {
		return Scope{}, err
	}
	if err := t.enterMaintenance(id, next); err != nil {
		return Scope{}, err
	}
	scope := b.maintenanceScope(id, old, next, days, e.at)
	c := e.change(AboutMaintenance+"/"+id, scope)
	before, _ := out.maintenance(old)
	if err := c.say(orNil(before), orNil(next)); err != nil {
		return Scope{}, err
	}
	return scope, t.append(&c)
}

// projected is what the lists have of a maintenance: one that stands in the
// index has the state noted there, one that does not is over.
func (x *openIndex) projected(id string, m *Maintenance) *trace {
	if m == nil {
		return nil
	}
	tr := maintenanceTrace(m, later(m.Ends, m.EndedAt()))
	if entry, open := x.Maintenance[id]; open {
		tr.Entry.State, tr.Entry.Ended, tr.Intervals = entry.State, time.Time{}, nil
	}
	return tr
}

func maintenanceTrace(m *Maintenance, at time.Time) *trace {
	if m == nil {
		return nil
	}
	var t trace
	t.ofMaintenance(m, at)
	return &t
}

func (t *txn) maintenance(id string) (*Maintenance, error) {
	var m Maintenance
	found, err := t.read(maintenanceKey(id), &m)
	if err != nil || !found {
		return nil, err
	}
	return &m, nil
}

func (t *txn) putMaintenance(id string, m *Maintenance) error {
	if m == nil {
		return t.Delete(maintenanceKey(id))
	}
	return t.write(maintenanceKey(id), m)
}

func (t *txn) enterMaintenance(id string, m *Maintenance) error {
	if m == nil {
		return t.enter(AboutMaintenance, id, nil, nil)
	}
	return t.enter(AboutMaintenance, id, m.row(), m.Updates)
}

func (b *Board) maintenanceScope(id string, old, next *Maintenance, days []Date, at time.Time) Scope {
	s := Scope{Maintenance: []string{id}, Days: union(days, nil)}
	for _, m := range [...]*Maintenance{old, next} {
		if m != nil {
			s.Components = union(s.Components, m.Components)
			s.Current = s.Current || !m.StateAt(at).Ends()
		}
	}
	s.Current = s.Current || b.recent(days, at)
	return s
}

func tidyMaintenance(m Maintenance, by Actor) (*Maintenance, error) {
	if err := checkID(AboutMaintenance, m.ID); err != nil {
		return nil, err
	}
	var err error
	if m.Updates, err = tidyUpdates("maintenance "+m.ID, m.Updates, true); err != nil {
		return nil, err
	}
	m.Starts, m.Ends, m.First, m.Created = m.Starts.UTC(), m.Ends.UTC(), m.First.utc(), m.Created.UTC()
	m.Replan()
	if err := m.check(); err != nil {
		return nil, err
	}
	m.Revision, m.Revised, m.Recurrence = 0, time.Time{}, ""
	if m.Earlier, err = tidyTitles("maintenance "+m.ID, m.Earlier); err != nil {
		return nil, err
	}
	m.Components = union(m.Components, nil)
	if m.Origin.Kind == "" {
		m.Origin = Origin{Kind: by.Kind, Ref: by.ID}
	}
	return &m, CheckSize("maintenance "+m.ID, &m)
}

// check says what a maintenance cannot be.
func (m *Maintenance) check() (err error) {
	refuse := func(format string, args ...any) {
		if err == nil {
			err = fmt.Errorf("%w: maintenance %s"+format, append([]any{ErrInvalid, m.ID}, args...)...)
		}
	}
	m.Plans(func(u *Update, before, after Plan) {
		switch {
		case !before.inTime() || !after.inTime():
			refuse(" needs a start and an end between %d and %d", firstYear, LastYear)
		case before.Ends.Before(before.Starts):
			refuse(" ends before it starts")
		case after.Ends.Before(after.Starts):
			refuse(", update %s: as it is planned there it ends before it starts", u.ID)
		}
	})
	for i := 1; i < len(m.Updates); i++ {
		if before, after := m.Updates[i-1].State, m.Updates[i].State; before.Ends() && after != before {
			refuse(", update %s: what is %s cannot be %s: announce the work anew", m.Updates[i].ID, before, after)
		}
	}
	if m.Reminder < 0 || m.Reminder > MaxReminder {
		refuse(": a reminder comes at most %d days before the start", MaxReminder/(24*time.Hour))
	}
	if bad := m.Tell.check(); bad != nil {
		refuse(": %v", bad)
	}
	return err
}

// MaxReminder is how long before the start people can be reminded.
const MaxReminder = 60 * 24 * time.Hour

func (p Plan) inTime() bool { return inTime(p.Starts) && inTime(p.Ends) }
