package memory_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/memory"
	"tidings/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Driver { return memory.New(time.Now) })
}

// Every update loses its first attempt: the rules above must not notice.
func TestConformanceWhenEveryClosureRunsTwice(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Driver {
		return memory.NewContended(time.Now, func(attempt int) bool { return attempt == 0 })
	})
}

func TestALostRaceRunsTheClosureOnFreshItems(t *testing.T) {
	s, k := memory.New(time.Now), store.Key{Part: "a", Sort: "1"}
	var saw []string
	err := s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error {
		value, _, _ := tx.Get(k)
		saw = append(saw, string(value))
		if len(saw) <= 2 {
			write(t, s, k, fmt.Sprint("other ", len(saw)))
		}
		return tx.Put(k, append(value, " and mine"...))
	})
	if err != nil || fmt.Sprint(saw) != "[ other 1 other 2]" {
		t.Errorf("saw %q, %v", saw, err)
	}
	found, _ := s.Get(t.Context(), k)
	if got := string(found[k].Value); got != "other 2 and mine" {
		t.Errorf("stored %q", got)
	}
}

func TestAnUpdateThatOnlyReadsANamedItemLosesWhenItChanges(t *testing.T) {
	s, guard, k := memory.New(time.Now), store.Key{Part: "a", Sort: "guard"}, store.Key{Part: "a", Sort: "1"}
	write(t, s, guard, "same")
	runs := 0
	err := s.Update(t.Context(), []store.Key{guard, k}, func(tx *store.Tx) error {
		if runs++; runs == 1 {
			write(t, s, guard, "same")
		}
		return tx.Put(k, nil)
	})
	if err != nil || runs != 2 {
		t.Errorf("%d runs, %v; want 2", runs, err)
	}
}

func TestEndlessContentionIsAConflict(t *testing.T) {
	s, k := memory.NewContended(time.Now, func(int) bool { return true }), store.Key{Part: "a"}
	err := s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, nil) })
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
	if found, _ := s.Get(t.Context(), k); len(found) != 0 {
		t.Error("a lost update was written")
	}
}

func TestExpiryFollowsTheGivenClock(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	s, k := memory.New(func() time.Time { return now }), store.Key{Part: "a"}
	err := s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error { return tx.PutUntil(k, nil, now.Add(time.Minute)) })
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		wait time.Duration
		want int
	}{{0, 1}, {59 * time.Second, 1}, {time.Second, 0}} {
		now = now.Add(step.wait)
		if found, _ := s.Get(t.Context(), k); len(found) != step.want {
			t.Errorf("at %v: %d items, want %d", now, len(found), step.want)
		}
	}
}

func write(t *testing.T, s *memory.Store, k store.Key, value string) {
	t.Helper()
	err := s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, []byte(value)) })
	if err != nil {
		t.Fatal(err)
	}
}
