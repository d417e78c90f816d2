package status

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"tidings/internal/store"
	"tidings/internal/store/memory"
)

var testNow = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// lists is everything that a board keeps to be quick, in readable form.
type lists struct {
	Days   []*Day
	Months []MonthCount
	Index  map[string]*Month
	Open   openIndex
}

func listsOf(t require, b *Board) lists {
	ctx := context.Background()
	var l lists
	var err error
	for d, err := range b.Days(ctx, "", "") {
		t.must(err)
		l.Days = append(l.Days, d)
	}
	l.Months, err = b.Months(ctx)
	t.must(err)
	l.Index = map[string]*Month{}
	for _, m := range l.Months {
		l.Index[m.Month], err = b.Month(ctx, m.Month)
		t.must(err)
	}
	open, err := b.openIndex(ctx)
	t.must(err)
	l.Open = *open
	return l
}

// require fails a test of any kind on an error.
type require struct {
	t interface {
		Helper()
		Fatalf(string, ...any)
	}
}

func (r require) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("%v", err)
	}
}

var loose = cmp.Options{cmpopts.EquateEmpty()}

var drawn = struct {
	statuses   *rapid.Generator[Status]
	components []string
	bodies     *rapid.Generator[string]
}{rapid.SampledFrom([]Status{Operational, DegradedPerformance, PartialOutage, MajorOutage}), []string{"api", "web", "docs"}, rapid.SampledFrom([]string{"", "We look.", "We know."})}

// drawRedaction redacts an update of an incident that there may be.
func drawRedaction(t *rapid.T, b *Board, by Actor, at time.Time) (Scope, error) {
	subject := AboutIncident + "/" + rapid.SampledFrom([]string{"one", "two", "three"}).Draw(t, "id")
	update := rapid.SampledFrom([]string{"1", "2", Titles}).Draw(t, "update")
	return b.Redact(context.Background(), by, subject, update, at)
}

func drawIncident(t *rapid.T) *Incident {
	at := testNow.Add(-time.Duration(rapid.IntRange(1, 24*200).Draw(t, "hours ago")) * time.Hour)
	inc := &Incident{
		ID: rapid.SampledFrom([]string{"one", "two", "three"}).Draw(t, "id"), Title: rapid.SampledFrom([]string{"Slow", "Down"}).Draw(t, "title"),
		Impact:     Impact(rapid.IntRange(0, 3).Draw(t, "impact")),
		Components: rapid.MapOfN(rapid.SampledFrom(drawn.components), drawn.statuses, 0, 3).Draw(t, "components"),
		Origin:     Origin{Kind: OriginPerson},
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "updates") {
		u := Update{ID: fmt.Sprint(i + 1), At: at, State: rapid.SampledFrom([]State{Investigating, Monitoring, Resolved}).Draw(t, "state"), Body: drawn.bodies.Draw(t, "body")}
		if rapid.Bool().Draw(t, "sets components") {
			u.Components = rapid.MapOfN(rapid.SampledFrom(drawn.components), drawn.statuses, 1, 2).Draw(t, "from now on")
		}
		inc.Updates = append(inc.Updates, u)
		at = at.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 30, 24 * 40}).Draw(t, "later")) * time.Hour)
	}
	return inc
}

func drawMaintenance(t *rapid.T) *Maintenance {
	starts := testNow.Add(time.Duration(rapid.IntRange(-400, 100).Draw(t, "starts")) * time.Hour)
	m := &Maintenance{
		ID: rapid.SampledFrom(planned).Draw(t, "id"), Title: "Work", Starts: starts, Ends: starts.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "long")) * time.Hour),
		Components: rapid.SliceOfDistinct(rapid.SampledFrom(drawn.components), rapid.ID).Draw(t, "components"), Origin: Origin{Kind: OriginPerson},
		Reminder: time.Duration(rapid.SampledFrom([]int{0, 1, 24}).Draw(t, "reminder")) * time.Hour,
		Updates:  []Update{{ID: "1", At: starts.Add(-100 * time.Hour), State: Scheduled}},
	}
	at := starts.Add(time.Duration(rapid.IntRange(-20, 20).Draw(t, "more after")) * time.Hour)
	for i := range rapid.IntRange(0, 4).Draw(t, "more updates") {
		u := Update{ID: fmt.Sprint(i + 2), At: at, State: rapid.SampledFrom([]State{Scheduled, InProgress, Verifying, Completed, Cancelled}).Draw(t, "state")}
		if rapid.Bool().Draw(t, "plans anew") {
			u.Plan.Starts = starts.Add(time.Duration(rapid.IntRange(-10, 30).Draw(t, "new start")) * time.Hour)
			u.Plan.Ends = u.Plan.Starts.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "new length")) * time.Hour)
		}
		m.Updates = append(m.Updates, u)
		if u.State.Ends() {
			break
		}
		at = at.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "later")) * time.Hour)
	}
	return m
}

