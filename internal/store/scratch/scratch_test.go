package scratch_test

import (
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/memory"
	"tidings/internal/store/scratch"
)

func put(t *testing.T, d store.Driver, part string, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		k := store.Key{Part: part, Sort: pairs[i]}
		err := d.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error {
			tx.Append([]byte(pairs[i]))
			if pairs[i+1] == "" {
				return tx.Delete(k)
			}
			return tx.Put(k, []byte(pairs[i+1]))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func list(t *testing.T, d store.Driver, q store.Query) (all string) {
	t.Helper()
	for {
		page, err := d.List(t.Context(), q)
		if err != nil || q.Limit > 0 && len(page.Items) > q.Limit {
			t.Fatalf("%d items of %d: %v", len(page.Items), q.Limit, err)
		}
		for _, it := range page.Items {
			all += it.Sort + string(it.Value) + " "
		}
		if q.After = page.Next; q.After == "" {
			return all
		}
	}
}

// What is written is seen over what is below, and below it nothing happens.
func TestWhatIsTriedStaysAbove(t *testing.T) {
	below := memory.New(time.Now)
	put(t, below, "p", "a", "1", "c", "1", "e", "1", "g", "1", "i", "1")
	s := scratch.New(below, time.Now)
	put(t, s, "p", "b", "2", "c", "", "e", "2", "j", "2", "g", "")
	for limit := range 8 {
		if got := list(t, s, store.Query{Part: "p", Limit: limit}); got != "a1 b2 e2 i1 j2 " {
			t.Errorf("pages of %d: %s", limit, got)
		}
		if got := list(t, s, store.Query{Part: "p", Limit: limit, Reverse: true, From: "b", To: "i"}); got != "i1 e2 b2 " {
			t.Errorf("backwards in pages of %d: %s", limit, got)
		}
	}
	if got := list(t, below, store.Query{Part: "p"}); got != "a1 c1 e1 g1 i1 " {
		t.Errorf("below: %s", got)
	}
	found, err := s.Get(t.Context(), store.Key{Part: "p", Sort: "c"}, store.Key{Part: "p", Sort: "e"}, store.Key{Part: "p", Sort: "a"})
	if err != nil || len(found) != 2 || string(found[store.Key{Part: "p", Sort: "e"}].Value) != "2" {
		t.Errorf("%v, %v", found, err)
	}
	first, cursor, err := s.Changes(t.Context(), "", 3)
	rest, _, err2 := s.Changes(t.Context(), cursor, 0)
	if len(first) != 3 || len(rest) != 2 || err != nil || err2 != nil {
		t.Errorf("changes %q %q, %v %v", first, rest, err, err2)
	}
	if _, _, err := s.Changes(t.Context(), "elsewhere", 0); err == nil {
		t.Error("a cursor of another store is taken")
	}
}
