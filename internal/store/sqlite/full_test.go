package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/store"
)

// TestFullFile has SQLite itself say that the disk is full, as it does when the
// file has as many pages as it may: that needs no disk of its own.
func TestFullFile(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "tidings.db"), Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	pages := func(most int) {
		if err := db.writer.conn.exec(fmt.Sprintf("PRAGMA max_page_count=%d", most)); err != nil {
			t.Fatal(err)
		}
	}
	put := func(name string) error {
		k := store.Key{Part: "p", Sort: name}
		return db.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error {
			tx.Append([]byte(name))
			return tx.Put(k, make([]byte, 20<<10))
		})
	}
	pages(100)
	written := 0
	for err = put("0000"); err == nil && written < 1000; err = put(fmt.Sprintf("%04d", written)) {
		written++
	}
	if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "disk is full") {
		t.Errorf("the full file gives %v", err)
	}
	wantItems(t, db, written)
	pages(1000)
	if err := put("after"); err != nil {
		t.Errorf("with room again: %v", err)
	}
	wantItems(t, db, written+1)
}

// wantItems wants so many items, each with its change.
func wantItems(t *testing.T, db *DB, want int) {
	t.Helper()
	page, err := db.List(t.Context(), store.Query{Part: "p"})
	changes, _, err2 := db.Changes(t.Context(), "", 0)
	if err := errors.Join(err, err2); err != nil || want == 0 || len(page.Items) != want || len(changes) != want {
		t.Errorf("%d items and %d changes are there, %v; want %d", len(page.Items), len(changes), err, want)
	}
}
