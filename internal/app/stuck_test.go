package app

import (
	"context"
	"errors"
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// noting counts what changes a store.
type noting struct {
	*memory.Store
	writes int
}

func (w *noting) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	return w.Store.Update(ctx, keys, func(tx *store.Tx) error {
		err := fn(tx)
		if done, _ := tx.Writes(); !done.Empty() {
			w.writes++
		}
		return err
	})
}

// Trouble of one program is said by another, since when it began, and no longer than
// it lasts; what is as it was is not written again.
func TestTroubleOfAnotherProgram(t *testing.T) {
	d := &noting{Store: memory.New(time.Now)}
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for i, step := range []struct {
		trouble error
		want    string
		writes  int
	}{
		{nil, "", 0},
		{errors.New("the host does not answer"), "the host does not answer", 1},
		{errors.New("the host does not answer"), "the host does not answer", 1},
		{errors.New("the host refuses the key"), "the host refuses the key", 2},
		{nil, "", 3},
		{nil, "", 3},
	} {
		if err := KeepTrouble(t.Context(), d, noon.Add(time.Duration(i)*time.Minute), step.trouble); err != nil {
			t.Fatal(err)
		}
		s, err := keeper(d).Contents().Content(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case step.want == "" && s.Stuck != nil:
			t.Errorf("step %d: it says %q", i, s.Stuck.Why)
		case step.want != "" && (s.Stuck == nil || s.Stuck.Why != step.want || !s.Stuck.Since.Equal(noon.Add(time.Minute))):
			t.Errorf("step %d: it says %+v, want %q since %s", i, s.Stuck, step.want, noon.Add(time.Minute))
		}
		if d.writes != step.writes {
			t.Errorf("step %d: %d writes, want %d", i, d.writes, step.writes)
		}
	}
}
