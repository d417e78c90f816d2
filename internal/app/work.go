package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"tidings/internal/inbox"
	"tidings/internal/triage"
)

const (
	batchSize = 64          // deliveries read at once
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
		batch, err := a.Inbox.Pending(ctx, batchSize)
		if err != nil || len(batch) == 0 {
			return err
		}
		if err := a.workBatch(ctx, batch); err != nil {
			return err
		}
	}
}

// workBatch reads a batch and works it out, wave by wave.
func (a *App) workBatch(ctx context.Context, batch []inbox.Delivery) error {
	a.still.RLock()
	defer a.still.RUnlock()
	if err := a.whole(); err != nil {
		return err
	}
	r := a.rules.Load()
	readings := make([]triage.Reading, len(batch))
	for i, d := range batch {
		readings[i] = r.triage().Read(d)
	}
	for _, wave := range triage.Waves(readings) {
		if err := a.workWave(ctx, r, wave); err != nil {
			return err
		}
	}
	return nil
}

// workWave works deliveries out side by side, so that they share the store's
// syncs.
func (a *App) workWave(ctx context.Context, r *rules, wave []triage.Reading) error {
	errs := make([]error, len(wave))
	var all sync.WaitGroup
	for i, x := range wave {
		all.Go(func() { errs[i] = a.workOne(ctx, r, x) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// workOne brings one delivery to an end: done, or in quarantine with a reason.
// It fails only when trying again later makes sense.
func (a *App) workOne(ctx context.Context, r *rules, x triage.Reading) error {
	end, err := r.triage().Record(ctx, x, x.Delivery.ID)
	if err != nil {
		return err
	}
	a.toPublish.ring()
	afterPage(a.toTime)
	if err := a.Inbox.Done(ctx, x.Delivery.ID, end.State, end.Reason, end.Outcome); err != nil {
		return err
	}
	a.Metrics.Add("tidings_worked_total", 1, "source", x.Delivery.Source, "state", end.State)
	if end.State == inbox.Quarantined {
		a.Log.Warn("a delivery was put in quarantine", "delivery", x.Delivery.ID, "source", x.Delivery.Source, "reason", end.Reason)
	}
	return nil
}
