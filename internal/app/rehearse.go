package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tidings/internal/inbox"
	"tidings/internal/intake"
	"tidings/internal/status"
	"tidings/internal/store/scratch"
	"tidings/internal/web/admin/monitors"
)

// station is the program as the dashboard's section of monitors sees it.
type station struct {
	desktop
}

var _ monitors.House = station{}

// Monitors is the program as the dashboard's section of monitors sees it.
func (a *App) Monitors() monitors.House { return station{desktop{a}} }

// Replay implements monitors.House: what changes is published at once.
func (s station) Replay(ctx context.Context, id string) (inbox.Delivery, error) {
	r := s.rules.Load()
	if r == nil {
		return inbox.Delivery{}, errNoContent
	}
	var d inbox.Delivery
	err := s.Do(func() (err error) {
		d, err = Replay(ctx, s.Store, s.Inbox, r.config, id, s.clock.Now())
		return err
	})
	return d, err
}

// Rehearse implements monitors.House. The delivery is read by the rules in
// force and recorded in a store over the real one, which is then forgotten.
func (s station) Rehearse(ctx context.Context, d inbox.Delivery) (monitors.Rehearsal, error) {
	s.still.RLock()
	defer s.still.RUnlock()
	r := s.rules.Load()
	if r == nil {
		return monitors.Rehearsal{}, errNoContent
	}
	x := r.read(d)
	if x.puzzle != nil {
		return monitors.Rehearsal{Quarantine: x.puzzle.Error()}, nil
	}
	h := monitors.Rehearsal{Readings: r.readings(d.Source, x.told)}
	board := status.NewBoard(scratch.New(s.Store, s.clock.Now), r.config.Site.Zone)
	before, err := board.View(ctx, r.config.Layout, asOf(d.Received))
	if err != nil {
		return h, fmt.Errorf("reading the board: %w", err)
	}
	if _, err := board.Record(ctx, d.ID, x.told, d.Received); err != nil {
		return h, fmt.Errorf("rehearsing a delivery: %w", err)
	}
	for _, in := range holds(x.told) {
		at := d.Received.Add(in)
		if _, err := board.Settle(ctx, at); err != nil {
			return h, fmt.Errorf("rehearsing what time brings: %w", err)
		}
		after, err := board.View(ctx, r.config.Layout, asOf(at))
		if err != nil {
			return h, fmt.Errorf("reading the board: %w", err)
		}
		h.Changes = append(h.Changes, changesBetween(before, after, in)...)
		h.Incidents = append(h.Incidents, opened(before, after)...)
		before = after
	}
	return h, nil
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

func changesBetween(before, after *status.View, in time.Duration) (all []monitors.Change) {
	for n, is := range after.States {
		if was := before.States[n].Status; was != is.Status {
			all = append(all, monitors.Change{Component: after.Layout.Components[n].Name, Before: was, After: is.Status, In: in})
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

// readings say which rule each signal has met.
func (r *rules) readings(source string, told []status.Told) []monitors.Reading {
	src, ok := r.config.Source(source)
	if !ok {
		return nil
	}
	all := make([]monitors.Reading, len(told))
	for i, t := range told {
		all[i] = monitors.Reading{Signal: t.Signal, Effect: t.Effect}
		if n := intake.Which(src.Rules, t.Signal); n >= 0 {
			all[i].Rule, all[i].Number = &src.Rules[n], n+1
		}
	}
	return all
}
