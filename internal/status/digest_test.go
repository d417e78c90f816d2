package status

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestDigestsSayWhatTheDaysSay derives views from random days and things that
// last, and wants what one sweep over all of it says.
func TestDigestsSayWhatTheDaysSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		got, err := Derive(f)
		if err != nil {
			t.Fatal(err)
		}
		want := sweptView(f)
		if diff := cmp.Diff(want.Bars, got.Bars, loose); diff != "" {
			t.Errorf("bars (-swept +derived):\n%s", diff)
		}
		if diff := cmp.Diff(want.States, got.States, loose); diff != "" {
			t.Errorf("states (-swept +derived):\n%s", diff)
		}
		if got.Worst != want.Worst || !got.Since.Equal(want.Since) || !got.Changed.Equal(want.Changed) {
			t.Errorf("%v since %v, changed %v; swept: %v since %v, changed %v", got.Worst, got.Since, got.Changed, want.Worst, want.Since, want.Changed)
		}
	})
}

func drawFacts(t *rapid.T) Facts {
	f := Facts{Zone: time.UTC, At: testNow, Layout: Layout{Components: []Component{{ID: "api"}, {ID: "web", Since: "2026-11-20"}, {ID: "docs"}}}}
	for n := range rapid.IntRange(0, 2).Draw(t, "open") {
		f.Incidents = append(f.Incidents, &Incident{
			ID: fmt.Sprint("open", n), Impact: Impact(rapid.IntRange(0, 3).Draw(t, "impact")),
			Updates:    []Update{{At: drawMoment(t), State: Investigating}},
			Components: map[string]Status{drawComponent(t): drawn.statuses.Draw(t, "said")},
		})
	}
	if rapid.Bool().Draw(t, "work") {
		starts := drawMoment(t)
		f.Maintenance = []*Maintenance{{ID: "work", Starts: starts, Ends: starts.Add(time.Duration(rapid.IntRange(1, 48).Draw(t, "hours")) * time.Hour), Components: []string{drawComponent(t)}, Updates: []Update{{At: starts, State: Scheduled}}}}
	}
	if rapid.Bool().Draw(t, "override") {
		f.Overrides = []Override{{Component: drawComponent(t), Status: drawn.statuses.Draw(t, "word"), At: drawMoment(t)}}
	}
	var days []*Day
	for back := range rapid.IntRange(0, 6).Draw(t, "days") {
		days = append(days, drawBarDay(t, DateOf(testNow, time.UTC).AddDays(-back)))
	}
	f.Days = func(yield func(*Day, error) bool) {
		for _, d := range days {
			if !yield(d, nil) {
				return
			}
		}
	}
	return f
}

var intervalStatus = rapid.SampledFrom([]Status{UnderMaintenance, DegradedPerformance, PartialOutage, MajorOutage, Operational})

func drawComponent(t *rapid.T) string {
	return rapid.SampledFrom([]string{"api", "web", "docs", "gone"}).Draw(t, "component")
}

// drawMoment is a moment of the last six days, or soon.
func drawMoment(t *rapid.T) time.Time {
	return testNow.Add(time.Duration(rapid.IntRange(-6*24, 2).Draw(t, "hours ago")) * time.Hour)
}

func drawBarDay(t *rapid.T, date Date) *Day {
	day := &Day{Date: date}
	start := date.Start(time.UTC)
	hour := func(name string, from, to int) time.Time {
		return start.Add(time.Duration(rapid.IntRange(from, to).Draw(t, name)) * time.Hour)
	}
	for n := range rapid.IntRange(0, 5).Draw(t, "intervals") {
		from := rapid.IntRange(0, 23).Draw(t, "from")
		cause := rapid.SampledFrom([]string{"incident/x", "maintenance/y", "signal/mon", "override/api"}).Draw(t, "cause")
		day.Intervals = append(day.Intervals, Interval{
			Component: drawComponent(t), Cause: cause, Key: fmt.Sprint(n), Status: intervalStatus.Draw(t, "status"),
			From: start.Add(time.Duration(from) * time.Hour), To: hour("to", from+1, 24),
		})
	}
	if rapid.Bool().Draw(t, "entry") {
		from := rapid.IntRange(0, 23).Draw(t, "started")
		e := Entry{Ref: Ref{About: AboutIncident, ID: "x", Started: start.Add(time.Duration(from) * time.Hour)}, Impact: Impact(rapid.IntRange(0, 3).Draw(t, "impact"))}
		e.Ended = hour("ended", from, 60)
		e.Changed = e.Ended
		day.Entries = append(day.Entries, e)
	}
	return day
}

// sweptView is a view by one sweep over everything.
func sweptView(f Facts) *View {
	days := slices.Collect(func(yield func(*Day) bool) {
		for d := range f.Days {
			yield(d)
		}
	})
	f.Days = nil
	v, _ := Derive(f) // of what lasts
	d := newDerivation(v, f)
	var all []stretch
	for _, day := range days {
		for _, iv := range day.Intervals {
			if n, known := d.index[iv.Component]; known {
				d.note(iv.To)
				d.lasting[n] = append(d.lasting[n], d.stretch(iv.Cause, iv.Status, iv.From, iv.To))
			}
		}
		for _, e := range day.Entries {
			d.note(e.Changed)
			d.note(e.Started)
			if e.Impact.floor() != Operational {
				all = append(all, d.stretch("", e.Impact.floor(), e.Started, e.Ended))
			}
		}
	}
	d.arrange(nil)
	for n := range v.Layout.Components {
		d.component(n)
		all = asStretches(all, d.runsOf[n])
	}
	d.verdict()
	v.Changed, v.Since = d.changed, sweptSince(d, all)
	return v
}

func sweptSince(d *derivation, all []stretch) time.Time {
	for _, inc := range d.view.Incidents {
		all = append(all, stretch{status: inc.Impact.floor(), from: stampOf(inc.Started()), to: stampOf(lasting(d.view.At))})
	}
	runs := sweep(all)
	if d.view.Worst == Operational {
		return endOfLast(runs, stampOf(d.view.At))
	}
	if since := startOfCurrent(runs, d.view.Worst, stampOf(d.view.At)); !since.IsZero() {
		return since
	}
	return d.oldest(d.view.Worst)
}