// planned are the ids of maintenances, some of which are occurrences.
var planned = []string{"one", "work", "weekly-20261121", "weekly-20261122"}

func drawRecurrence(t *rapid.T) *Recurrence {
	s := &Recurrence{
		ID: "weekly", Title: rapid.SampledFrom([]string{"Backup", "Cleaning"}).Draw(t, "title"), Origin: Origin{Kind: OriginPerson},
		Length: time.Duration(rapid.IntRange(0, 30).Draw(t, "length")) * time.Hour, Reminder: time.Duration(rapid.IntRange(0, 30).Draw(t, "reminder")) * time.Hour,
		Components: rapid.SliceOfDistinct(rapid.SampledFrom(drawn.components), rapid.ID).Draw(t, "components"), Text: Update{Body: "Every so often."},
	}
	every, hour := rapid.IntRange(1, 3).Draw(t, "every"), time.Duration(rapid.IntRange(0, 20).Draw(t, "hour"))*time.Hour
	first := DateOf(testNow, time.UTC).AddDays(-rapid.IntRange(0, 9).Draw(t, "since"))
	for n := range rapid.IntRange(1, 12).Draw(t, "times") {
		day := first.AddDays(n * every)
		s.Occurrences = append(s.Occurrences, Occurrence{Date: day, Starts: day.Start(time.UTC).Add(hour)})
	}
	Announce(s.Occurrences, testNow.Add(-time.Duration(rapid.IntRange(0, 300).Draw(t, "announced"))*time.Hour))
	return s
}

func drawTold(t *rapid.T, now time.Time) []Told {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Told {
		key := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "key")
		s := Signal{Source: "mon", Key: key, Kind: rapid.SampledFrom([]Kind{Firing, Cleared}).Draw(t, "kind"), At: now.Add(-time.Duration(rapid.IntRange(0, 200).Draw(t, "age")) * time.Hour)}
		return Told{
			Signal: s, Effect: &Effect{Component: map[string]string{"a": "api", "b": "web"}[key], Status: MajorOutage, HoldUp: time.Hour},
			Opening: rapid.SampledFrom([]*Opening{nil, {Title: "Trouble"}}).Draw(t, "opening"),
		}
	}), 1, 4).Draw(t, "signals")
}

// doer does random things to a board as time passes.
type doer struct {
	*Board
	now time.Time
}

func (d *doer) things() map[string]func(*rapid.T) {
	ctx, person := context.Background(), Actor{Kind: OriginPerson, ID: "p"}
	try := func(t *rapid.T, err error) {
		if !errors.Is(err, ErrNotFound) {
			require{t}.must(err)
		}
	}
	return map[string]func(*rapid.T){
		"put incident": func(t *rapid.T) {
			_, err := d.PutIncident(ctx, person, *drawIncident(t), d.now)
			require{t}.must(err)
		},
		"delete incident": func(t *rapid.T) {
			_, err := d.DeleteIncident(ctx, person, rapid.SampledFrom([]string{"one", "two", "three"}).Draw(t, "id"), d.now)
			try(t, err)
		},
		"put maintenance": func(t *rapid.T) {
			_, err := d.PutMaintenance(ctx, person, *drawMaintenance(t), d.now)
			require{t}.must(err)
		},
		"delete maintenance": func(t *rapid.T) {
			_, err := d.DeleteMaintenance(ctx, person, rapid.SampledFrom(planned).Draw(t, "id"), d.now)
			try(t, err)
		},
		"put recurrence": func(t *rapid.T) {
			_, err := d.PutRecurrence(ctx, person, *drawRecurrence(t), d.now)
			require{t}.must(err)
		},
		"delete recurrence": func(t *rapid.T) {
			_, err := d.DeleteRecurrence(ctx, person, "weekly", d.now)
			try(t, err)
		},
		"redact": func(t *rapid.T) {
			_, err := drawRedaction(t, d.Board, person, d.now)
			try(t, err)
		},
		"signals": func(t *rapid.T) {
			_, err := d.Record(ctx, "d", drawTold(t, d.now), d.now)
			require{t}.must(err)
		},
		"override": func(t *rapid.T) {
			_, err := d.SetOverride(ctx, person, Override{Component: "api", Status: drawn.statuses.Draw(t, "status"), At: d.now, Until: d.now.Add(5 * time.Hour)})
			require{t}.must(err)
		},
		"time": func(t *rapid.T) {
			d.now = d.now.Add(time.Duration(rapid.IntRange(1, 5).Draw(t, "hours")) * time.Hour)
			_, err := d.Settle(ctx, d.now)
			require{t}.must(err)
		},
	}
}

