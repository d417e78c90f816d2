package publish

import (
	"context"
	"log/slog"
	"time"

	"tidings/internal/boot/cloud/queues"
)

// alarmClock has the clock's door wake at the second at which time alone changes
// the page: a maintenance begins or ends, a hold elapses, a post can no longer be
// taken back. Whatever makes such a time is a change, and every change comes by here; what
// is further away than a queue can wait is seen again each minute. A message that is
// lost costs no more than that minute.
type alarmClock struct {
	wake func(ctx context.Context, why string, after time.Duration) error
	now  func() time.Time
	log  *slog.Logger

	asked time.Time // what this process has asked for last
}

// closeBy is how near a time is asked for again, in case the message comes before it
// by another machine's clock.
const closeBy = 2 * time.Second

// set asks to be woken at a time.
func (c *alarmClock) set(ctx context.Context, due time.Time) {
	in := due.Sub(c.now())
	if due.IsZero() || in > queues.Longest || due.Equal(c.asked) && in > closeBy {
		return
	}
	if err := c.wake(ctx, "due", max(in, 0)); err != nil {
		c.log.WarnContext(ctx, "what is due next comes with the minute, and not at its second", "due", due, "error", err)
		return
	}
	c.asked = due
}
