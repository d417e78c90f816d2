package status_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
	"tidings/internal/store"
)

// rollItems is all that the store holds of the rolls.
func rollItems(t *testing.T, d store.Driver) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, part := range []string{"roll", "roll/incident", "roll/maintenance", "rows/incident", "rows/maintenance"} {
		page, err := d.List(t.Context(), store.Query{Part: part})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range page.Items {
			all[part+" "+it.Sort] = string(it.Value)
		}
	}
	return all
}

// Whatever is put, hidden, deleted and brought back: the roll is what a rebuild
// makes of the facts, and its pages are those of the whole list.
func TestRollIsWhatTheFactsSay(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 1))
		d := newStore()
		b, ctx := status.NewBoard(d, time.UTC), context.Background()
		for range 150 {
			step(t, b, r)
		}
		before := rollItems(t, d)
		comparePages(t, b)
		if err := status.Rebuild(ctx, b, noon); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, rollItems(t, d)); diff != "" {
			t.Fatalf("seed %d: a rebuild changes the roll (-before +after):\n%s", seed, diff)
		}
	}
}

func step(t *testing.T, b *status.Board, r *rand.Rand) {
	t.Helper()
	id := fmt.Sprintf("i%d", r.IntN(100))
	if r.IntN(4) == 0 {
		if _, err := b.DeleteIncident(t.Context(), person, id, noon); err != nil && !errors.Is(err, status.ErrNotFound) {
			t.Fatal(err)
		}
		return
	}
	inc := openIncident(id, status.ImpactMinor, time.Duration(r.IntN(100))*time.Hour, nil)
	inc.Hidden, inc.Stickied = r.IntN(3) == 0, r.IntN(3) == 0
	for n := range r.IntN(3) {
		inc.Updates = append(inc.Updates, status.Update{ID: fmt.Sprint("u", n), At: noon, State: status.Resolved})
	}
	if _, err := b.PutIncident(t.Context(), person, *inc, noon); err != nil {
		t.Fatal(err)
	}
	if r.IntN(5) == 0 {
		if _, err := b.PutMaintenance(t.Context(), person, *work("m"+id, 0, time.Hour), noon); err != nil {
			t.Fatal(err)
		}
	}
}

func comparePages(t *testing.T, b *status.Board) {
	t.Helper()
	for _, q := range []status.RollQuery{{}, {Hidden: true}, {Desc: true}, {Hidden: true, Desc: true}} {
		q.Limit = 1 << 20
		whole, total, err := b.Roll(t.Context(), status.AboutIncident, q)
		if err != nil || len(whole) != total {
			t.Fatalf("%d rows of %d, %v", len(whole), total, err)
		}
		searched := q
		searched.Keep = func(*status.Row) bool { return true }
		if all, _, err := b.Roll(t.Context(), status.AboutIncident, searched); err != nil || !slices.EqualFunc(all, whole, sameRow) {
			t.Fatalf("a search gives %v, the list %v, %v", all, whole, err)
		}
		for q.Limit = 7; q.Offset < total+20; q.Offset += 7 {
			page, _, err := b.Roll(t.Context(), status.AboutIncident, q)
			if err != nil {
				t.Fatal(err)
			}
			if want := whole[min(q.Offset, total):min(q.Offset+7, total)]; !slices.EqualFunc(page, want, sameRow) {
				t.Fatalf("page at %d of %+v is %v, want %v", q.Offset, q, page, want)
			}
		}
	}
}

func sameRow(a, b status.Row) bool { return a.Number == b.Number && a.ID == b.ID && a.Title == b.Title }

// A number is a thing's own for ever.
func TestNumbersAreStable(t *testing.T) {
	b, ctx := newBoard(), context.Background()
	put := func(id string) int {
		inc := openIncident(id, status.ImpactMinor, time.Hour, nil)
		if _, err := b.PutIncident(ctx, person, *inc, noon); err != nil {
			t.Fatal(err)
		}
		n, err := b.Numbers(ctx, status.AboutIncident, []string{id})
		if err != nil || n[id].Updates["1"] == 0 {
			t.Fatalf("numbers are %v, %v", n, err)
		}
		return n[id].Own
	}
	if put("a") != 1 || put("b") != 2 {
		t.Fatal("numbers do not run from 1")
	}
	if _, err := b.DeleteIncident(ctx, person, "b", noon); err != nil {
		t.Fatal(err)
	}
	if _, err := b.ByNumber(ctx, status.AboutIncident, 2); !errors.Is(err, status.ErrNotFound) {
		t.Errorf("a deleted incident is found: %v", err)
	}
	if put("c") != 3 || put("b") != 2 {
		t.Error("a number was given again, or not kept")
	}
	if id, err := b.ByNumber(ctx, status.AboutIncident, 2); err != nil || id != "b" {
		t.Errorf("number 2 is %q, %v", id, err)
	}
}

// A page of a long list reads its own blocks and not the list.
func TestAPageOfTheRollReadsItsBlocksOnly(t *testing.T) {
	d := &counted{Store: newStore()}
	b := status.NewBoard(d, time.UTC)
	history(t, b, 3000)
	d.reset()
	rows, total, err := b.Roll(t.Context(), status.AboutIncident, status.RollQuery{Offset: 1500, Limit: 20, Desc: true})
	if err != nil || total != 3000 || len(rows) != 20 || rows[0].Number != 1500 || rows[0].ID != "past-1500" {
		t.Fatalf("rows %v of %d, %v", rows, total, err)
	}
	if d.got > 3 || d.listed > 0 {
		t.Errorf("a page gets %d items and lists %d", d.got, d.listed)
	}
}
