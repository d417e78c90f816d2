package sqlite_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/sqlite"
)

func TestAStoreThatRestedIsAsItWas(t *testing.T) {
	path := made(t, 20)
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Now: time.Now, Sync: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range 20 {
		if got := len(sorts(t, db)); got != 20 {
			t.Fatalf("%d items", got)
		}
		busy := openFiles(t, path)
		if err := db.Rest(); err != nil {
			t.Fatal(err)
		}
		// One of a reader's two files stays open for the next reader, because
		// closing it would let go of the writer's locks.
		if rested := openFiles(t, path); busy > 5 || rested >= busy {
			t.Fatalf("%d files are open while the store is used, %d after a rest", busy, rested)
		}
	}
	if err := put(t.Context(), db, "9999", nil); err != nil {
		t.Fatal(err)
	}
	if got := len(sorts(t, db)); got != 21 {
		t.Errorf("%d items after a rest", got)
	}
}

func TestAStoreMayRestWhileItIsUsed(t *testing.T) {
	db, err := sqlite.Open(t.Context(), made(t, 5), sqlite.Options{Now: time.Now, Sync: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for j := range 50 {
				if err := put(t.Context(), db, fmt.Sprintf("%d-%d", i, j), nil); err != nil {
					t.Error(err)
				}
				if _, err := db.Get(t.Context(), store.Key{Part: "a", Sort: "0001"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Go(func() {
		for range 50 {
			if err := db.Rest(); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	if got := len(sorts(t, db)); got != 205 {
		t.Errorf("%d items", got)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Rest(); err != nil {
		t.Errorf("resting after the end: %v", err)
	}
}

// openFiles counts how often this process has a file, or what belongs to it, open.
func openFiles(t *testing.T, path string) (n int) {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range list {
		if name, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && strings.HasPrefix(name, path) {
			n++
		}
	}
	return n
}
