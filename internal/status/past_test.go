package status_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tidings/internal/status"
)

// TestPastIsCutAsTheBarsAre holds both ways to the same days: on those of the
// bars they say the same, and an outage that lasts is seen before them too.
func TestPastIsCutAsTheBarsAre(t *testing.T) {
	ctx := t.Context()
	b := newBoard()
	days := func(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
	over := openIncident("over", status.ImpactNone, days(120), map[string]status.Status{"api": status.PartialOutage})
	over.Updates = append(over.Updates, status.Update{ID: "2", At: noon.Add(-days(100)), State: status.Resolved})
	lasts := openIncident("lasts", status.ImpactNone, days(110), map[string]status.Status{"api": status.MajorOutage})
	for _, inc := range []*status.Incident{over, lasts} {
		if _, err := b.PutIncident(ctx, person, *inc, noon); err != nil {
			t.Fatal(err)
		}
	}
	v, err := b.View(ctx, layout, noon)
	if err != nil {
		t.Fatal(err)
	}
	today := status.DateOf(noon, time.UTC)
	again, err := v.Past(b.Days(ctx, v.First, today), v.First, today)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v.Bars, again, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-bars +past):\n%s", diff)
	}
	from, to := today.AddDays(-119), today.AddDays(-95)
	past, err := v.Past(b.Days(ctx, from, to), from, to)
	if err != nil {
		t.Fatal(err)
	}
	var sum [6]int64
	for _, day := range past[0] {
		for s, n := range day.Seconds {
			sum[s] += n
		}
	}
	// Day 119 whole to noon of day 110 by the first alone, then by the second.
	partial, major := days(9)+12*time.Hour, days(16)-12*time.Hour
	if sum[status.PartialOutage] != int64(partial.Seconds()) || sum[status.MajorOutage] != int64(major.Seconds()) {
		t.Errorf("got %v seconds, want %v of partial and %v of major outage", sum, partial.Seconds(), major.Seconds())
	}
	if !v.Lasting(0, today.AddDays(-100)) || v.Lasting(0, today.AddDays(-111)) {
		t.Error("does not know since when something lasts")
	}
}

// TestChangesBeforeTheBarsAreInTheScope holds that a monitor's late word about
// a day of long ago names the day: numbers of whole months hold it.
func TestChangesBeforeTheBarsAreInTheScope(t *testing.T) {
	b := newBoard()
	began := noon.AddDate(0, -6, 0)
	if _, err := b.Record(t.Context(), "1", []status.Told{firing("a", began, nil)}, noon); err != nil {
		t.Fatal(err)
	}
	scope, err := b.Record(t.Context(), "2", []status.Told{cleared("a", began, began.Add(time.Hour))}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]status.Date{status.DateOf(began, time.UTC)}, scope.Days); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWholeFrom(t *testing.T) {
	for first, want := range map[status.Date]status.Date{"2026-08-25": "2026-09-01", "2026-09-01": "2026-09-01", "2026-12-02": "2027-01-01"} {
		if got := status.WholeFrom(first); got != want {
			t.Errorf("%s: got %s, want %s", first, got, want)
		}
	}
}
