package status_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

// TestBarsSayWhoSawADay holds that a day tells monitors and people from incidents.
func TestBarsSayWhoSawADay(t *testing.T) {
	day := func(ago int, causes ...string) *status.Day {
		d := &status.Day{Date: status.DateOf(noon.AddDate(0, 0, -ago), time.UTC)}
		for _, cause := range causes {
			d.Intervals = append(d.Intervals, interval("api", cause, status.MajorOutage, time.Duration(-24*ago-1)*time.Hour, time.Duration(-24*ago)*time.Hour))
		}
		return d
	}
	v := derive(t, status.Facts{Days: daysOf(day(4, "incident/x", "signal/mon"), day(3, "override/api"), day(2, "signal/mon"), day(1, "incident/y"))})
	type credit struct {
		Date             status.Date
		Monitors, People bool
	}
	var got []credit
	for _, bar := range v.Bars[0] {
		got = append(got, credit{bar.Date, bar.Monitors, bar.People})
	}
	want := []credit{{"2026-11-18", true, false}, {"2026-11-19", false, true}, {"2026-11-20", true, false}, {"2026-11-21", false, false}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
