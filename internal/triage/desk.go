package triage

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"tidings/internal/inbox"
)

const atOnce = 64 // deliveries read together

// Desk takes deliveries from the inbox to the board, for a program that is
// started for it. Several may work on one inbox.
type Desk struct {
	Inbox *inbox.Inbox
	Log   *slog.Logger
	// Recorded is called when something may have come onto the board, and the
	// delivery is noted as done once it returns; Ended when that is so. Both may be nil.
	Recorded func()
	Ended    func(source string, e Ending)
}

// Work brings one delivery to an end: done, or in quarantine with a reason. It
// fails only when trying again later makes sense.
func (d Desk) Work(ctx context.Context, r Rules, x Reading) error {
	end, err := r.Record(ctx, x, x.Delivery.ID)
	if err != nil {
		return err
	}
	if d.Recorded != nil {
		d.Recorded()
	}
	err = d.Inbox.Done(ctx, x.Delivery.ID, end.State, end.Reason, end.Outcome)
	if errors.Is(err, inbox.ErrNotFound) {
		return nil // another program has done it, and it was forgotten since
	}
	if err != nil {
		return err
	}
	if d.Ended != nil {
		d.Ended(x.Delivery.Source, end)
	}
	if end.State == inbox.Quarantined {
		d.Log.WarnContext(ctx, "a delivery was put in quarantine", "delivery", x.Delivery.ID, "source", x.Delivery.Source, "reason", end.Reason)
	}
	return nil
}

// WorkOff works until no delivery waits, and reports how many did.
func (d Desk) WorkOff(ctx context.Context, r Rules) (n int, err error) {
	for {
		batch, err := d.Inbox.Pending(ctx, atOnce)
		if err != nil || len(batch) == 0 {
			return n, err
		}
		if err := d.WorkBatch(ctx, r, batch); err != nil {
			return n, err
		}
		n += len(batch)
	}
}

// WorkBatch reads a batch and works it out, wave by wave.
func (d Desk) WorkBatch(ctx context.Context, r Rules, batch []inbox.Delivery) error {
	readings := make([]Reading, len(batch))
	for i, waiting := range batch {
		readings[i] = r.Read(waiting)
	}
	for _, wave := range waves(readings) {
		if err := d.workWave(ctx, r, wave); err != nil {
			return err
		}
	}
	return nil
}

// workWave works deliveries out side by side, so that they share the store's
// syncs.
func (d Desk) workWave(ctx context.Context, r Rules, wave []Reading) error {
	errs := make([]error, len(wave))
	var all sync.WaitGroup
	for i, x := range wave {
		all.Go(func() { errs[i] = d.Work(ctx, r, x) })
	}
	all.Wait()
	return errors.Join(errs...)
}
