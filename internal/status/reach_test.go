package status_test

import (
	"testing"
	"time"

	"tidings/internal/status"
)

// A monitor that is connected today may name a start of years ago.
func TestAnOldStartDoesNotRewriteThePast(t *testing.T) {
	s := newScene(t)
	long := noon.AddDate(-6, 0, 0)
	tell := firing("a", long, nil)
	tell.Signal.Received = noon
	s.record(noon, tell)
	v := s.view(noon)
	if got := v.States[0]; got.Status != status.MajorOutage || !got.Since.Equal(noon.Add(-24*time.Hour)) {
		t.Errorf("the component is %s since %s, want major_outage since a day ago", got.Status, got.Since)
	}
	if len(v.Bars[0]) != 2 {
		t.Errorf("%d days are coloured, want yesterday and today: %+v", len(v.Bars[0]), v.Bars[0])
	}
	end := cleared("a", long, noon.Add(time.Hour))
	scope := s.record(noon.Add(time.Hour), end)
	if len(scope.Days) > 2 {
		t.Errorf("the resolve touches %d days", len(scope.Days))
	}
	if v := s.view(noon.Add(time.Hour)); v.States[0].Status != status.Operational || len(v.Bars[0]) != 2 {
		t.Errorf("after the resolve: %s, %d days coloured", v.States[0].Status, len(v.Bars[0]))
	}
}

// What a monitor says is true when it arrives, even if its clock is ahead.
func TestAClockThatIsAheadDelaysNothing(t *testing.T) {
	s := newScene(t)
	ahead := noon.Add(40 * time.Second)
	tell := firing("a", ahead, nil)
	tell.Signal.Received = noon
	s.record(noon, tell)
	if got := s.view(noon.Add(time.Second)).States[0]; got.Status != status.MajorOutage {
		t.Errorf("the component is %s right after the alert", got.Status)
	}
	soon := noon.Add(20 * time.Second)
	end := cleared("a", ahead, soon.Add(40*time.Second))
	end.Signal.Received = soon
	s.record(soon, end)
	if got := s.view(soon.Add(time.Second)).States[0]; got.Status != status.Operational {
		t.Errorf("the component is %s right after the resolve", got.Status)
	}
}
