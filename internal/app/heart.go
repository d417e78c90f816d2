package app

import (
	"context"
	"time"

	"tidings/internal/publish"
)

// beatEvery is how far apart heartbeats are. Readers are told to doubt the page
// after five missed ones, so that no cache on the way makes it look old.
const beatEvery = time.Minute

// heart knows when the site's heartbeat is due, and under which sequence this
// program holds the target.
type heart struct {
	own   uint64 // 0 while the target is not held
	due   time.Time
	quiet bool // it was told that it does not beat
}

// published notes what a publish has made of the target's sequence.
func (h *heart) published(r publish.Report, err error) {
	switch {
	case err != nil:
		h.own = 0 // it may have claimed the target before it failed
	case r.Claimed > 0:
		h.own = r.Claimed
	}
}

// beat says, once a minute, that the site is up to date. It comes after a look
// for changes that found none that are not published: while publishing fails,
// the heart is silent and readers learn that what they see may be old.
func (a *App) beat(ctx context.Context) {
	now := a.clock.Now()
	if now.Before(a.heart.due) {
		return
	}
	next := now.Add(beatEvery)
	own, err := publish.Beat(ctx, a.Target, a.heart.own, now, next)
	a.heart.own, a.heart.due = own, next
	switch {
	case err == nil:
		a.heart.quiet = false
	case !a.heart.quiet && ctx.Err() == nil:
		a.heart.quiet = true
		a.Log.Warn("the heartbeat of the site could not be written, so its pages will say that they may be old", "error", err)
	}
}
