package status

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// TestOneTransactionDoesWhatTwoDo holds a signal whose incident is seen to in its
// own transaction against one whose incident is seen to afterwards: the same
// scopes, the same items, the same log.
func TestOneTransactionDoesWhatTwoDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, two := memory.New(time.Now), memory.New(time.Now)
		together, apart := NewBoard(one, time.UTC), NewBoard(two, time.UTC)
		at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		for i := range rapid.IntRange(1, 12).Draw(t, "deliveries") {
			at = at.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
			w := signalWrite{by: Actor{Kind: OriginAutomation, ID: "mon"}, verb: VerbSignal, subject: fmt.Sprint("delivery/", i), told: drawAlerts(t, at), at: at}
			scope, err := together.applySignals(t.Context(), w)
			want, err2 := twoSteps(t.Context(), apart, w)
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, scope); diff != "" {
				t.Fatalf("delivery %d, scope (-two +one):\n%s", i, diff)
			}
		}
		if diff := cmp.Diff(contents(t, two), contents(t, one)); diff != "" {
			t.Fatalf("what is kept (-two +one):\n%s", diff)
		}
	})
}

func twoSteps(ctx context.Context, b *Board, w signalWrite) (Scope, error) {
	work, err := b.writeSignals(ctx, w, nil)
	if err != nil {
		return Scope{}, err
	}
	return b.afterSignals(ctx, work)
}

func drawAlerts(t *rapid.T, at time.Time) []Told {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Told {
		key := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "key")
		s := Signal{Source: "mon", Key: key, Kind: rapid.SampledFrom([]Kind{Firing, Cleared}).Draw(t, "kind"), At: at, Received: at}
		told := Told{Signal: s, Effect: &Effect{
			Component: map[string]string{"a": "api", "b": "api", "c": "web"}[key],
			Status:    rapid.SampledFrom([]Status{DegradedPerformance, MajorOutage}).Draw(t, "status"),
			HoldDown:  map[string]time.Duration{"b": time.Minute}[key],
		}}
		if rapid.Bool().Draw(t, "opens") {
			told.Opening = &Opening{Title: "Trouble", Impact: ImpactMajor}
		}
		return told
	}), 1, 4).Draw(t, "told")
}

// contents is all that a board keeps, and its log.
func contents(t *rapid.T, d *memory.Store) map[string]string {
	all := map[string]string{}
	parts := []string{partIncident, partSignal, partActive, partWatch, partDay, partMonth, partIndex, partTodo, rollKey(AboutIncident).Part, numbersKey(AboutIncident, "x").Part, rowsKey(AboutIncident, 0).Part}
	for _, part := range parts {
		page, err := d.List(t.Context(), store.Query{Part: part})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range page.Items {
			all[it.Part+" "+it.Sort] = string(it.Value)
		}
	}
	changes, _, err := d.Changes(t.Context(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range changes {
		all[fmt.Sprint("change ", i)] = string(c)
	}
	return all
}

// commits counts the transactions that write something, and how often closures run.
type commits struct {
	*memory.Store
	written, runs int
}

func (c *commits) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	wrote := false
	err := c.Store.Update(ctx, keys, func(tx *store.Tx) error {
		c.runs++
		err := fn(tx)
		w, _ := tx.Writes()
		wrote = !w.Empty()
		return err
	})
	if err == nil && wrote {
		c.written++
	}
	return err
}

// TestAnAlertIsOneTransaction: every sync is a part of what somebody waits for
// until the page is right, and every run of a closure reads all its items again.
func TestAnAlertIsOneTransaction(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	d := &commits{Store: memory.New(time.Now)}
	b := NewBoard(d, time.UTC)
	for i, kind := range []Kind{Firing, Cleared, Firing, Cleared} {
		now := at.Add(time.Duration(i) * time.Minute)
		told := Told{
			Signal:  Signal{Source: "mon", Key: "k", Kind: kind, At: now, Received: now},
			Effect:  &Effect{Component: "api", Status: MajorOutage},
			Opening: &Opening{Title: "Trouble", Impact: ImpactMajor},
		}
		d.written, d.runs = 0, 0
		if _, err := b.Record(t.Context(), fmt.Sprint(i), []Told{told}, now); err != nil {
			t.Fatal(err)
		}
		if d.written != 1 || d.runs > 1 {
			t.Errorf("signal %d, %v: %d transactions, %d runs; want one of each", i, kind, d.written, d.runs)
		}
		x, err := b.openIndex(t.Context())
		if err != nil || len(x.Incidents) != 1-i%2 {
			t.Errorf("after signal %d, %v: %d incidents are open, %v", i, kind, len(x.Incidents), err)
		}
	}
}
