package app

import (
	"cmp"
	"context"
	"time"
)

// bell wakes one loop. Ringing it again before the loop has heard it is the
// same as ringing it once.
type bell chan struct{}

func newBell() bell { return make(bell, 1) }

func (b bell) ring() {
	select {
	case b <- struct{}{}:
	default:
	}
}

// rung reports whether the bell was rung since it was last heard.
func (b bell) rung() bool {
	select {
	case <-b:
		return true
	default:
		return false
	}
}

// headStart is what a page has before the work that follows from the same
// change: people read it within milliseconds, and that work would take half of a
// small machine from it. It is a time and no order: nobody waits for a publish.
const headStart = 20 * time.Millisecond

// afterPage rings bells a head start later.
func afterPage(bells ...bell) {
	time.AfterFunc(headStart, func() {
		for _, b := range bells {
			b.ring()
		}
	})
}

// wait returns when the bell rings or a time has passed, and reports whether
// the context is still alive.
func (b bell) wait(ctx context.Context, most time.Duration) bool {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-b:
	case <-timer.C:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// sleep waits, and reports whether the context is still alive.
func sleep(ctx context.Context, d time.Duration) bool {
	return bell(nil).wait(ctx, d)
}

// The bounds of waiting before something that failed is tried again.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 30 * time.Second
	// pagePause is the longest where the page waits for it: a disk that has room
	// again, or a store that answers again, rings no bell, and what was accepted
	// meanwhile is to show soon. It is as often as is looked when all is well.
	pagePause = time.Second
)

// backoff doubles the pause between tries, up to most; the zero value is ready,
// and has longestPause for it.
type backoff struct{ pause, most time.Duration }

func (b *backoff) next() time.Duration {
	b.pause = min(max(2*b.pause, firstPause), cmp.Or(b.most, longestPause))
	return b.pause
}

func (b *backoff) reset() { b.pause = 0 }

// failing reports whether the last try failed.
func (b *backoff) failing() bool { return b.pause > 0 }
