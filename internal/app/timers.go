package app

import (
	"context"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin/posting"
)

const (
	sweepEvery = time.Minute
	soonest    = 100 * time.Millisecond // between two looks at the time
)

// timing does what time alone brings, until the context ends: elapsed holds,
// maintenances that begin and end, overrides that expire, and every midnight
// of the site's zone, when the bars move on. Once a minute it looks in any case.
func (a *App) timing(ctx context.Context) {
	pause := backoff{most: pagePause}
	last := a.clock.Now()
	for ctx.Err() == nil {
		now := a.clock.Now()
		due, err := a.passTo(ctx, last, now)
		if err == nil {
			due, err = a.postDue(ctx, now, due)
		}
		if err != nil {
			a.failed(ctx, &pause, "what is due could not be worked out", err)
			sleep(ctx, pause.next())
			continue
		}
		a.recovered(&pause, "what is due is worked out again")
		last = now
		sleep(ctx, soonest) // in a storm there is always a reason to look again
		a.toTime.wait(ctx, min(max(due.Sub(a.clock.Now()), 0), sweepEvery))
	}
}

// passTo settles what came due up to now, and says when to look again.
func (a *App) passTo(ctx context.Context, last, now time.Time) (time.Time, error) {
	a.still.RLock()
	defer a.still.RUnlock()
	if err := a.whole(); err != nil {
		return now, err
	}
	a.retire(now)
	r := a.rules.Load()
	scope, err := r.board.Settle(ctx, now)
	if err != nil {
		return now, err
	}
	scope.Midnight = scope.Midnight || midnights(last, now, r.config.Site.Zone)
	if !scope.Empty() {
		a.ask(scope)
	}
	return r.nextDue(ctx, now)
}

// postDue publishes what was posted in the dashboard and has waited long
// enough to be taken back, and says when to look again.
func (a *App) postDue(ctx context.Context, now, due time.Time) (time.Time, error) {
	next, err := posting.NewPending(a.Store).PublishDue(ctx, a.writing(), now)
	if err == nil && !next.IsZero() && next.Before(due) {
		due = next
	}
	return due, err
}

// midnights reports whether a day of the zone began between two times.
func midnights(last, now time.Time, zone *time.Location) bool {
	return status.DateOf(last, zone) != status.DateOf(now, zone)
}

// nextDue is the next moment at which time alone changes something.
func (r *rules) nextDue(ctx context.Context, now time.Time) (time.Time, error) {
	due, err := r.board.Due(ctx, now)
	if err != nil {
		return now, err
	}
	midnight := nextMidnight(now, r.config.Site.Zone)
	if due.IsZero() || midnight.Before(due) {
		due = midnight
	}
	return due, nil
}

func nextMidnight(now time.Time, zone *time.Location) time.Time {
	return status.DateOf(now, zone).AddDays(1).Start(zone)
}
