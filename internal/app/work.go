package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/internal/inbox"
	"tidings/internal/status"
	"tidings/internal/store"
)

const (
	workBatch = 64          // deliveries read at once
	workPoll  = time.Second // how often another process's deliveries are looked for
)

// work takes waiting deliveries in, the oldest first, until the context ends.
// What the store cannot take now is tried again, later and later.
func (a *App) work(ctx context.Context) {
	var pause backoff
	for {
		err := a.workOff(ctx)
		if err == nil {
			a.recovered(&pause, "deliveries are worked out again")
			if !a.toWork.wait(ctx, workPoll) {
				return
			}
			continue
		}
		a.failed(ctx, &pause, "deliveries wait: the store cannot take them", err)
		if !sleep(ctx, pause.next()) {
			return
		}
	}
}

// workOff works until no delivery waits.
func (a *App) workOff(ctx context.Context) error {
	for {
		batch, err := a.Inbox.Pending(ctx, workBatch)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, d := range batch {
			if err := a.workOne(ctx, d); err != nil {
				return err
			}
		}
	}
}

// workOne brings one delivery to an end: done, or in quarantine with a reason.
// It fails only when trying again later makes sense.
func (a *App) workOne(ctx context.Context, d inbox.Delivery) error {
	a.still.RLock()
	state, reason, outcome, err := a.rules.Load().understand(ctx, d, d.ID)
	a.still.RUnlock()
	if err != nil {
		return err
	}
	a.toPublish.ring()
	a.toTime.ring()
	if err := a.Inbox.Done(ctx, d.ID, state, reason, outcome); err != nil {
		return err
	}
	a.Metrics.Add("tidings_worked_total", 1, "source", d.Source, "state", state)
	if state == inbox.Quarantined {
		a.Log.Warn("a delivery was put in quarantine", "delivery", d.ID, "source", d.Source, "reason", reason)
	}
	return nil
}

// understand parses a delivery, matches its signals and records them on the
// board, under a name by which the board knows a repetition.
func (r *rules) understand(ctx context.Context, d inbox.Delivery, name string) (state, reason string, outcome []inbox.Outcome, err error) {
	told, outcome, err := r.told(d)
	if err != nil {
		return inbox.Quarantined, err.Error(), nil, nil
	}
	_, err = r.board.Record(ctx, name, told, d.Received)
	switch {
	case temporary(err):
		return "", "", nil, err
	case err != nil:
		return inbox.Quarantined, fmt.Sprintf("it could not be recorded: %v", err), nil, nil
	}
	if n := puzzles(told); n > 0 {
		return inbox.Quarantined, fmt.Sprintf("%d of its %d signals were not understood; the others count", n, len(told)), outcome, nil
	}
	return inbox.Done, "", outcome, nil
}

// temporary reports whether an error of the store says: try again later.
func temporary(err error) bool {
	return errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrConflict) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func puzzles(told []status.Told) int {
	n := 0
	for _, t := range told {
		if t.Signal.Kind == status.Puzzle {
			n++
		}
	}
	return n
}
