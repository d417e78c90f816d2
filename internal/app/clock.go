package app

import (
	"log/slog"
	"sync"
	"time"
)

// steadyClock never goes back. When the machine's clock is set back, it goes
// on from where it was, at half speed, until the machine's clock has caught
// up: a signal that comes later is then always later.
type steadyClock struct {
	wall func() time.Time
	log  *slog.Logger

	mu     sync.Mutex
	read   time.Time // the wall at the last reading
	told   time.Time // what that reading answered
	behind bool      // whether the wall is behind what was told
}

func newSteadyClock(wall func() time.Time, log *slog.Logger) *steadyClock {
	return &steadyClock{wall: wall, log: log}
}

// Now is the time, in UTC, never earlier than any that was told before.
func (c *steadyClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	read := c.wall()
	now := read.Round(0).UTC()
	if now.Before(c.told) {
		c.warn(c.told.Sub(now))
		passed := max(0, read.Sub(c.read)) // monotonic where the wall has such a reading
		now = c.told.Add(passed / 2)
	} else {
		c.behind = false
	}
	c.read, c.told = read, now
	return now
}

func (c *steadyClock) warn(by time.Duration) {
	if !c.behind && by > time.Second {
		c.log.Warn("the clock of this machine was set back; times on the page go on from where they were", "by", by.Round(time.Second).String())
	}
	c.behind = true
}
