package status

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/internal/store"
)

// AboutRecurrence is the kind of subject that a recurrence of maintenances is.
const AboutRecurrence = "recurrence"

const partRecurrence = "recurrence" // by id: JSON

func recurrenceKey(id string) store.Key { return store.Key{Part: partRecurrence, Sort: id} }

// openRecurrence is a recurrence of which something is left to announce or to bring
// into line.
type openRecurrence struct {
	Due   time.Time `json:"due,omitzero"`    // when the next occurrence is announced
	Dirty bool      `json:"dirty,omitempty"` // those that there are may not be what the recurrence says
}

// PutRecurrence creates a recurrence or replaces it, with all its occurrences that are
// announced and that nobody has put himself, in as many transactions as there
// are such. Ended in between, Settle goes on with it.
func (b *Board) PutRecurrence(ctx context.Context, by Actor, s Recurrence, at time.Time) (Scope, error) {
	clean, err := tidyRecurrence(s, by)
	if err != nil {
		return Scope{}, err
	}
	e := edit{by: by, at: at.UTC(), verb: VerbPut}
	err = b.replaceRecurrence(ctx, s.ID, e, func(old *Recurrence) (*Recurrence, error) {
		if old == nil {
			return clean, nil
		}
		return echo(by, old, clean, old.Origin, (*Recurrence).said)
	})
	if err != nil {
		return Scope{}, err
	}
	return b.unroll(ctx, s.ID, e)
}

// DeleteRecurrence takes a recurrence out with all its occurrences, but for those that
// somebody has put himself. Deleting what is not there is ErrNotFound.
func (b *Board) DeleteRecurrence(ctx context.Context, by Actor, id string, at time.Time) (Scope, error) {
	e := edit{by: by, at: at.UTC(), verb: VerbDelete}
	err := b.replaceRecurrence(ctx, id, e, func(old *Recurrence) (*Recurrence, error) {
		if old == nil {
			return nil, fmt.Errorf("recurrence %s: %w", id, ErrNotFound)
		}
		return nil, nil
	})
	if err != nil {
		return Scope{}, err
	}
	return b.unroll(ctx, id, e)
}

// ChangeRecurrence is ChangeIncident for a recurrence: change is given a copy of
// its own, or nil where there is none, and returns what to keep, or nil to
// delete it. One that a content file defines is changed there only (ErrOwned).
func (b *Board) ChangeRecurrence(ctx context.Context, by Actor, id string, at time.Time, change func(own *Recurrence) (*Recurrence, error)) (kept *Recurrence, scope Scope, err error) {
	e := edit{by: by, at: at.UTC(), verb: VerbPut}
	err = b.replaceRecurrence(ctx, id, e, func(old *Recurrence) (*Recurrence, error) {
		if old != nil && old.Origin.Kind == OriginContent && by.Kind != OriginContent {
			return nil, ownedBy(AboutRecurrence, id, old.Origin)
		}
		own, err := copied(old)
		if err != nil {
			return nil, err
		}
		if kept, err = change(own); err != nil || kept == nil {
			return nil, err
		}
		kept.ID = id
		kept, err = tidyRecurrence(*kept, by)
		return kept, err
	})
	if err != nil {
		return nil, Scope{}, err
	}
	scope, err = b.unroll(ctx, id, e)
	return kept, scope, err
}

// Recurrences reads all of them, by id.
func (b *Board) Recurrences(ctx context.Context) (all []*Recurrence, err error) {
	for it, err := range b.each(ctx, store.Query{Part: partRecurrence}) {
		if err != nil {
			return nil, err
		}
		var r Recurrence
		if err := decode("recurrence "+it.Sort, it.Value, &r); err != nil {
			return nil, err
		}
		all = append(all, &r)
	}
	return all, nil
}

// Recurrence reads one item. It returns ErrNotFound for an unknown id.
func (b *Board) Recurrence(ctx context.Context, id string) (*Recurrence, error) {
	var s Recurrence
	return &s, b.fetch(ctx, "recurrence "+id, recurrenceKey(id), &s)
}

func (b *Board) replaceRecurrence(ctx context.Context, id string, e edit, change func(old *Recurrence) (*Recurrence, error)) error {
	return b.update(ctx, []store.Key{recurrenceKey(id), keyOpen}, func(t *txn) error {
		old, err := t.recurrence(id)
		if err != nil {
			return err
		}
		if old != nil && e.by.robot() && old.Origin.Kind != OriginAutomation {
			return fmt.Errorf("recurrence %s: %w", id, ErrPersonal)
		}
		next, err := change(old)
		if err != nil {
			return err
		}
		if next == nil {
			e.verb = VerbDelete
		}
		if same, err := sameJSON(old, next); err != nil || same {
			return err
		}
		return t.putRecurrence(id, old, next, e)
	})
}

func (t *txn) putRecurrence(id string, old, next *Recurrence, e edit) error {
	x, err := t.open()
	if err != nil {
		return err
	}
	x.Recurring[id] = openRecurrence{Dirty: true}
	if err := t.saveOpen(x); err != nil {
		return err
	}
	if next == nil {
		err = t.Delete(recurrenceKey(id))
	} else {
		err = t.write(recurrenceKey(id), next)
	}
	if err != nil {
		return err
	}
	c := e.change(AboutRecurrence+"/"+id, Scope{})
	if err := c.say(orNil(old), orNil(next)); err != nil {
		return err
	}
	return t.append(&c)
}

