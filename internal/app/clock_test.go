package app

import (
	"log/slog"
	"testing"
	"time"
)

func TestClockNeverGoesBack(t *testing.T) {
	wall := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	c := newSteadyClock(func() time.Time { return wall }, slog.New(slog.DiscardHandler))
	first := c.Now()
	wall = wall.Add(-time.Hour)
	last := c.Now()
	if last.Before(first) {
		t.Fatalf("the clock went back from %s to %s", first, last)
	}
	for range 3 * 3600 {
		wall = wall.Add(time.Second)
		now := c.Now()
		if now.Before(last) {
			t.Fatalf("the clock went back from %s to %s", last, now)
		}
		last = now
	}
	if !last.Equal(wall) {
		t.Errorf("three hours after a jump of one hour the clock says %s and the wall %s", last, wall)
	}
}
