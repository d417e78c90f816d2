package app

import (
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
)

func TestWhatIsAskedIsOwedUntilTaken(t *testing.T) {
	var q asked
	q.add(status.Scope{Current: true, Incidents: []string{"b"}})
	q.add(status.Scope{Incidents: []string{"a", "b"}})
	if got := q.take(); !got.Current || strings.Join(got.Incidents, " ") != "a b" {
		t.Errorf("take = %+v", got)
	}
	if got := q.take(); !got.Empty() {
		t.Errorf("taken twice: %+v", got)
	}
}

// A view knows whole seconds: one that is to show what was just said must not
// be of a moment before it.
func TestAsOfIsNeverBeforeWhatWasSaid(t *testing.T) {
	whole := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for _, now := range []time.Time{whole, whole.Add(1), whole.Add(time.Second - 1)} {
		if at := asOf(now); at.Before(now) || at.Sub(now) >= time.Second || at.Nanosecond() != 0 {
			t.Errorf("asOf(%s) = %s", now, at)
		}
	}
}

func TestBackoffGrowsToABoundAndStartsAnew(t *testing.T) {
	var b backoff
	last := b.next()
	for range 20 {
		if next := b.next(); next < last || next > longestPause {
			t.Fatalf("after %s comes %s", last, next)
		} else {
			last = next
		}
	}
	if last != longestPause {
		t.Errorf("it ends at %s", last)
	}
	if b.reset(); b.failing() || b.next() != firstPause {
		t.Error("it does not start anew")
	}
}

func TestMidnightOfAZoneWithSummerTime(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []time.Time{
		time.Date(2026, 3, 29, 12, 0, 0, 0, zone), // has 23 hours
		time.Date(2026, 10, 25, 1, 0, 0, 0, zone), // has 25 hours
	} {
		next := nextMidnight(day, zone)
		if h, m, s := next.Clock(); h+m+s != 0 || next.Day() != day.Day()+1 {
			t.Errorf("after %s comes %s", day, next)
		}
		if !midnights(day, next, zone) || midnights(day, next.Add(-1), zone) {
			t.Errorf("midnight after %s is not seen", day)
		}
	}
}
