package app

import (
	"context"
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
	pause := backoff{most: pagePause}
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

// workOff works until no delivery waits, as the store says.
func (a *App) workOff(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			a.arrivals.miss()
		}
	}()
	for {
		batch := a.arrivals.take()
		if len(batch) == 0 {
			a.arrivals.asking()
			if batch, err = a.Inbox.Pending(ctx, batchSize); err != nil {
				return err
			}
			a.arrivals.found(batch)
		}
		if len(batch) == 0 {
			return nil
		}
		if err = a.workBatch(ctx, batch); err != nil {
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
	a.toBegin.ring()
	desk := triage.Desk{Inbox: a.Inbox, Log: a.Log, Recorded: func() {
		a.toPublish.ring()
		afterPage(a.toTime)
		if len(batch) == 1 {
			a.toWork.wait(ctx, headStart) // nobody waits for it to be noted as done, unless another comes
		}
	}, Ended: func(source string, e triage.Ending) {
		a.Metrics.Add("tidings_worked_total", 1, "source", source, "state", e.State)
	}}
	return desk.WorkBatch(ctx, a.rules.Load().triage(), batch)
}
