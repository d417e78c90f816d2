package status_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"tidings/internal/status"
)

var viewOptions = cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(status.View{}), cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })}

// drawSignals gives signals that carry their own time, of few keys, so that
// they meet.
func drawSignals(t *rapid.T, most int, opening bool) []status.Told {
	starts := rapid.Bool().Draw(t, "sender has starts")
	minute := rapid.OneOf(rapid.IntRange(0, 300), rapid.SampledFrom([]int{0, 60, 120})) // some at one instant
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) status.Told {
		key := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "key")
		at := noon.Add(-10 * time.Hour).Add(time.Duration(minute.Draw(t, "at")) * time.Minute)
		s := status.Signal{Source: "mon", Key: key, Kind: rapid.SampledFrom([]status.Kind{status.Firing, status.Cleared}).Draw(t, "kind"), At: at, Received: at}
		if starts {
			s.Started = at.Truncate(40 * time.Minute)
		}
		if s.Kind != status.Firing {
			return status.Told{Signal: s}
		}
		told := status.Told{Signal: s, Effect: &status.Effect{
			Component: map[string]string{"a": "api", "b": "api", "c": "web"}[key],
			Status:    rapid.SampledFrom([]status.Status{status.DegradedPerformance, status.MajorOutage}).Draw(t, "status"),
			HoldDown:  map[string]time.Duration{"a": 5 * time.Minute}[key],
			HoldUp:    map[string]time.Duration{"b": 7 * time.Minute}[key],
		}}
		if opening {
			told.Opening = &status.Opening{Title: "Trouble", Impact: status.ImpactMajor}
		}
		return told
	}), 1, most).Draw(t, "signals")
}

// endView records signals one delivery a time and gives the view once every window has elapsed.
func endView(t *rapid.T, told []status.Told, clock func(i int) time.Time) *status.View {
	b, ctx := newBoard(), context.Background()
	for i, x := range told {
		if _, err := b.Record(ctx, fmt.Sprint(i), []status.Told{x}, clock(i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Settle(ctx, noon); err != nil {
		t.Fatal(err)
	}
	v, err := b.View(ctx, layout, noon)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOrderAndRepetitionOfSignalsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		told := drawSignals(t, 12, false)
		other := rapid.Permutation(append(slices.Clone(told), told[:rapid.IntRange(0, len(told)).Draw(t, "repeated")]...)).Draw(t, "other order")
		base := noon.Add(-time.Duration(rapid.IntRange(1, 600).Draw(t, "first delivery")) * time.Minute)
		want := endView(t, told, func(int) time.Time { return noon })
		got := endView(t, other, func(i int) time.Time { return base.Add(time.Duration(i) * time.Second) })
		if diff := cmp.Diff(want, got, viewOptions); diff != "" {
			t.Fatalf("another order shows another board (-first +other):\n%s", diff)
		}
	})
}

func TestOrderDoesNotMatterWithAutomaticIncidents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		told := drawSignals(t, 10, true)
		other := rapid.Permutation(append(slices.Clone(told), told[:rapid.IntRange(0, len(told)).Draw(t, "repeated")]...)).Draw(t, "other order")
		base := noon.Add(-time.Duration(rapid.IntRange(1, 300).Draw(t, "first delivery")) * time.Minute)
		want := endView(t, told, func(int) time.Time { return noon })
		got := endView(t, other, func(i int) time.Time { return base.Add(time.Duration(i) * time.Second) })
		for i := range layout.Components {
			if want.States[i].Status != got.States[i].Status {
				t.Fatalf("%s: %v in one order, %v in another", layout.Components[i].ID, want.States[i], got.States[i])
			}
		}
		if len(want.Incidents) != len(got.Incidents) || want.Worst != got.Worst {
			t.Fatalf("%d incidents and %v in one order, %d and %v in another", len(want.Incidents), want.Worst, len(got.Incidents), got.Worst)
		}
	})
}

// live replays signals as they happen: each is recorded at its own time, and
// Settle is called whenever it is due.
func live(t *rapid.T, told []status.Told) *status.View {
	b, ctx := newBoard(), context.Background()
	now := noon.Add(-24 * time.Hour)
	settleTo := func(until time.Time) {
		for {
			due, err := b.Due(ctx, now)
			if err != nil {
				t.Fatal(err)
			}
			if due.IsZero() || due.After(until) {
				return
			}
			now = due
			if _, err := b.Settle(ctx, now); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, x := range told {
		settleTo(x.Signal.At)
		now = x.Signal.At
		if _, err := b.Record(ctx, fmt.Sprint(i), []status.Told{x}, now); err != nil {
			t.Fatal(err)
		}
	}
	settleTo(noon)
	v, err := b.View(ctx, layout, noon)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAutomaticIncidentsTellTheTimesOfTheirSignals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		told := drawSignals(t, 12, true)
		slices.SortStableFunc(told, func(a, b status.Told) int { return a.Signal.At.Compare(b.Signal.At) })
		silent := slices.Clone(told)
		for i := range silent {
			silent[i].Opening = nil
		}
		want, got := live(t, silent), live(t, told)
		seconds := cmp.Transformer("seconds", func(b status.Bar) [6]int64 { return b.Seconds })
		if diff := cmp.Diff(want.Bars, got.Bars, seconds, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("bars with automatic incidents are not those of the signals alone:\n%s", diff)
		}
		for i := range want.States {
			if want.States[i].Status != got.States[i].Status {
				t.Fatalf("%s: %v without incidents, %v with them", layout.Components[i].ID, want.States[i], got.States[i])
			}
		}
	})
}
