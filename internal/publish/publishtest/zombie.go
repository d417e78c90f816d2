package publishtest

import (
	"errors"
	"testing"

	"tidings/internal/publish"
)

// zombies pauses an older publisher before each of its changes in turn, lets a
// newer one finish, and wakes it.
func zombies(t *testing.T, open func(t *testing.T) Fixture) {
	start, older, newer := Sample(12, "start"), Sample(8, "older"), Sample(9, "newer")
	for n := 0; ; n++ {
		f := open(t)
		if _, err := start.Whole(t.Context(), f.Target); err != nil {
			t.Fatal(err)
		}
		woken := false
		paused := &Watch{Target: f.Target, Before: func(at int) error {
			if at == n {
				woken = true
				_, err := newer.Whole(t.Context(), f.Again())
				return err
			}
			return nil
		}}
		_, err := older.Whole(t.Context(), paused)
		if !woken {
			return // there are no more moments to pause at
		}
		if !errors.Is(err, publish.ErrFenced) {
			t.Errorf("paused before change %d (%s): %v", n, paused.Changes()[n], err)
		}
		newer.Check(t, f.Again(), both(start, older)...)
	}
}

// interrupted stops a publisher at each of its changes in turn, for good. The
// next publish, whole or of a part, must end in exactly its own site.
func interrupted(t *testing.T, open func(t *testing.T) Fixture) {
	start, stopped, next := Sample(12, "start"), Sample(8, "stopped"), Sample(9, "next")
	for n := 0; ; n++ {
		f := open(t)
		if _, err := start.Whole(t.Context(), f.Target); err != nil {
			t.Fatal(err)
		}
		killed := &Watch{Target: f.Target, Before: func(at int) error {
			if at >= n {
				return ErrKilled
			}
			return nil
		}}
		if _, err := stopped.Whole(t.Context(), killed); err == nil {
			return
		}
		mendPart(t, f, start)
		if _, err := next.Whole(t.Context(), f.Again()); err != nil {
			t.Fatalf("after a stop at change %d: %v", n, err)
		}
		next.Check(t, f.Again(), both(start, stopped)...)
	}
}

// mendPart publishes one page after an interruption: either the site is right
// with it, or the publish says that it takes a whole one.
func mendPart(t *testing.T, f Fixture, start Site) {
	t.Helper()
	_, err := start.Part(t.Context(), f.Again(), "index.html")
	if errors.Is(err, publish.ErrUnfinished) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	damaged, err := publish.Audit(t.Context(), f.Again())
	if err != nil {
		t.Fatal(err)
	}
	state, err := f.Again().Recall(t.Context())
	if err != nil || len(damaged) > 0 && len(state.Touched) == 0 {
		t.Errorf("a part was published over damage %v that nobody remembers: %v", damaged, err)
	}
}