// recurrence reads a recurrence, nil where there is none.
func (t *txn) recurrence(id string) (*Recurrence, error) {
	var s Recurrence
	found, err := t.read(recurrenceKey(id), &s)
	if err != nil || !found {
		return nil, err
	}
	return &s, nil
}

// planned is what a recurrence plans under an id, nil if none does.
func (t *txn) planned(id string, at time.Time) (*Maintenance, error) {
	of, ok := recurrenceOf(id)
	if !ok {
		return nil, nil
	}
	s, err := t.recurrence(of)
	if err != nil || s == nil {
		return nil, err
	}
	return s.Find(id, at), nil
}

// settleRecurrences announces occurrences, and finishes what a crash has left.
func (b *Board) settleRecurrences(ctx context.Context, at time.Time) (Scope, error) {
	x, err := b.openIndex(ctx)
	if err != nil {
		return Scope{}, err
	}
	var scope Scope
	for _, id := range sortedKeys(x.Recurring) {
		if entry := x.Recurring[id]; !entry.Dirty && entry.Due.After(at) {
			continue
		}
		s, err := b.unroll(ctx, id, edit{by: clock, at: at, verb: VerbSettle})
		scope = scope.Join(s)
		if err != nil {
			return scope, err
		}
	}
	return scope, nil
}

// unroll brings the occurrences of a recurrence to what it says of a time: all of
// them if they may be wrong, else those that came due.
func (b *Board) unroll(ctx context.Context, id string, e edit) (scope Scope, err error) {
	s, err := b.Recurrence(ctx, id)
	if errors.Is(err, ErrNotFound) {
		s, err = nil, nil
	}
	if err != nil {
		return scope, err
	}
	x, err := b.openIndex(ctx)
	if err != nil {
		return scope, err
	}
	entry, left := x.Recurring[id]
	if !left {
		return scope, nil
	}
	if entry.Dirty {
		if scope, err = b.dropOccurrences(ctx, id, s, e); err != nil {
			return scope, err
		}
	}
	for _, o := range s.between(entry.Due, e.at) {
		one, err := b.putOccurrence(ctx, s.maintenance(o), e)
		scope = scope.Join(one)
		if err != nil {
			return scope, err
		}
	}
	return scope, b.unrolled(ctx, id, s, e.at)
}

// putOccurrence puts an occurrence, unless somebody has put one himself.
func (b *Board) putOccurrence(ctx context.Context, m *Maintenance, e edit) (Scope, error) {
	return b.changeMaintenance(ctx, e.by, m.ID, e.at, e.verb, func(_ *txn, old *Maintenance) (*Maintenance, error) {
		next := *m
		if old != nil && old.Recurrence != m.Recurrence {
			next = *old
		}
		return &next, nil
	})
}

// dropOccurrences deletes the occurrences that a recurrence does not have, all of
// them if it is gone.
func (b *Board) dropOccurrences(ctx context.Context, id string, s *Recurrence, e edit) (scope Scope, err error) {
	wanted := map[string]bool{}
	for _, o := range s.between(time.Time{}, e.at) {
		wanted[OccurrenceID(id, o.Date)] = true
	}
	var stale []string
	for it, err := range b.each(ctx, store.Query{Part: partMaintenance, Prefix: id + "-"}) {
		if err != nil {
			return scope, err
		}
		var m struct{ Recurrence string }
		if err := decode("maintenance "+it.Sort, it.Value, &m); err != nil {
			return scope, err
		}
		if m.Recurrence == id && !wanted[it.Sort] {
			stale = append(stale, it.Sort)
		}
	}
	for _, gone := range stale {
		one, err := b.changeMaintenance(ctx, e.by, gone, e.at, VerbDelete, func(_ *txn, old *Maintenance) (*Maintenance, error) {
			if old == nil || old.Recurrence == id {
				return nil, nil
			}
			kept := *old
			return &kept, nil
		})
		scope = scope.Join(one)
		if err != nil {
			return scope, err
		}
	}
	return scope, nil
}

// unrolled notes that a recurrence has been followed up to a time, unless it is
// another one by now.
func (b *Board) unrolled(ctx context.Context, id string, s *Recurrence, at time.Time) error {
	return b.update(ctx, []store.Key{recurrenceKey(id), keyOpen}, func(t *txn) error {
		now, err := t.recurrence(id)
		if err != nil {
			return err
		}
		if same, err := sameJSON(s, now); err != nil || !same {
			return err
		}
		x, err := t.open()
		if err != nil {
			return err
		}
		x.setRecurrence(id, s, at)
		return t.saveOpen(x)
	})
}

// setRecurrence notes what is left to announce of a recurrence that was followed up to a time.
func (x *openIndex) setRecurrence(id string, s *Recurrence, at time.Time) {
	delete(x.Recurring, id)
	if s == nil {
		return
	}
	if due := s.NextAfter(at); !due.IsZero() {
		x.Recurring[id] = openRecurrence{Due: due}
	}
}
