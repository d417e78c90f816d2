package app

import (
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// A state that was restored from another kind of store has a cursor that this
// one never gave.
func TestACursorOfAnotherStoreBeginsAnew(t *testing.T) {
	d := memory.New(time.Now)
	a := inForce(t, d)
	key := store.Key{Part: "test", Sort: "1"}
	err := d.Update(t.Context(), []store.Key{key}, func(tx *store.Tx) error {
		tx.Append([]byte(`{}`))
		return tx.Put(key, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.setPublished(t.Context(), "4711"); err != nil {
		t.Fatal(err)
	}
	if err := a.readCursor(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, cursor, err := a.changed(t.Context()); err != nil || cursor != "1" {
		t.Errorf("the changes end at %q, %v; want 1", cursor, err)
	}
}
