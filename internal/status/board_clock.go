package status

import (
	"context"
	"time"

	"tidings/internal/store"
)

// settleMaintenance moves those that began or ended on in the lists, and
// reminds of those that are to begin.
func (b *Board) settleMaintenance(ctx context.Context, at time.Time) (Scope, error) {
	x, err := b.openIndex(ctx)
	if err != nil {
		return Scope{}, err
	}
	var scope Scope
	for _, id := range sortedKeys(x.Maintenance) {
		if !x.Maintenance[id].moves(at) {
			continue
		}
		s, err := b.moveMaintenance(ctx, id, at)
		if err != nil {
			return scope, err
		}
		scope = scope.Join(s)
	}
	return scope, nil
}

// Behind are the maintenances that time should have moved on, by id: those that
// begin, end or are to be reminded of and that no Settle has looked at since.
func (b *Board) Behind(ctx context.Context, at time.Time) (ids []string, err error) {
	x, err := b.openIndex(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range sortedKeys(x.Maintenance) {
		if x.Maintenance[id].moves(at) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// moves says that time has something to do: begin, end or remind.
func (m openMaintenance) moves(at time.Time) bool {
	told := !m.Next.IsZero() && !m.Next.After(at)
	return told || m.overdue(at) || !at.Before(m.To) || m.State == Scheduled && !at.Before(m.From)
}

// overdue says that a reminder is due and was not given.
func (m openMaintenance) overdue(at time.Time) bool { return !m.Remind.IsZero() && !m.Remind.After(at) }

func (b *Board) moveMaintenance(ctx context.Context, id string, at time.Time) (scope Scope, err error) {
	err = b.write(ctx, AboutMaintenance+"/"+id, []store.Key{maintenanceKey(id), keyOpen}, func(t *txn) error {
		scope = Scope{}
		x, err := t.open()
		if err != nil {
			return err
		}
		m, err := t.maintenance(id)
		entry, open := x.Maintenance[id]
		if err != nil || m == nil || !open {
			return err
		}
		if m.StateAt(at) == entry.State {
			return t.pass(x, m, at)
		}
		scope, err = b.replaceMaintenance(t, id, m, m, edit{by: clock, at: at, verb: VerbSettle})
		scope.Current = true
		return err
	})
	return scope, err
}

// pass notes that time has passed over a maintenance that stays what it is,
// and in the log that people are to be reminded. No page changes.
func (t *txn) pass(x *openIndex, m *Maintenance, at time.Time) error {
	remind := x.Maintenance[m.ID].overdue(at)
	x.setMaintenance(m.ID, m, at, openMaintenance{})
	if err := t.saveOpen(x); err != nil || !remind {
		return err
	}
	c := Change{By: clock.ID, ByKind: clock.Kind, Verb: VerbRemind, Subject: AboutMaintenance + "/" + m.ID, At: at}
	if err := c.say(nil, m); err != nil {
		return err
	}
	return t.append(&c)
}

// event is the verb of a change of a maintenance: the most telling of the
// things that happen with it, else the edit's own.
func (was openMaintenance) event(old, next *Maintenance, e edit) string {
	if next == nil {
		return e.verb
	}
	before, now := was.State, next.StateAt(e.at)
	if old != nil && was.To.IsZero() {
		before = old.final()
	}
	switch {
	case old == nil && now.Ends():
		return e.verb // told when it was over
	case old == nil || before != now:
		return next.entering(now, old, before)
	case now.Ends():
		return e.verb
	case next.Starts.Equal(old.Starts) && next.Ends.After(old.Ends):
		return VerbExtend
	case !next.Starts.Equal(old.Starts) || !next.Ends.Equal(old.Ends):
		return VerbMove
	}
	return e.verb
}

// entering is the verb of a maintenance that comes into a state.
func (m *Maintenance) entering(now State, old *Maintenance, before State) string {
	switch now {
	case Scheduled:
		if old != nil && !before.Ends() {
			return VerbMove // put off while it was in progress
		}
		return VerbAnnounce
	case InProgress:
		if old != nil && before.Ends() && m.Ends.After(old.Ends) {
			return VerbExtend // it turned out to last longer
		}
		return VerbBegin
	case Verifying:
		return VerbVerify
	case Cancelled:
		return VerbCancel
	}
	return VerbEnd
}
