package status

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/store"
)

func overrideKey(component string) store.Key { return store.Key{Part: partOverride, Sort: component} }

// SetOverride lets a person's word on a component stand in place of what is
// derived, in place of an earlier one. Time under an override becomes part of
// the component's bars once it is over.
func (b *Board) SetOverride(ctx context.Context, by Actor, o Override) (Scope, error) {
	o.At, o.Until = o.At.UTC(), o.Until.UTC()
	if o.By == "" {
		o.By = by.ID
	}
	switch {
	case by.robot():
		return Scope{}, fmt.Errorf("override of %s: %w: send a signal", o.Component, ErrPersonal)
	case checkID("component", o.Component) != nil:
		return Scope{}, checkID("component", o.Component)
	case !inTime(o.At) || !o.Until.IsZero() && !o.Until.After(o.At):
		return Scope{}, fmt.Errorf("%w: override of %s: it must begin before it expires", ErrInvalid, o.Component)
	}
	return b.changeOverride(ctx, o.Component, edit{by: by, at: o.At, verb: VerbPut}, func(*Override) *Override { return &o })
}

// ClearOverride takes a person's word on a component back. Clearing what is
// not there changes nothing.
func (b *Board) ClearOverride(ctx context.Context, by Actor, component string, at time.Time) (Scope, error) {
	if by.robot() {
		return Scope{}, fmt.Errorf("override of %s: %w", component, ErrPersonal)
	}
	return b.changeOverride(ctx, component, edit{by: by, at: at, verb: VerbDelete}, func(*Override) *Override { return nil })
}

func (b *Board) changeOverride(ctx context.Context, component string, e edit, change func(old *Override) *Override) (scope Scope, err error) {
	err = b.write(ctx, overrideCause(component), []store.Key{overrideKey(component)}, func(t *txn) error {
		scope = Scope{}
		var old *Override
		if found, err := t.read(overrideKey(component), &old); err != nil || !found && change(nil) == nil {
			return err
		}
		next := change(old)
		if same, err := sameJSON(old, next); err != nil || same {
			return err
		}
		scope, err = b.replaceOverride(t, component, old, next, e)
		return err
	})
	return scope, err
}

func (b *Board) replaceOverride(t *txn, component string, old, next *Override, e edit) (Scope, error) {
	d := delta{Add: trace{Intervals: old.past(e.at)}}
	days, err := b.project(t, overrideCause(component), &d)
	if err != nil {
		return Scope{}, err
	}
	if err := t.putOverride(component, next); err != nil {
		return Scope{}, err
	}
	scope := Scope{Current: true, Components: []string{component}, Days: b.old(days, e.at)}
	c := e.change(overrideCause(component), scope)
	if err := c.say(orNil(old), orNil(next)); err != nil {
		return Scope{}, err
	}
	return scope, t.append(&c)
}

func (t *txn) putOverride(component string, o *Override) error {
	if o == nil {
		return t.Delete(overrideKey(component))
	}
	return t.write(overrideKey(component), o)
}

// past is the interval of an override that ends at a time, or earlier by itself.
// One that says operational is kept too: it hides what monitors said meanwhile.
func (o *Override) past(at time.Time) []Interval {
	if o == nil {
		return nil
	}
	to := at.UTC()
	if !o.Until.IsZero() && o.Until.Before(to) {
		to = o.Until
	}
	if !o.At.Before(to) {
		return nil
	}
	return []Interval{{Component: o.Component, Cause: overrideCause(o.Component), From: o.At, To: to, Status: o.Status}}
}
