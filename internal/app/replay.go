package app

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/triage"
)

// Replay works a kept delivery out again by the rules as they are now, as of
// when it was received, and returns it as it then stands. It may run beside a
// program that serves the same store.
func Replay(ctx context.Context, d store.Driver, in *inbox.Inbox, c *config.Config, id string, at time.Time) (inbox.Delivery, error) {
	kept, err := in.Get(ctx, id)
	if err != nil {
		return kept, err
	}
	r := triage.Rules{Config: c, Board: status.NewBoard(d, c.Site.Zone)}
	// A name of its own: the board has this delivery's first reading already.
	name := fmt.Sprintf("%s/replay-%d", kept.ID, at.UnixNano())
	end, err := r.Record(ctx, r.Read(kept), name)
	if err != nil {
		return kept, err
	}
	kept.State, kept.Reason, kept.Outcome = end.State, end.Reason, end.Outcome
	return kept, in.Done(ctx, kept.ID, kept.State, kept.Reason, kept.Outcome)
}
