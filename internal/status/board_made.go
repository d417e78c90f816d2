package status

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/store"
)

// The parts of what was made beside the content files, by id: JSON.
const (
	partComponent = "component"
	partGroup     = "group"
)

// What changes are about, beside AboutIncident and AboutMaintenance.
const (
	AboutComponent = "component"
	AboutGroup     = "group"
)

// ChangeComponent replaces a made component by what change makes of it, in one
// transaction. Change is given a copy of its own, or nil where there is none,
// and returns what to keep, or nil to delete it; it may run twice.
func (b *Board) ChangeComponent(ctx context.Context, by Actor, id string, at time.Time, change func(own *MadeComponent) (*MadeComponent, error)) (*MadeComponent, error) {
	return changeMade(ctx, b, by, store.Key{Part: partComponent, Sort: id}, at, change)
}

// ChangeGroup is ChangeComponent for a group. Components whose group is deleted
// are in none.
func (b *Board) ChangeGroup(ctx context.Context, by Actor, id string, at time.Time, change func(own *MadeGroup) (*MadeGroup, error)) (*MadeGroup, error) {
	return changeMade(ctx, b, by, store.Key{Part: partGroup, Sort: id}, at, change)
}

// PutComponent makes a component or replaces it whole.
func (b *Board) PutComponent(ctx context.Context, by Actor, c MadeComponent, at time.Time) error {
	_, err := b.ChangeComponent(ctx, by, c.ID, at, func(*MadeComponent) (*MadeComponent, error) { return &c, nil })
	return err
}

// DeleteComponent deletes a made component, or returns ErrNotFound.
func (b *Board) DeleteComponent(ctx context.Context, by Actor, id string, at time.Time) error {
	_, err := b.ChangeComponent(ctx, by, id, at, gone[MadeComponent])
	return err
}

// PutGroup makes a group or replaces it whole.
func (b *Board) PutGroup(ctx context.Context, by Actor, g MadeGroup, at time.Time) error {
	_, err := b.ChangeGroup(ctx, by, g.ID, at, func(*MadeGroup) (*MadeGroup, error) { return &g, nil })
	return err
}

// DeleteGroup deletes a made group, or returns ErrNotFound.
func (b *Board) DeleteGroup(ctx context.Context, by Actor, id string, at time.Time) error {
	_, err := b.ChangeGroup(ctx, by, id, at, gone[MadeGroup])
	return err
}

func gone[T any](own *T) (*T, error) {
	if own == nil {
		return nil, ErrNotFound
	}
	return nil, nil
}

// checker is what a made thing can say of itself.
type checker[T any] interface {
	*T
	check() error
}

// changeMade is the one place where what was made is written.
func changeMade[T any, P checker[T]](ctx context.Context, b *Board, by Actor, k store.Key, at time.Time, change func(*T) (*T, error)) (kept *T, err error) {
	if err := checkID(k.Part, k.Sort); err != nil {
		return nil, err
	}
	err = b.update(ctx, []store.Key{k}, func(t *txn) error {
		old, own, err := readTwice[T](t, k)
		if err != nil {
			return err
		}
		if kept, err = change(own); err != nil {
			return fmt.Errorf("%s %s: %w", k.Part, k.Sort, err)
		}
		if kept != nil {
			if err := P(kept).check(); err != nil {
				return err
			}
		}
		return t.replaceMade(k, orNil(old), orNil(kept), edit{by: by, at: at, verb: VerbPut})
	})
	return kept, err
}

// readTwice reads an item, and a copy of it to change.
func readTwice[T any](t *txn, k store.Key) (old, own *T, err error) {
	if _, err := t.read(k, &old); err != nil {
		return nil, nil, err
	}
	_, err = t.read(k, &own)
	return old, own, err
}

func (t *txn) replaceMade(k store.Key, old, next any, e edit) error {
	if Revision(old) == Revision(next) {
		return nil
	}
	if _, err := t.numbers(k.Part, k.Sort, true, nil); err != nil {
		return err
	}
	if next == nil {
		e.verb = VerbDelete
		if err := t.Delete(k); err != nil {
			return err
		}
	} else if err := t.write(k, next); err != nil {
		return err
	}
	c := e.change(k.Part+"/"+k.Sort, Scope{All: k.Part != partTemplate}) // no page shows a template
	if err := c.say(old, next); err != nil {
		return err
	}
	return t.append(&c)
}

// Made reads all that was made beside the content files, with two lists.
func (b *Board) Made(ctx context.Context) (*Made, error) {
	var m Made
	for it, err := range b.each(ctx, store.Query{Part: partGroup}) {
		if err != nil {
			return nil, err
		}
		var g MadeGroup
		if err := decode("group "+it.Sort, it.Value, &g); err != nil {
			return nil, err
		}
		m.Groups = append(m.Groups, g)
	}
	for it, err := range b.each(ctx, store.Query{Part: partComponent}) {
		if err != nil {
			return nil, err
		}
		var c MadeComponent
		if err := decode("component "+it.Sort, it.Value, &c); err != nil {
			return nil, err
		}
		m.Components = append(m.Components, c)
	}
	return &m, nil
}
