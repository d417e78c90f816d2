package app

import (
	"context"
	"time"

	"tidings/internal/publish"
)

// begun is a publish that was begun while what it will show was still being
// written. Only the publishing loop touches it. It holds nothing and has changed
// nothing: what is not taken is forgotten.
type begun struct {
	session *publish.Session
	at      time.Time
}

// awaitChange waits until there may be something to publish, and reports whether
// the context is still alive. It begins the publish of what is about to change.
func (a *App) awaitChange(ctx context.Context) bool {
	timer := time.NewTimer(changesPoll)
	defer timer.Stop()
	a.begun = begun{}
	for {
		select {
		case <-a.toBegin:
			a.beginAhead(ctx)
			continue
		case <-a.toPublish:
		case <-timer.C:
		case <-ctx.Done():
		}
		return ctx.Err() == nil
	}
}

func (a *App) beginAhead(ctx context.Context) {
	at := asOf(a.clock.Now())
	if s, err := a.beginPublish(ctx, at, false); err == nil { // else the publish itself tells what is wrong
		a.begun = begun{s, at}
	}
}

func (a *App) beginPublish(ctx context.Context, at time.Time, whole bool) (*publish.Session, error) {
	return publish.Begin(ctx, a.Target, publish.Options{At: at, Whole: whole, MaxDeletions: a.MaxDeletions})
}

// take gives what was begun, where it is of this moment and of a part of the site.
func (b *begun) take(at time.Time, whole bool) *publish.Session {
	s := b.session
	if whole || !b.at.Equal(at) {
		s = nil
	}
	*b = begun{}
	return s
}
