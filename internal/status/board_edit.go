package status

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"tidings/internal/order"
	"tidings/internal/store"
)

var (
	// ErrStale says that what was to be changed is not what the writer has seen.
	ErrStale = errors.New("somebody has changed this meanwhile")
	// ErrExists says that there is something with this id already.
	ErrExists = errors.New("there is one with this id already")
)

// Revision names a state of a fact by its content, such as an *Incident or a
// *MadeComponent: it is another after every change. Nil has none.
func Revision(fact any) string {
	b, err := json.Marshal(fact)
	if err != nil || string(b) == "null" {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// ChangeIncident replaces an incident by what change makes of it, in one
// transaction: nobody's write in between is lost. Change is given a copy of its
// own, or nil where there is no such incident, and returns what to keep, or nil
// to delete it; it may run twice. What change fails with is returned as it is.
//
// Of an incident that a content file defines only updates can be added, and
// added ones changed or taken back; anything else is ErrOwned.
func (b *Board) ChangeIncident(ctx context.Context, by Actor, id string, at time.Time, change func(own *Incident) (*Incident, error)) (kept *Incident, scope Scope, err error) {
	if err := checkID(AboutIncident, id); err != nil {
		return nil, Scope{}, err
	}
	subject := AboutIncident + "/" + id
	hint := []store.Key{incidentKey(id), numbersKey(AboutIncident, id), keyOpen, dayKey(dayOf(at, b.zone))}
	err = b.write(ctx, subject, hint, func(t *txn) error {
		old, err := t.incident(id)
		if err != nil {
			return err
		}
		kept, err = b.nextIncident(t, by, id, old, change)
		if err != nil {
			return err
		}
		e := edit{by: by, at: at, verb: VerbPut}
		if kept == nil {
			e.verb = VerbDelete
		}
		scope, err = b.replaceIncident(t, id, old, kept, e)
		return err
	})
	return kept, scope, err
}

func (b *Board) nextIncident(t *txn, by Actor, id string, old *Incident, change func(*Incident) (*Incident, error)) (*Incident, error) {
	own, err := t.incident(id)
	if err != nil {
		return nil, err
	}
	next, err := change(own)
	if err != nil {
		return nil, err
	}
	if err := allowed(by, old); err != nil {
		return nil, err
	}
	if next == nil {
		return nil, owned(by, old, nil)
	}
	next.ID = id
	if next, err = tidyIncident(*next, by); err != nil {
		return nil, err
	}
	return inherit(next, old, by), owned(by, old, next)
}

// owned refuses to change what a content file says of an incident.
func owned(by Actor, old, next *Incident) error {
	if old == nil || old.Origin.Kind != OriginContent || by.Kind == OriginContent {
		return nil
	}
	if same, err := sameJSON(old.written(), next.written()); err != nil || same {
		return err
	}
	return ownedBy(AboutIncident, old.ID, old.Origin)
}

// written is the incident without the updates that were added to its file's.
func (i *Incident) written() *Incident {
	if i == nil {
		return nil
	}
	w := *i
	w.Updates = slices.DeleteFunc(slices.Clone(i.Updates), func(u Update) bool { return u.Added })
	return &w
}

// withAdded is the incident that a file defines, with the updates that others
// have added to it; one that the file has taken over is the file's.
func (i *Incident) withAdded(old *Incident) *Incident {
	next := *i
	next.Updates = merged(i.Updates, old.Updates)
	return &next
}

// merged are the updates of a file with those of the old ones that were added.
func merged(file, old []Update) []Update {
	all := slices.Clone(file)
	for _, u := range old {
		there := slices.ContainsFunc(all, func(own Update) bool { return own.ID == u.ID })
		if u.Added && !there {
			all = append(all, u)
		}
	}
	order.StablyBy(all, func(a, b Update) int { return a.At.Compare(b.At) })
	return all
}

// ChangeMaintenance is ChangeIncident for a maintenance. An occurrence that is
// changed stands in its own place from then on, and is of whoever changed it,
// even where a content file plans the others.
func (b *Board) ChangeMaintenance(ctx context.Context, by Actor, id string, at time.Time, change func(own *Maintenance) (*Maintenance, error)) (kept *Maintenance, scope Scope, err error) {
	if err := checkID(AboutMaintenance, id); err != nil {
		return nil, Scope{}, err
	}
	scope, err = b.changeMaintenance(ctx, by, id, at, VerbPut, func(t *txn, old *Maintenance) (*Maintenance, error) {
		if kept, err = changedMaintenance(by, id, old, change); err != nil || kept != nil {
			return kept, err
		}
		return t.planned(id, at) // where it stood in the place of an occurrence
	})
	return kept, scope, err
}

func changedMaintenance(by Actor, id string, old *Maintenance, change func(*Maintenance) (*Maintenance, error)) (*Maintenance, error) {
	own, err := copied(old)
	if err != nil {
		return nil, err
	}
	next, err := change(own)
	if err != nil {
		return nil, err
	}
	if err := allowedMaintenance(by, old); err != nil {
		return nil, err
	}
	if next == nil {
		return nil, ownedMaintenance(by, old, nil)
	}
	next.ID = id
	next.replanned(old)
	if same, err := sameJSON(old, next); err != nil || same {
		return next, err
	}
	next.takeOver(by, old)
	if next, err = tidyMaintenance(*next, by); err != nil {
		return nil, err
	}
	return next, ownedMaintenance(by, old, next)
}

// takeOver makes an occurrence that a file plans one of whoever changes it.
func (m *Maintenance) takeOver(by Actor, old *Maintenance) {
	if old == nil || old.Recurrence == "" || old.Origin.Kind != OriginContent || by.Kind == OriginContent {
		return
	}
	m.Origin = Origin{Kind: by.Kind, Ref: by.ID}
	for i := range m.Updates {
		m.Updates[i].Added = false
	}
}

// ownedMaintenance refuses to change what a content file says of a maintenance.
func ownedMaintenance(by Actor, old, next *Maintenance) error {
	if old != nil && old.Recurrence != "" && next == nil {
		return fmt.Errorf("%w: maintenance %s is one time of work that recurs: cancel it, or leave its day out of %s", ErrInvalid, old.ID, old.Recurrence)
	}
	if old == nil || old.Recurrence != "" || old.Origin.Kind != OriginContent || by.Kind == OriginContent {
		return nil
	}
	if same, err := sameJSON(old.written(), next.written()); err != nil || same {
		return err
	}
	return ownedBy(AboutMaintenance, old.ID, old.Origin)
}

// written is the maintenance without the updates that were added to its file's,
// and what they plan.
func (m *Maintenance) written() *Maintenance {
	if m == nil {
		return nil
	}
	w := *m
	first := m.First.or(Plan{m.Starts, m.Ends})
	w.Starts, w.Ends, w.First = first.Starts, first.Ends, Plan{}
	w.Updates = slices.DeleteFunc(slices.Clone(m.Updates), func(u Update) bool { return u.Added })
	w.Replan()
	w.Revision, w.Revised = 0, time.Time{}
	return &w
}

// withAdded is the maintenance that a file defines, with the updates that others
// have added to it. The file has the last word: where both together say what
// cannot be, the added ones are gone.
func (m *Maintenance) withAdded(old *Maintenance) *Maintenance {
	next := *m
	next.Updates = merged(m.Updates, old.Updates)
	next.Replan()
	if next.check() != nil {
		return m
	}
	return &next
}

// copied is a copy that shares nothing with the original.
func copied[T any](v *T) (*T, error) {
	if v == nil {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	own := new(T)
	return own, json.Unmarshal(b, own)
}
