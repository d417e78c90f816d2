package app

import (
	"testing"
	"time"
)

// Where the clocks go forward at midnight there is no midnight: the day begins
// later, and waiting for it must not end before it.
func TestNextMidnightWhereThereIsNone(t *testing.T) {
	zone, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	for _, now := range []time.Time{
		time.Date(2026, 9, 5, 12, 0, 0, 0, zone),
		time.Date(2026, 9, 5, 23, 0, 0, 0, zone),
		time.Date(2026, 9, 5, 23, 59, 59, 0, zone),
	} {
		if got, want := nextMidnight(now, zone), time.Date(2026, 9, 6, 1, 0, 0, 0, zone); !got.Equal(want) {
			t.Errorf("after %v the next day begins at %v, want %v", now, got, want)
		}
	}
}
