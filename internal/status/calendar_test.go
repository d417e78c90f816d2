package status

import (
	order "cmp"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// calendarLists is what a calendar says, days newest first.
func calendarLists(t require, c *Calendar) lists {
	l := lists{Index: map[string]*Month{}}
	for d, err := range c.Days(context.Background(), "", "") {
		t.must(err)
		l.Days = append(l.Days, d)
	}
	var err error
	l.Months, err = c.Months(context.Background())
	t.must(err)
	for _, m := range l.Months {
		l.Index[m.Month], err = c.Month(context.Background(), m.Month)
		t.must(err)
	}
	return l
}

// TestACalendarForgetsWhatIsRemoved adds facts in any order, some twice, and
// removes some: what is left is what was never removed.
func TestACalendarForgetsWhatIsRemoved(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		var all []*Incident
		for i := range rapid.IntRange(0, 6).Draw(t, "incidents") {
			inc := drawIncident(t)
			inc.ID += string(rune('a' + i))
			all = append(all, inc)
		}
		m := drawMaintenance(t)
		gone := rapid.IntRange(0, len(all)).Draw(t, "gone")
		c := NewCalendar(zone)
		c.AddMaintenance(m, testNow)
		for _, inc := range rapid.Permutation(slices.Concat(all, all)).Draw(t, "order") {
			c.AddIncident(inc)
		}
		for _, inc := range slices.Concat(all[:gone], all[:gone]) {
			c.RemoveIncident(inc)
		}
		want := NewCalendar(zone)
		for _, inc := range all[gone:] {
			want.AddIncident(inc)
		}
		if rapid.Bool().Draw(t, "maintenance stays") {
			want.AddMaintenance(m, testNow)
		} else {
			c.RemoveMaintenance(m)
		}
		r := require{t}
		if diff := cmp.Diff(calendarLists(r, want), calendarLists(r, c), loose); diff != "" {
			t.Fatalf("(-never removed +left):\n%s", diff)
		}
	})
}

func TestCalendarListsAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := NewCalendar(time.UTC)
		for range rapid.IntRange(0, 8).Draw(t, "incidents") {
			inc := drawIncident(t)
			inc.ID = anyID.Draw(t, "id")
			c.AddIncident(inc)
		}
		last := Date("9999-12-31")
		for d, err := range c.Days(context.Background(), "", "") {
			switch {
			case err != nil:
				t.Fatal(err)
			case d.Date >= last:
				t.Fatalf("%s comes after %s", d.Date, last)
			case !slices.IsSortedFunc(d.Intervals, compareIntervals):
				t.Fatalf("intervals out of order: %v", d.Intervals)
			case !slices.IsSortedFunc(d.Entries, func(a, b Entry) int { return a.Started.Compare(b.Started) }):
				t.Fatalf("entries out of order: %v", d.Entries)
			case !slices.IsSortedFunc(d.Posted, func(a, b Posted) int { return a.At.Compare(b.At) }):
				t.Fatalf("updates out of order: %v", d.Posted)
			}
			last = d.Date
			for _, iv := range d.Intervals {
				if DateOf(iv.From, time.UTC) != d.Date || DateOf(iv.To.Add(-1), time.UTC) != d.Date || !iv.From.Before(iv.To) {
					t.Fatalf("%v is not within %s", iv, d.Date)
				}
			}
		}
	})
}

// compareIntervals is the order of Day.Intervals.
func compareIntervals(a, b Interval) int {
	return order.Or(a.From.Compare(b.From), strings.Compare(a.Component, b.Component), strings.Compare(a.Cause, b.Cause), strings.Compare(a.Key, b.Key))
}

func TestDaysOfAStretch(t *testing.T) {
	c := NewCalendar(time.UTC)
	for i := range 5 {
		c.AddIncident(&Incident{ID: "i", Updates: []Update{{ID: "1", At: testNow.AddDate(0, 0, -i)}}})
	}
	var got []Date
	for d := range c.Days(context.Background(), "2026-11-19", "2026-11-21") {
		got = append(got, d.Date)
	}
	if want := []Date{"2026-11-21", "2026-11-20", "2026-11-19"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAStormOfIntervalsIsMerged(t *testing.T) {
	c := NewCalendar(time.UTC)
	for i := range 5000 {
		c.AddInterval(Interval{
			Component: "api", Cause: "signal/mon", Key: shortKey(signalID("mon", time.Duration(i).String())), Status: MajorOutage,
			From: testNow.Add(time.Duration(i) * time.Second), To: testNow.Add(time.Duration(i)*time.Second + time.Minute),
		})
	}
	var covered time.Duration
	for d := range c.Days(context.Background(), "", "") {
		if len(d.Intervals) > maxKeyed+1 {
			t.Errorf("%s keeps %d intervals", d.Date, len(d.Intervals))
		}
		var runs []stretch
		for _, iv := range d.Intervals {
			runs = append(runs, stretch{from: stampOf(iv.From), to: stampOf(iv.To), status: iv.Status})
		}
		for _, r := range sweep(runs) {
			covered += r.to.time().Sub(r.from.time())
		}
	}
	if want := 4999*time.Second + time.Minute; covered != want {
		t.Errorf("together they cover %v, want %v", covered, want)
	}
}
