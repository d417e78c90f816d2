package status_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// counted is a store that counts what it is asked for, and that can fail.
type counted struct {
	*memory.Store
	got, listed, named, written int
	failAfter                   int // updates, when above 0
}

var errCrash = errors.New("crash")

func (c *counted) Get(ctx context.Context, keys ...store.Key) (map[store.Key]store.Item, error) {
	c.got += len(keys)
	return c.Store.Get(ctx, keys...)
}

func (c *counted) List(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := c.Store.List(ctx, q)
	c.listed += len(page.Items)
	return page, err
}

func (c *counted) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if c.failAfter > 0 {
		if c.failAfter--; c.failAfter == 0 {
			return errCrash
		}
	}
	return c.Store.Update(ctx, keys, func(tx *store.Tx) error {
		err := fn(tx)
		if err == nil {
			w, _ := tx.Writes()
			c.named, c.written = c.named+len(keys), c.written+len(w.Puts)+len(w.Deletes)
		}
		return err
	})
}

func (c *counted) reset() { c.got, c.listed, c.named, c.written = 0, 0, 0, 0 }

// history loads n closed incidents, ten a day back from yesterday.
func history(t testing.TB, b *status.Board, n int) {
	err := status.Load(context.Background(), b, func(yield func(status.Fact, error) bool) {
		for i := range n {
			at := noon.Add(-24*time.Hour - time.Duration(i)*144*time.Minute)
			inc := &status.Incident{
				ID: fmt.Sprintf("past-%d", i), Title: "Past", Components: map[string]status.Status{"api": status.DegradedPerformance, "web": status.PartialOutage},
				Updates: []status.Update{{ID: "1", At: at, State: status.Investigating}, {ID: "2", At: at.Add(time.Hour), State: status.Resolved}},
			}
			if !yield(status.Fact{Incident: inc}, nil) {
				return
			}
		}
	}, noon)
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhatAnUpdateCosts states how many items the store is asked for, and that
// the archive's size is not in it.
func TestWhatAnUpdateCosts(t *testing.T) {
	for _, size := range []int{0, 100, 3000} {
		d := &counted{Store: newStore()}
		b, ctx := status.NewBoard(d, time.UTC), context.Background()
		history(t, b, size)
		inc := openIncident("now", status.ImpactMinor, time.Hour, map[string]status.Status{"api": status.MajorOutage})
		if _, err := b.PutIncident(ctx, person, *inc, noon); err != nil {
			t.Fatal(err)
		}
		d.reset()
		inc.Updates = append(inc.Updates, status.Update{ID: "2", At: noon, State: status.Identified})
		scope, err := b.PutIncident(ctx, person, *inc, noon)
		if err != nil {
			t.Fatal(err)
		}
		want := status.Scope{Current: true, Incidents: []string{"now"}, Components: []string{"api"}, Days: []status.Date{"2026-11-22"}}
		if diff := cmp.Diff(want, scope); diff != "" {
			t.Errorf("with %d in the archive, scope (-want +got):\n%s", size, diff)
		}
		if d.named > 7 || d.written > 5 || d.got+d.listed > 1 {
			t.Errorf("with %d in the archive, one update reads %d items and writes %d, and looks at %d others", size, d.named, d.written, d.got+d.listed)
		}
		d.reset()
		if _, err := b.View(ctx, layout, noon); err != nil {
			t.Fatal(err)
		}
		if d.got > 2 || d.listed > status.BarDays+1 {
			t.Errorf("with %d in the archive, a view gets %d items and lists %d", size, d.got, d.listed)
		}
	}
}

func TestPuttingTheSameAgainWritesNothing(t *testing.T) {
	d := &counted{Store: newStore()}
	b, ctx := status.NewBoard(d, time.UTC), context.Background()
	inc := openIncident("now", status.ImpactMinor, time.Hour, map[string]status.Status{"api": status.MajorOutage})
	for range 2 {
		d.reset()
		if _, err := b.PutIncident(ctx, person, *inc, noon); err != nil {
			t.Fatal(err)
		}
	}
	changes, _, err := b.Changes(ctx, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	if d.written != 0 || len(changes) != 1 {
		t.Errorf("the second time %d items were written, and %d changes logged in all", d.written, len(changes))
	}
}

func TestChangesSayWhoAndWhat(t *testing.T) {
	s, ctx := newScene(t), context.Background()
	inc := openIncident("now", status.ImpactMinor, time.Hour, nil)
	s.put(inc, noon)
	inc.Title = "Renamed"
	s.put(inc, noon.Add(time.Minute))
	if _, err := s.DeleteIncident(ctx, person, "now", noon.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	changes, _, err := s.Changes(ctx, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	ids := map[string]bool{}
	for _, c := range changes {
		got = append(got, fmt.Sprintf("%s %s %s %s %t %t", c.By, c.ByKind, c.Verb, c.Subject, c.Before != nil, c.After != nil))
		ids[c.ID] = true
	}
	want := []string{
		"p1 person put incident/now false true",
		"p1 person put incident/now true true",
		"p1 person delete incident/now true false",
	}
	if !slices.Equal(got, want) || len(ids) != 3 {
		t.Errorf("got %q with ids %v, want %q", got, slices.Collect(maps.Keys(ids)), want)
	}
}

// longIncident lies on more days than one transaction can hold.
func longIncident() *status.Incident {
	inc := openIncident("long", status.ImpactMajor, 300*24*time.Hour, map[string]status.Status{"api": status.DegradedPerformance})
	inc.Updates = append(inc.Updates, status.Update{ID: "2", At: noon.Add(-time.Hour), State: status.Resolved})
	return inc
}

func outageDays(t *testing.T, b *status.Board) int {
	t.Helper()
	n := 0
	for d, err := range b.Days(context.Background(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		n += len(d.Intervals)
	}
	return n
}

func TestAFactOnManyDaysSurvivesACrashHalfWay(t *testing.T) {
	for crash := 1; crash < 12; crash++ {
		d := &counted{Store: newStore(), failAfter: crash}
		b, ctx := status.NewBoard(d, time.UTC), context.Background()
		_, err := b.PutIncident(ctx, person, *longIncident(), noon)
		if err != nil && !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		d.failAfter = 0
		again := status.NewBoard(d, time.UTC)
		if _, err := again.Settle(ctx, noon); err != nil {
			t.Fatal(err)
		}
		want := 301
		if _, err := again.Incident(ctx, "long"); errors.Is(err, status.ErrNotFound) {
			want = 0
		}
		if got := outageDays(t, again); got != want {
			t.Fatalf("after a crash at update %d and a restart %d days have its outage, want %d", crash, got, want)
		}
		if _, err := again.DeleteIncident(ctx, person, "long", noon); err != nil && want > 0 {
			t.Fatal(err)
		}
		if got := outageDays(t, again); got != 0 {
			t.Fatalf("deleted, %d days still have its outage", got)
		}
	}
}

func TestAStormOfSignals(t *testing.T) {
	const n = 10000
	s := newScene(t)
	var told []status.Told
	for i := range n {
		told = append(told, firing(fmt.Sprint("key", i), noon.Add(-time.Duration(i%60)*time.Second), &outage))
	}
	begun := time.Now()
	for chunk := range slices.Chunk(told, 100) {
		s.record(noon, chunk...)
	}
	t.Logf("%d firing in %v", n, time.Since(begun))
	inc := s.wantOpen(1, noon)
	if len(inc.Auto) > 50 {
		t.Errorf("the incident names %d signals", len(inc.Auto))
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	begun = time.Now()
	v := s.view(noon)
	t.Logf("view in %v", time.Since(begun))
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("a view keeps %d bytes", grown)
	}
	if v.Worst != status.MajorOutage || len(v.States[0].Causes) > 12 {
		t.Errorf("%v with %d causes", v.Worst, len(v.States[0].Causes))
	}
	begun = time.Now()
	for i := range told {
		at := told[i].Signal.Started
		told[i] = cleared(fmt.Sprint("key", i), at, noon.Add(time.Minute))
	}
	for chunk := range slices.Chunk(told, 100) {
		s.record(noon.Add(time.Minute), chunk...)
	}
	t.Logf("%d cleared in %v", n, time.Since(begun))
	s.wantOpen(0, noon.Add(time.Minute))
	v = s.view(noon.Add(time.Minute))
	if v.Worst != status.Operational || len(v.Bars[0]) != 1 || v.Bars[0][0].Seconds[status.MajorOutage] != 59+60 {
		t.Errorf("%v with bars %+v", v.Worst, v.Bars[0])
	}
}

func TestOverridesExpireIntoTheBars(t *testing.T) {
	s, ctx := newScene(t), context.Background()
	o := status.Override{Component: "api", Status: status.PartialOutage, At: noon, Until: noon.Add(time.Hour)}
	if _, err := s.SetOverride(ctx, person, o); err != nil {
		t.Fatal(err)
	}
	later := noon.Add(2 * time.Hour)
	unsettled := s.view(later)
	if due, err := s.Due(ctx, noon); err != nil || !due.Equal(o.Until) {
		t.Errorf("due %v, %v", due, err)
	}
	if scope := s.settle(later); !scope.Current || !slices.Equal(scope.Components, []string{"api"}) {
		t.Errorf("scope %+v", scope)
	}
	if diff := cmp.Diff(unsettled, s.view(later), viewOptions); diff != "" {
		t.Errorf("settling changed what the page shows:\n%s", diff)
	}
	if got := s.view(later).Bars[0][0].Seconds[status.PartialOutage]; got != 3600 {
		t.Errorf("%d seconds under the override", got)
	}
	if due, err := s.Due(ctx, later); err != nil || !due.IsZero() {
		t.Errorf("still due: %v, %v", due, err)
	}
	robot := status.Actor{Kind: status.OriginAutomation}
	if _, err := s.SetOverride(ctx, robot, o); !errors.Is(err, status.ErrPersonal) {
		t.Errorf("automation may override: %v", err)
	}
}

func TestFactsThatCannotBeKept(t *testing.T) {
	s, ctx := newScene(t), context.Background()
	first := status.Update{At: noon, State: status.Investigating}
	tests := map[string]status.Incident{
		"an id of its own kind":   {ID: "Übel", Updates: []status.Update{first}},
		"no update":               {ID: "x"},
		"updates in wrong order":  {ID: "x", Updates: []status.Update{first, {At: noon.Add(-time.Hour)}}},
		"two updates with one id": {ID: "x", Updates: []status.Update{{ID: "2", At: noon}, {At: noon}}},
		"a maintenance's state":   {ID: "x", Updates: []status.Update{{At: noon, State: status.Scheduled}}},
		"no time":                 {ID: "x", Updates: []status.Update{{}}},
		"too much":                {ID: "x", Updates: []status.Update{{At: noon, Body: string(make([]byte, 450<<10))}}},
	}
	for name, inc := range tests {
		if _, err := s.PutIncident(ctx, person, inc, noon); !errors.Is(err, status.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.DeleteIncident(ctx, person, "gone", noon); !errors.Is(err, status.ErrNotFound) {
		t.Errorf("deleting what is not there: %v", err)
	}
}
