package status_test

import (
	"context"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

func openIncident(id string, impact status.Impact, ago time.Duration, components map[string]status.Status) *status.Incident {
	return &status.Incident{ID: id, Title: id, Impact: impact, Components: components,
		Updates: []status.Update{{ID: "1", At: noon.Add(-ago), State: status.Investigating}}}
}

func work(id string, from, to time.Duration, components ...string) *status.Maintenance {
	return &status.Maintenance{ID: id, Starts: noon.Add(from), Ends: noon.Add(to), Components: components,
		Updates: []status.Update{{ID: "1", At: noon.Add(from - 24*time.Hour), State: status.Scheduled}}}
}

func derive(t *testing.T, f status.Facts) *status.View {
	t.Helper()
	f.Layout, f.Zone, f.At = layout, time.UTC, noon
	v, err := status.Derive(f)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestPrecedence(t *testing.T) {
	type statuses = map[string]status.Status
	slow := openIncident("slow", status.ImpactNone, time.Hour, statuses{"api": status.DegradedPerformance})
	down := openIncident("down", status.ImpactNone, time.Minute, statuses{"api": status.MajorOutage})
	works := openIncident("works", status.ImpactNone, time.Minute, statuses{"api": status.Operational})
	now, soon, over := work("now", -time.Hour, time.Hour, "api"), work("soon", time.Hour, 2*time.Hour, "api"), work("over", -2*time.Hour, -time.Hour, "api")
	override := func(s status.Status, until time.Duration) []status.Override {
		return []status.Override{{Component: "api", Status: s, By: "ann", At: noon.Add(-30 * time.Minute), Until: noon.Add(until)}}
	}
	tests := []struct {
		name   string
		facts  status.Facts
		want   status.Status
		causes []string
	}{
		{"nothing", status.Facts{}, status.Operational, nil},
		{"incident", status.Facts{Incidents: []*status.Incident{slow}}, status.DegradedPerformance, []string{"incident slow"}},
		{"worst of incidents", status.Facts{Incidents: []*status.Incident{slow, down}}, status.MajorOutage, []string{"incident down", "incident slow"}},
		{"incident that hurts nothing", status.Facts{Incidents: []*status.Incident{works}}, status.Operational, nil},
		{"maintenance", status.Facts{Maintenance: []*status.Maintenance{now}}, status.UnderMaintenance, []string{"maintenance now"}},
		{"maintenance to come, and past", status.Facts{Maintenance: []*status.Maintenance{soon, over}}, status.Operational, nil},
		{"maintenance before incident", status.Facts{Incidents: []*status.Incident{down}, Maintenance: []*status.Maintenance{now}}, status.UnderMaintenance, []string{"maintenance now"}},
		{"override before maintenance", status.Facts{Maintenance: []*status.Maintenance{now}, Overrides: override(status.PartialOutage, time.Hour)}, status.PartialOutage, []string{"override ann"}},
		{"override to green", status.Facts{Maintenance: []*status.Maintenance{now}, Overrides: override(status.Operational, time.Hour)}, status.Operational, nil},
		{"override no better than an incident", status.Facts{Incidents: []*status.Incident{slow}, Overrides: override(status.Operational, time.Hour)}, status.DegradedPerformance, []string{"incident slow", "override ann"}},
		{"override worse than an incident", status.Facts{Incidents: []*status.Incident{slow}, Overrides: override(status.MajorOutage, time.Hour)}, status.MajorOutage, []string{"override ann"}},
		{"override run out", status.Facts{Incidents: []*status.Incident{slow}, Overrides: override(status.MajorOutage, -time.Minute)}, status.DegradedPerformance, []string{"incident slow"}},
		{"unknown is not green", status.Facts{Overrides: override(status.Unknown, time.Hour)}, status.Unknown, []string{"override ann"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := derive(t, tt.facts)
			var causes []string
			for _, c := range v.States[0].Causes {
				causes = append(causes, c.Kind+" "+c.ID)
			}
			if v.States[0].Status != tt.want || !slices.Equal(causes, tt.causes) {
				t.Errorf("%v because of %v, want %v because of %v", v.States[0].Status, causes, tt.want, tt.causes)
			}
			if v.Worst != tt.want {
				t.Errorf("the verdict is %v, want %v", v.Worst, tt.want)
			}
		})
	}
}

func TestTheVerdictHearsTheImpactOfOpenIncidents(t *testing.T) {
	for impact, want := range map[status.Impact]status.Status{
		status.ImpactNone: status.Operational, status.ImpactMinor: status.DegradedPerformance,
		status.ImpactMajor: status.PartialOutage, status.ImpactCritical: status.MajorOutage,
	} {
		v := derive(t, status.Facts{Incidents: []*status.Incident{openIncident("x", impact, time.Hour, nil)}})
		if v.Worst != want {
			t.Errorf("impact %v: the verdict is %v, want %v", impact, v.Worst, want)
		}
		if want != status.Operational && !v.Since.Equal(noon.Add(-time.Hour)) {
			t.Errorf("impact %v: since %v", impact, v.Since)
		}
	}
}

// dayOf is one stored day with intervals of a component.
func daysOf(days ...*status.Day) iter.Seq2[*status.Day, error] {
	return func(yield func(*status.Day, error) bool) {
		for _, d := range days {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func interval(component, cause string, s status.Status, from, to time.Duration) status.Interval {
	return status.Interval{Component: component, Cause: cause, From: noon.Add(from), To: noon.Add(to), Status: s}
}

func TestBarsHoldTheWorstOfEachInstant(t *testing.T) {
	day := &status.Day{Date: "2026-11-22", Intervals: []status.Interval{
		interval("api", "incident/a", status.DegradedPerformance, -4*time.Hour, -2*time.Hour),
		interval("api", "incident/b", status.MajorOutage, -3*time.Hour, -1*time.Hour),
		interval("api", "signal/mon", status.MajorOutage, -3*time.Hour, -2*time.Hour),
	}}
	v := derive(t, status.Facts{
		Days:      daysOf(day),
		Incidents: []*status.Incident{openIncident("c", status.ImpactNone, 30*time.Minute, map[string]status.Status{"api": status.PartialOutage})},
	})
	want := []status.Bar{{
		Date: "2026-11-22", Worst: status.MajorOutage,
		Seconds:  [6]int64{status.DegradedPerformance: 3600, status.MajorOutage: 7200, status.PartialOutage: 1800},
		Monitors: true,
	}}
	if diff := cmp.Diff(want, v.Bars[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !v.States[0].Since.Equal(noon.Add(-30 * time.Minute)) {
		t.Errorf("partial outage since %v", v.States[0].Since)
	}
}

func TestAStatusBeganWhereItBecameWhatItIs(t *testing.T) {
	day := &status.Day{Date: "2026-11-22", Intervals: []status.Interval{
		interval("api", "incident/a", status.MajorOutage, -5*time.Hour, -2*time.Hour),
		interval("web", "incident/a", status.MajorOutage, -3*time.Hour, -1*time.Hour),
	}}
	open := openIncident("b", status.ImpactNone, 3*time.Hour, map[string]status.Status{"api": status.MajorOutage})
	v := derive(t, status.Facts{Days: daysOf(day), Incidents: []*status.Incident{open}})
	if !v.States[0].Since.Equal(noon.Add(-5 * time.Hour)) {
		t.Errorf("api is down since %v, though one incident took over from another", v.States[0].Since)
	}
	if !v.States[1].Since.Equal(noon.Add(-time.Hour)) {
		t.Errorf("web works since %v", v.States[1].Since)
	}
	if !v.States[2].Since.IsZero() || len(v.Bars[2]) != 0 {
		t.Errorf("docs, of which nothing is known, since %v with bars %v", v.States[2].Since, v.Bars[2])
	}
	if !v.Since.Equal(noon.Add(-5 * time.Hour)) {
		t.Errorf("the verdict holds since %v", v.Since)
	}
}

func TestSignalsDuringMaintenanceDoNotCount(t *testing.T) {
	day := &status.Day{Date: "2026-11-22", Intervals: []status.Interval{
		interval("api", "maintenance/m", status.UnderMaintenance, -4*time.Hour, -3*time.Hour),
		interval("api", "signal/mon", status.MajorOutage, -210*time.Minute, -150*time.Minute),
	}}
	got := derive(t, status.Facts{Days: daysOf(day)}).Bars[0][0].Seconds
	want := [6]int64{status.UnderMaintenance: 3600, status.MajorOutage: 1800}
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestBarsOfDaysThatAreNot24HoursLong(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	inc := &status.Incident{ID: "long", Components: map[string]status.Status{"api": status.MajorOutage}, Updates: []status.Update{{ID: "1", At: at.AddDate(0, 0, -20)}}}
	v, err := status.Derive(status.Facts{Layout: layout, Zone: zone, At: at, Incidents: []*status.Incident{inc}})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range v.Bars[0] {
		want := int64(24 * 3600)
		switch b.Date {
		case "2026-10-25":
			want = 25 * 3600 // summer time ends
		case "2026-10-12", "2026-11-01":
			continue
		}
		if b.Seconds[status.MajorOutage] != want {
			t.Errorf("%s has %d seconds of outage, want %d", b.Date, b.Seconds[status.MajorOutage], want)
		}
	}
	if len(v.Bars[0]) != 21 {
		t.Errorf("%d bars, want 21", len(v.Bars[0]))
	}
}

func TestThereIsNoDataBeforeAComponentWas(t *testing.T) {
	young := status.Layout{Components: []status.Component{{ID: "api", Since: "2026-11-20"}}}
	day := &status.Day{Date: "2026-11-19", Intervals: []status.Interval{interval("api", "incident/a", status.MajorOutage, -72*time.Hour, -70*time.Hour)}}
	v, err := status.Derive(status.Facts{Layout: young, Zone: time.UTC, At: noon, Days: daysOf(day)})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(v.Bars[0]); n != status.BarDays-3 {
		t.Fatalf("%d bars, want one for each of the %d days before the component was", n, status.BarDays-3)
	}
	for _, b := range v.Bars[0] {
		if b.NoData != 86400 || b.Worst == status.Operational || b.Seconds != [6]int64{} {
			t.Fatalf("%+v", b)
		}
	}
}

func TestViewIsTheSameAfterReloading(t *testing.T) {
	ctx := context.Background()
	store := newStore()
	b := status.NewBoard(store, time.UTC)
	if _, err := b.PutIncident(ctx, person, *openIncident("slow", status.ImpactMinor, time.Hour, map[string]status.Status{"api": status.MajorOutage}), noon); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Record(ctx, "1", []status.Told{firing("a", noon.Add(-time.Hour), nil)}, noon); err != nil {
		t.Fatal(err)
	}
	before, err := b.View(ctx, layout, noon)
	if err != nil {
		t.Fatal(err)
	}
	after, err := status.NewBoard(store, time.UTC).View(ctx, layout, noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after, viewOptions); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}
