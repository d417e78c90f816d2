package backtest

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/status"
	"tidings/internal/store/memory"
	"tidings/internal/triage"
)

func newSide(c *config.Config, clock func() time.Time) *side {
	board := status.NewBoard(memory.New(clock), c.Site.Zone)
	return &side{Rules: triage.Rules{Config: c, Board: board}, states: map[string]status.Status{}, opened: map[string]Incident{}}
}

// take works a delivery out and says what each of its signals means.
func (s *side) take(ctx context.Context, d inbox.Delivery) ([]string, error) {
	x := s.Read(d)
	if _, err := s.Record(ctx, x, d.ID); err != nil {
		return nil, fmt.Errorf("working out %s: %w", d.ID, err)
	}
	told, puzzle := x.Told()
	if puzzle != nil {
		return []string{"not understood: " + puzzle.Error()}, nil
	}
	said := make([]string, len(told))
	for i, t := range told {
		said[i] = meaning(t)
	}
	return said, nil
}

// meaning is what a signal means by the rules.
func meaning(t status.Told) string {
	switch {
	case t.Signal.Kind == status.Puzzle:
		return "not understood"
	case t.Effect == nil:
		return "nothing"
	}
	said := t.Effect.Component + " " + t.Effect.Status.String()
	if t.Effect.HoldDown > 0 || t.Effect.HoldUp > 0 {
		said += fmt.Sprintf(" (hold %s, %s)", t.Effect.HoldDown, t.Effect.HoldUp)
	}
	if t.Opening != nil {
		said += ", incident by " + t.Effect.Template
	}
	return said
}

// look reads how the components are, and which incidents are open.
func (s *side) look(ctx context.Context, at time.Time) error {
	facts, err := s.Board.Present(ctx, s.Config.Layout, at.Add(time.Second-1).Truncate(time.Second))
	if err != nil {
		return fmt.Errorf("reading the board: %w", err)
	}
	view, err := status.Derive(facts)
	if err != nil {
		return fmt.Errorf("reading the board: %w", err)
	}
	for n, c := range view.Layout.Components {
		s.states[c.ID] = view.States[n].Status
	}
	for _, inc := range view.Incidents {
		s.opened[inc.ID] = Incident{Title: inc.Title, Opened: inc.Started()}
	}
	return nil
}
