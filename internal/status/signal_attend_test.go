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
// scopes, the same items, the same log. Two boards take turns, so that what one
// remembers of its last write is at times what the other has changed since.
func TestOneTransactionDoesWhatTwoDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, two := memory.New(time.Now), memory.New(time.Now)
		together, apart := [2]*Board{NewBoard(one, time.UTC), NewBoard(one, time.UTC)}, NewBoard(two, time.UTC)
		at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		for i := range rapid.IntRange(1, 12).Draw(t, "deliveries") {
			at = at.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
			w := signalWrite{by: Actor{Kind: OriginAutomation, ID: "mon"}, verb: VerbSignal, subject: fmt.Sprint("delivery/", i), told: drawAlerts(t, at), at: at}
			scope, err := together[rapid.IntRange(0, 1).Draw(t, "board")].applySignals(t.Context(), w)
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

// commits counts the transactions that write something, how often closures run,
// and what is read beside them.
type commits struct {
	*memory.Store
	written, runs, reads int
}

func (c *commits) Get(ctx context.Context, keys ...store.Key) (map[store.Key]store.Item, error) {
	c.reads++
	return c.Store.Get(ctx, keys...)
}

func (c *commits) List(ctx context.Context, q store.Query) (store.Page, error) {
	c.reads++
	return c.Store.List(ctx, q)
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
	for name, opening := range map[string]*Opening{"status only": nil, "with an incident": {Title: "Trouble", Impact: ImpactMajor}} {
		at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		d := &commits{Store: memory.New(time.Now)}
		b := NewBoard(d, time.UTC)
		for i, kind := range []Kind{Firing, Cleared, Firing, Cleared} {
			now := at.Add(time.Duration(i) * time.Minute)
			told := Told{
				Signal:  Signal{Source: "mon", Key: "k", Kind: kind, At: now, Received: now},
				Effect:  &Effect{Component: "api", Status: MajorOutage},
				Opening: opening,
			}
			d.written, d.runs, d.reads = 0, 0, 0
			if _, err := b.Record(t.Context(), fmt.Sprint(i), []Told{told}, now); err != nil {
				t.Fatal(err)
			}
			if d.written != 1 || d.runs > 1 {
				t.Errorf("%s, signal %d, %v: %d transactions, %d runs; want one of each", name, i, kind, d.written, d.runs)
			}
			if i > 0 && d.reads > 0 {
				t.Errorf("%s, signal %d, %v: the store is asked %d times beside that; the board has just seen what is active", name, i, kind, d.reads)
			}
			want := 0
			if opening != nil {
				want = 1 - i%2
			}
			x, err := b.openIndex(t.Context())
			if err != nil || len(x.Incidents) != want {
				t.Errorf("%s, after signal %d, %v: %d incidents are open, %v", name, i, kind, len(x.Incidents), err)
			}
		}
	}
}

// TestABoardActsOnWhatAnotherHasWritten: what a board remembers of its last write
// holds only as long as nobody else has written.
func TestABoardActsOnWhatAnotherHasWritten(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	d := memory.New(time.Now)
	one, two := NewBoard(d, time.UTC), NewBoard(d, time.UTC)
	for i, x := range []struct {
		board *Board
		key   string
		kind  Kind
	}{{one, "a", Firing}, {two, "a", Cleared}, {one, "b", Firing}} {
		now := at.Add(time.Duration(i) * time.Minute)
		told := Told{
			Signal:  Signal{Source: "mon", Key: x.key, Kind: x.kind, At: now, Received: now},
			Effect:  &Effect{Component: "api", Status: MajorOutage},
			Opening: &Opening{Title: "Trouble", Impact: ImpactMajor},
		}
		if _, err := x.board.Record(t.Context(), fmt.Sprint(i), []Told{told}, now); err != nil {
			t.Fatal(err)
		}
	}
	x, err := one.openIndex(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, id := x.on("api")
	inc, err := one.Incident(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"mon/b"}, inc.Auto); diff != "" {
		t.Errorf("signals that hold the open incident (-want +got):\n%s", diff)
	}
}