// havana is a zone that skips and repeats its midnights.
func havana(t *testing.T) *time.Location {
	zone, err := time.LoadLocation("America/Havana")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestProjectionsAreWhatTheFactsSay does random things to a board whose store
// makes closures run again, and then holds every list against one that is
// worked out anew.
func TestProjectionsAreWhatTheFactsSay(t *testing.T) {
	zone := havana(t)
	rapid.Check(t, func(t *rapid.T) {
		ctx, r, n := context.Background(), require{t}, 0
		d := memory.NewContended(func() time.Time { return testNow }, func(int) bool { n++; return n%7 == 0 })
		b := doer{NewBoard(d, zone), testNow.Add(-48 * time.Hour)}
		t.Repeat(b.things())
		_, err := b.Settle(ctx, b.now)
		r.must(err)
		want := listsOf(r, b.Board)
		r.must(Rebuild(ctx, b.Board, b.now))
		if diff := cmp.Diff(want, listsOf(r, b.Board), loose); diff != "" {
			t.Fatalf("lists differ from what the facts say (-kept +worked out):\n%s", diff)
		}
	})
}

// TestLoadIsPuttingEach loads into a board and puts into another.
func TestLoadIsPuttingEach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx, r := context.Background(), require{t}
		person := Actor{Kind: OriginPerson}
		incidents, works := map[string]*Incident{}, map[string]*Maintenance{}
		for range rapid.IntRange(0, 4).Draw(t, "incidents") {
			inc := drawIncident(t)
			incidents[inc.ID] = inc
		}
		for range rapid.IntRange(0, 2).Draw(t, "maintenances") {
			m := drawMaintenance(t)
			works[m.ID] = m
		}
		clock := func() time.Time { return testNow }
		put, load := NewBoard(memory.New(clock), time.UTC), NewBoard(memory.New(clock), time.UTC)
		var recurring []*Recurrence
		if rapid.Bool().Draw(t, "something recurs") {
			recurring = append(recurring, drawRecurrence(t))
		}
		before := drawIncident(t)
		for _, b := range [...]*Board{put, load} {
			_, err := b.PutIncident(ctx, person, *before, testNow)
			r.must(err)
		}
		for _, id := range slices.Sorted(maps.Keys(incidents)) {
			_, err := put.PutIncident(ctx, person, *incidents[id], testNow)
			r.must(err)
		}
		for _, id := range slices.Sorted(maps.Keys(works)) {
			_, err := put.PutMaintenance(ctx, person, *works[id], testNow)
			r.must(err)
		}
		for _, s := range recurring {
			_, err := put.PutRecurrence(ctx, person, *s, testNow)
			r.must(err)
		}
		r.must(Load(ctx, load, func(yield func(Fact, error) bool) {
			for _, f := range rapid.Permutation(factsOf(recurring, incidents, works)).Draw(t, "order") {
				if !yield(f, nil) {
					return
				}
			}
		}, testNow))
		_, err := load.Settle(ctx, testNow)
		r.must(err)
		want, got := listsOf(r, put), listsOf(r, load)
		want.Open.Hushed = got.Open.Hushed // a load is not a person who closes something
		if diff := cmp.Diff(want, got, loose); diff != "" {
			t.Fatalf("loading differs from putting (-put +load):\n%s", diff)
		}
	})
}

func factsOf(recurring []*Recurrence, incidents map[string]*Incident, works map[string]*Maintenance) (facts []Fact) {
	for _, s := range recurring {
		facts = append(facts, Fact{Recurrence: s})
	}
	for _, id := range slices.Sorted(maps.Keys(incidents)) {
		facts = append(facts, Fact{Incident: incidents[id]})
	}
	for _, id := range slices.Sorted(maps.Keys(works)) {
		facts = append(facts, Fact{Maintenance: works[id]})
	}
	return facts
}

func TestLoadWithAnErrorWritesNothing(t *testing.T) {
	ctx := context.Background()
	b := NewBoard(memory.New(func() time.Time { return testNow }), time.UTC)
	broken := errors.New("broken file")
	err := Load(ctx, b, func(yield func(Fact, error) bool) {
		inc := &Incident{ID: "one", Title: "One", Updates: []Update{{At: testNow, State: Investigating}}}
		if yield(Fact{Incident: inc}, nil) {
			yield(Fact{}, broken)
		}
	}, testNow)
	if !errors.Is(err, broken) {
		t.Errorf("load says %v", err)
	}
	if _, err := b.Incident(ctx, "one"); !errors.Is(err, ErrNotFound) {
		t.Errorf("the incident before the broken one: %v", err)
	}
}

var _ store.Driver = (*memory.Store)(nil)
