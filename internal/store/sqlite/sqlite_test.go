package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/sqlite"
	"tidings/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Driver {
		return open(t, filepath.Join(t.TempDir(), "a file of 100%?.db"), sqlite.Options{Sync: sqlite.Off})
	})
}

func open(t testing.TB, path string, o sqlite.Options) *sqlite.DB {
	t.Helper()
	if o.Now == nil {
		o.Now = time.Now
	}
	db, err := sqlite.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
