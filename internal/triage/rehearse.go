package triage

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/intake"
	"tidings/internal/status"
)

// Rehearsal is what a delivery would do.
type Rehearsal struct {
	Quarantine string // why it would not be understood; then there is nothing else
	Readings   []Matched
	Changes    []Change // of components, the first in time first
	Incidents  []string // titles of those that it would open
}

// Matched is what the rules make of one signal.
type Matched struct {
	Signal status.Signal
	Rule   *config.Rule // the first that fits; nil for none
	Number int          // of the rule in its file, from 1
	Effect *status.Effect
}

// Change is what the page would show of a component differently, and how long
// after the delivery.
type Change struct {
	Component     string // its name
	Before, After status.Status
	In            time.Duration
}

// Rehearse works a delivery out, and then what time makes of it, on a board that
// the caller throws away.
func (r Rules) Rehearse(ctx context.Context, d inbox.Delivery) (Rehearsal, error) {
	x := r.Read(d)
	if x.puzzle != nil {
		return Rehearsal{Quarantine: x.puzzle.Error()}, nil
	}
	h := Rehearsal{Readings: r.matched(d.Source, x.told)}
	before, err := r.view(ctx, d.Received)
	if err != nil {
		return h, err
	}
	if _, err := r.Board.Record(ctx, d.ID, x.told, d.Received); err != nil {
		return h, fmt.Errorf("rehearsing a delivery: %w", err)
	}
	for _, in := range holds(x.told) {
		if _, err := r.Board.Settle(ctx, d.Received.Add(in)); err != nil {
			return h, fmt.Errorf("rehearsing what time brings: %w", err)
		}
		after, err := r.view(ctx, d.Received.Add(in))
		if err != nil {
			return h, err
		}
		h.Changes = append(h.Changes, changesBetween(before, after, in)...)
		h.Incidents = append(h.Incidents, opened(before, after)...)
		before = after
	}
	return h, nil
}

// view is what is so at the end of the second that a time is in.
func (r Rules) view(ctx context.Context, at time.Time) (*status.View, error) {
	view, err := r.Board.View(ctx, r.Config.Layout, at.Add(time.Second-1).Truncate(time.Second))
	if err != nil {
		return nil, fmt.Errorf("reading the board: %w", err)
	}
	return view, nil
}

// holds are after how long what was told may change the page: at once, and
// whenever a rule lets it wait.
func holds(told []status.Told) []time.Duration {
	all := []time.Duration{0}
	for _, t := range told {
		if t.Effect != nil {
			all = append(all, t.Effect.HoldDown, t.Effect.HoldUp)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func changesBetween(before, after *status.View, in time.Duration) (all []Change) {
	for n, is := range after.States {
		if was := before.States[n].Status; was != is.Status {
			all = append(all, Change{Component: after.Layout.Components[n].Name, Before: was, After: is.Status, In: in})
		}
	}
	return all
}

// opened are the titles of incidents that are open after and were not before.
func opened(before, after *status.View) (titles []string) {
	for _, inc := range after.Incidents {
		if !slices.ContainsFunc(before.Incidents, func(o *status.Incident) bool { return o.ID == inc.ID }) {
			titles = append(titles, inc.Title)
		}
	}
	return titles
}

// matched says which rule each signal has met.
func (r Rules) matched(source string, told []status.Told) []Matched {
	src, ok := r.Config.Source(source)
	if !ok {
		return nil
	}
	all := make([]Matched, len(told))
	for i, t := range told {
		all[i] = Matched{Signal: t.Signal, Effect: t.Effect}
		if n := intake.Which(src.Rules, t.Signal); n >= 0 {
			all[i].Rule, all[i].Number = &src.Rules[n], n+1
		}
	}
	return all
}
