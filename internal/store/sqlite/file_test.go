package sqlite_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/sqlite"
)

func TestOnlyTheOwnerCanReadTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidings.db")
	db := open(t, path, sqlite.Options{})
	if err := put(t.Context(), db, "1", nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v; want 0600", name, info.Mode(), err)
		}
	}
}

func TestCloseLeavesOneFileThatOpensAgain(t *testing.T) {
	path := made(t, 100)
	untouched(t, path)()
	if got := sorts(t, open(t, path, sqlite.Options{})); len(got) != 100 {
		t.Errorf("%d items, want 100", len(got))
	}
}

func TestNewerFile(t *testing.T) {
	path := made(t, 1)
	raw(t, path, "PRAGMA user_version=99", "PRAGMA wal_checkpoint(TRUNCATE)").Close()
	check := untouchedFile(t, path)
	refused(t, path, sqlite.Options{}, sqlite.ErrNewer, "schema 99")
	refused(t, path, sqlite.Options{ReadOnly: true}, sqlite.ErrNewer, "schema 99")
	check()
}

// The version may stand in the log only.
func TestNewerFileInUse(t *testing.T) {
	path := made(t, 1)
	raw(t, path, "PRAGMA user_version=99")
	check := untouchedFile(t, path)
	refused(t, path, sqlite.Options{}, sqlite.ErrNewer, "schema 99")
	refused(t, path, sqlite.Options{ReadOnly: true}, sqlite.ErrNewer, "schema 99")
	check()
}

// untouchedFile is untouched for a file that somebody else has open.
func untouchedFile(t *testing.T, path string) func() {
	before := read(t, path)
	return func() {
		if string(read(t, path)) != string(before) {
			t.Error("the file was changed")
		}
	}
}

func TestNotOurFile(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"notes.txt": "hello", "long.txt": fmt.Sprintf("%2000d", 1), "other.bin": "SQLite format 2\x00"} {
		path := filepath.Join(dir, name)
		write(t, path, []byte(content))
		check := untouched(t, path)
		refused(t, path, sqlite.Options{}, sqlite.ErrForeign, "not a Tidings data file")
		check()
	}
	refused(t, dir, sqlite.Options{}, sqlite.ErrForeign, "not a Tidings data file")
	for name, statement := range map[string]string{"tables.db": "CREATE TABLE t (x)", "marked.db": "PRAGMA application_id=7"} {
		path := filepath.Join(dir, name)
		raw(t, path, statement).Close()
		check := untouched(t, path)
		refused(t, path, sqlite.Options{}, sqlite.ErrForeign, "not a Tidings data file")
		refused(t, path, sqlite.Options{ReadOnly: true}, sqlite.ErrForeign, "not a Tidings data file")
		check()
	}
}

func TestMissingFolder(t *testing.T) {
	refused(t, filepath.Join(t.TempDir(), "none", "tidings.db"), sqlite.Options{}, nil, "create the folder")
	refused(t, filepath.Join(t.TempDir(), "tidings.db"), sqlite.Options{ReadOnly: true}, nil, "does not exist")
}

func TestACreationThatWasInterruptedGoesOn(t *testing.T) {
	dir := t.TempDir()
	empty, started := filepath.Join(dir, "empty.db"), filepath.Join(dir, "started.db")
	write(t, empty, nil)
	raw(t, started, "PRAGMA journal_mode=WAL").Close()
	for _, path := range []string{empty, started} {
		refused(t, path, sqlite.Options{ReadOnly: true}, sqlite.ErrOlder, "tidings serve")
		if err := put(t.Context(), open(t, path, sqlite.Options{}), "1", nil); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestAStoreForReadingFollowsTheWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidings.db")
	writer := open(t, path, sqlite.Options{})
	reader := open(t, path, sqlite.Options{ReadOnly: true})
	for i := range 3 {
		if err := put(t.Context(), writer, fmt.Sprint(i), nil); err != nil {
			t.Fatal(err)
		}
		if got := sorts(t, reader); len(got) != i+1 {
			t.Errorf("the reader sees %d items, want %d", len(got), i+1)
		}
	}
	wantFault(t, put(t.Context(), reader, "x", nil), nil, "only to be read")
}

func TestExpiryAndRemovalFollowTheGivenClock(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "tidings.db")
	db := open(t, path, sqlite.Options{Now: func() time.Time { return now }})
	k := store.Key{Part: "a", Sort: "goes"}
	err := db.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error { return tx.PutUntil(k, nil, now.Add(time.Minute)) })
	if err != nil {
		t.Fatal(err)
	}
	stays := 0
	for _, step := range []struct {
		wait       time.Duration
		seen, kept int
	}{{0, 1, 1}, {59 * time.Second, 1, 1}, {time.Second, 0, 1}, {30 * time.Second, 0, 1}, {2 * time.Hour, 0, 0}} {
		now = now.Add(step.wait)
		if found, err := db.Get(t.Context(), k); err != nil || len(found) != step.seen {
			t.Errorf("at %v: %d items are seen, %v; want %d", now, len(found), err, step.seen)
		}
		if err := put(t.Context(), db, fmt.Sprint("stays", stays), nil); err != nil {
			t.Fatal(err)
		}
		stays++
		if kept := count(t, path) - stays; kept != step.kept {
			t.Errorf("at %v: %d expired items take space, want %d", now, kept, step.kept)
		}
	}
	changes, _, err := db.Changes(t.Context(), "", 0)
	if err != nil || len(changes) != stays {
		t.Errorf("%d changes, %v; want %d: an expiry is none", len(changes), err, stays)
	}
}

// A cursor that counts further than this file was given by another one, say
// before a backup was restored. Waiting at it would miss what comes.
func TestACursorOfAnotherFileIsRefused(t *testing.T) {
	_, cursor, err := open(t, made(t, 5), sqlite.Options{}).Changes(t.Context(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = open(t, made(t, 3), sqlite.Options{}).Changes(t.Context(), cursor, 0)
	if !errors.Is(err, store.ErrCursor) {
		t.Errorf("got %v, want ErrCursor", err)
	}
}

// count is how many items the file holds, seen or not.
func count(t *testing.T, path string) (n int) {
	t.Helper()
	c := raw(t, path)
	defer c.Close()
	if err := c.QueryRowContext(t.Context(), "SELECT count(*) FROM items").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
