package throttle

import (
	"fmt"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestSoOftenAtOnceAndThenSoOftenAMinute(t *testing.T) {
	th, now := New(6, 2), noon
	for i, want := range []time.Duration{0, 0, 10 * time.Second, 10 * time.Second} {
		if got := th.Take("ann", now); got.Round(time.Millisecond) != want {
			t.Errorf("act %d: wait %v, want %v", i, got, want)
		}
	}
	if th.Take("bob", now) != 0 {
		t.Error("bob pays for ann")
	}
	now = now.Add(10 * time.Second)
	if th.Take("ann", now) != 0 || th.Take("ann", now) == 0 {
		t.Error("after ten seconds ann may act once")
	}
	if th.Take("ann", now.Add(-time.Hour)) == 0 {
		t.Error("a clock that jumps back gives something away")
	}
}

func TestAFloodOfKeysFreesNobodyWhoIsRefused(t *testing.T) {
	th := New(1, 1)
	for range 2 {
		th.Take("villain", noon)
	}
	for i := range 3 * remembered {
		th.Take(fmt.Sprint("alias", i), noon)
	}
	if len(th.seen) > remembered {
		t.Errorf("%d keys are remembered", len(th.seen))
	}
}

func TestNeighbourhood(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "", "nonsense": "",
	} {
		if got := Neighbourhood(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
