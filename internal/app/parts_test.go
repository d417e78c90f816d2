package app

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/inbox"
	"tidings/internal/status"
)

// A body that makes a parser panic costs its own delivery and nothing else,
// and its reason names the line without showing the body.
func TestPanicOfAParserIsContained(t *testing.T) {
	signals, err := contained(func() ([]status.Signal, error) {
		var body []byte
		return nil, errorOf(body[7])
	})
	if signals != nil || err == nil || !strings.Contains(err.Error(), "please report this") {
		t.Errorf("contained = %v, %v", signals, err)
	}
}

func errorOf(byte) error { return nil }

func TestNobodyElsesTextIsExpanded(t *testing.T) {
	got := expand("{{component}} is down; {{title}} stays", "API {{component}}")
	if want := "API {{component}} is down; {{title}} stays"; got != want {
		t.Errorf("expand = %q, want %q", got, want)
	}
}

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

func says(id string, keys ...string) reading {
	x := reading{delivery: inbox.Delivery{ID: id}}
	for _, k := range keys {
		x.told = append(x.told, status.Told{Signal: status.Signal{Source: "s", Key: k}})
	}
	return x
}

// What is said of one key stays in order; what has no key in common goes together.
func TestWavesKeepTheOrderOfEachKey(t *testing.T) {
	var got []string
	for _, wave := range waves([]reading{says("1", "a"), says("2", "b"), says("3"), says("4", "c", "a"), says("5", "c"), says("6", "b")}) {
		line := ""
		for _, x := range wave {
			line += x.delivery.ID
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"123", "4", "56"}, got); diff != "" {
		t.Errorf("waves (-want +got):\n%s", diff)
	}
	if n := len(waves(make([]reading, waveSize+1))); n != 2 {
		t.Errorf("%d waves for one delivery more than a wave holds", n)
	}
}
