package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/sqlite"
)

// put writes one item of part "a" and a change.
func put(ctx context.Context, db *sqlite.DB, sort string, value []byte) error {
	k := store.Key{Part: "a", Sort: sort}
	return db.Update(ctx, []store.Key{k}, func(tx *store.Tx) error {
		tx.Append([]byte(sort))
		return tx.Put(k, value)
	})
}

// sorts lists part "a".
func sorts(t *testing.T, db *sqlite.DB) []string {
	t.Helper()
	var all []string
	q := store.Query{Part: "a"}
	for {
		page, err := db.List(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range page.Items {
			all = append(all, it.Sort)
		}
		if q.After = page.Next; q.After == "" {
			return all
		}
	}
}

// made is a closed data file with n items of 1 kB.
func made(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tidings.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Now: time.Now, Sync: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := put(t.Context(), db, fmt.Sprintf("%04d", i), make([]byte, 1024)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// raw is a connection beside ours, as another program would have it.
func raw(t *testing.T, path string, statements ...string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	rawExec(t, c, statements...)
	return c
}

func rawExec(t *testing.T, c *sql.Conn, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := c.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// refused opens a file and holds that this fails as it should: kindly, with a
// hint, without a folder in the sentence, and as something to try again later.
func refused(t *testing.T, path string, o sqlite.Options, kind error, hint string) {
	t.Helper()
	o.Now = time.Now
	db, err := sqlite.Open(t.Context(), path, o)
	if err == nil {
		_ = db.Close()
		t.Fatalf("%s was opened", path)
	}
	wantFault(t, err, kind, hint)
}

func wantFault(t *testing.T, err, kind error, hint string) {
	t.Helper()
	if !errors.Is(err, store.ErrUnavailable) || kind != nil && !errors.Is(err, kind) {
		t.Errorf("got %v, want ErrUnavailable and %v", err, kind)
		return
	}
	if !strings.Contains(err.Error(), hint) || strings.Contains(err.Error(), "/") {
		t.Errorf("the sentence %q should say %q and name no folder", err, hint)
	}
}

// untouched returns a check that the file has the bytes that it has now, and
// nothing was left beside it.
func untouched(t *testing.T, path string) func() {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		after, err := os.ReadFile(path)
		if err != nil || string(after) != string(before) {
			t.Errorf("the file was changed (%v)", err)
		}
		if beside, _ := filepath.Glob(path + "-*"); len(beside) > 0 {
			t.Errorf("left beside the file: %v", beside)
		}
	}
}
