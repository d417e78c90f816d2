package status

import (
	"testing"
	"time"
)

// TestPromised holds that a promise is read where it is one, and only there.
func TestPromised(t *testing.T) {
	said := time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC) }
	var none time.Time
	for _, x := range []struct {
		update Update
		want   time.Time
	}{
		{Update{Body: "We see **slow answers** on the API. Next update by 10:30 UTC."}, at(22, 10, 30)},
		{Update{Body: "Next update: is due by **9:30 GMT**"}, at(23, 9, 30)},
		{Update{Body: "The next update is expected at 10:04 UTC."}, at(23, 10, 4)},
		{Update{Body: "Sorry.\n\nNEXT UPDATE within the next 45 minutes."}, at(22, 10, 49)},
		{Update{Body: "Next update in 2h."}, at(22, 12, 4)},
		{Update{Body: "Next update in 1 hour"}, at(22, 11, 4)},
		{Update{Body: "Next update by 10:30 UTC.", Next: at(22, 11, 0)}, at(22, 11, 0)},
		{Update{Body: "Wir sehen nach.", Next: at(22, 11, 0)}, at(22, 11, 0)},
		{Update{Body: "Next update by 10:30."}, none},
		{Update{Body: "Next update by 10:30 CET."}, none},
		{Update{Body: "Next update by 25:30 UTC."}, none},
		{Update{Body: "Next update soon."}, none},
		{Update{Body: "In the next updated version by 10:30 UTC"}, none},
		{Update{Body: "All is well. Next update by 10:30 UTC.", State: Resolved}, none},
	} {
		x.update.At = said
		if got := x.update.Promised(); !got.Equal(x.want) {
			t.Errorf("%q: got %v, want %v", x.update.Body, got, x.want)
		}
	}
}

// TestNextUpdateIsTheNewestWord holds that an update without a promise takes
// an earlier one back, and that a maintenance promises nothing before it is said.
func TestNextUpdateIsTheNewestWord(t *testing.T) {
	from := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	updates := []Update{{At: from, Body: "Next update in 30 minutes."}, {At: from.Add(time.Hour), Body: "A fix is in place."}}
	inc := Incident{Updates: updates[:1]}
	if got := inc.NextUpdate(); !got.Equal(from.Add(30 * time.Minute)) {
		t.Errorf("got %v", got)
	}
	if inc.Updates = updates; !inc.NextUpdate().IsZero() {
		t.Errorf("an old promise holds: %v", inc.NextUpdate())
	}
	m := Maintenance{Updates: updates}
	if got := m.NextUpdate(from.Add(time.Minute)); !got.Equal(from.Add(30 * time.Minute)) {
		t.Errorf("got %v", got)
	}
	if got := m.NextUpdate(from.Add(-time.Minute)); !got.IsZero() {
		t.Errorf("got %v before it was said", got)
	}
}
