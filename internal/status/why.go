package status

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Why is the status of a component at a time, and what holds or held it there:
// from now on by what is known now, before that by what the archive and the page
// say of that time. Of a signal that is over only the source is known. For a
// component that the page does not have it returns ErrNotFound.
func (b *Board) Why(ctx context.Context, files Layout, component string, at, now time.Time) (ComponentState, error) {
	if at.After(now) {
		now = at
	}
	view, err := b.View(ctx, files, now)
	if err != nil {
		return ComponentState{}, err
	}
	for n, c := range view.Layout.Components {
		if c.ID != component {
			continue
		}
		if !at.UTC().Truncate(time.Second).Before(view.At) {
			return view.States[n], nil
		}
		day := DateOf(at, b.zone)
		closed, err := view.closed(b.Days(ctx, day, day), day, day)
		if err != nil {
			return ComponentState{}, err
		}
		return stateThen(append(closed[n], view.open[n]...), stampOf(at.UTC())), nil
	}
	return ComponentState{}, fmt.Errorf("component %s: %w", component, ErrNotFound)
}

// stateThen is what some stretches make of a time.
func stateThen(stretches []stretch, at stamp) ComponentState {
	var s ComponentState
	for _, r := range sweep(stretches) {
		if r.from <= at && at < r.to {
			s.Status, s.Since = r.status, r.from.time()
		}
	}
	for _, x := range stretches {
		if x.from <= at && at < x.to {
			kind, id, _ := strings.Cut(x.cause, "/")
			s.Causes = append(s.Causes, Cause{Kind: kind, ID: id, Status: x.status, Since: x.from.time()})
		}
	}
	sorted(s.Causes)
	return s
}
