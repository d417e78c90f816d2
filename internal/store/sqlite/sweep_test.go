package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"tidings/internal/store"
)

// aged is a store whose clock the test moves.
func aged(t *testing.T, keep time.Duration) (*DB, *time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "tidings.db"), Options{Sync: Off, KeepChanges: keep, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, &now
}

// write puts n items that expire after a time, ten an update, with as many changes.
func write(t *testing.T, db *DB, name string, n int, expires time.Time) {
	t.Helper()
	for i := 0; i < n; i += 10 {
		keys := make([]store.Key, 10)
		for j := range keys {
			keys[j] = store.Key{Part: "p", Sort: fmt.Sprintf("%s-%06d", name, i+j)}
		}
		err := db.Update(t.Context(), keys, func(tx *store.Tx) error {
			var bad error
			for _, k := range keys {
				tx.Append([]byte(k.Sort))
				bad = errors.Join(bad, tx.PutUntil(k, nil, expires))
			}
			return bad
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func rows(t *testing.T, db *DB, table string) int {
	t.Helper()
	n, err := db.writer.conn.number("SELECT count(*) FROM " + table)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// However fast items come, those that have expired go as fast.
func TestExpiredItemsGoAsFastAsOthersCome(t *testing.T) {
	db, now := aged(t, 0)
	const each, life = 300, 30 * time.Minute
	for hour := range 12 {
		write(t, db, fmt.Sprintf("h%02d", hour), each, now.Add(life))
		*now = now.Add(time.Hour)
		if n := rows(t, db, "items"); n > 4*each {
			t.Fatalf("after %d hours of %d items an hour, each for %s, there are %d", hour+1, each, life, n)
		}
	}
}

func TestNoCommitRemovesMuch(t *testing.T) {
	db, now := aged(t, 0)
	write(t, db, "old", 1500, now.Add(time.Minute))
	*now = now.Add(48 * time.Hour)
	for before := rows(t, db, "items"); before > 10; {
		write(t, db, "new", 10, now.Add(1000*time.Hour))
		after := rows(t, db, "items")
		if before-after > sweepMost {
			t.Fatalf("one commit removed %d items", before-after)
		}
		if after >= before {
			*now = now.Add(sweepEvery * time.Second)
		}
		before = after
	}
}

func TestOldChangesGoAndReadersGoOn(t *testing.T) {
	db, now := aged(t, 100*24*time.Hour)
	db.newest = 1000
	write(t, db, "first", 1200, now.Add(time.Hour))
	behind, cursor, err := db.Changes(t.Context(), "", 10)
	if err != nil || len(behind) != 10 {
		t.Fatal(len(behind), err)
	}
	_, end := readAll(t, db, "")
	*now = now.Add(24 * time.Hour)
	write(t, db, "second", 100, now.Add(time.Hour))
	if n := rows(t, db, "changes"); n != 1300 {
		t.Fatalf("%d changes are there, want all", n)
	}
	*now = now.Add(100*24*time.Hour + time.Hour)
	write(t, db, "third", 1000, now.Add(time.Hour))
	// The first update of the second day was there when that day was marked.
	if n := rows(t, db, "changes"); n != 1090 {
		t.Errorf("%d changes are left, want the 1090 that are not old", n)
	}
	left, _ := readAll(t, db, cursor)
	if string(left[len(left)-1]) != "third-000999" || len(left) != rows(t, db, "changes") {
		t.Errorf("a reader far behind sees %d changes, the last %s", len(left), left[len(left)-1])
	}
	after, _ := readAll(t, db, end)
	if len(after) != 1090 || string(after[0]) != "second-000010" {
		t.Errorf("a reader that had read the first sees %d more, from %s", len(after), after[0])
	}
}

func readAll(t *testing.T, db *DB, cursor string) (all [][]byte, end string) {
	t.Helper()
	for {
		page, next, err := db.Changes(t.Context(), cursor, 500)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, page...); next == cursor {
			return all, cursor
		}
		cursor = next
	}
}

// A clock that was wrong for a while must not cost changes that nobody has read.
func TestTheNewestChangesStayWhateverTheClockSays(t *testing.T) {
	db, now := aged(t, time.Hour)
	write(t, db, "a", 500, now.Add(time.Hour))
	for range 50 {
		*now = now.Add(1000 * time.Hour)
		write(t, db, "b", 10, now.Add(time.Hour))
	}
	if n := rows(t, db, "changes"); n != 1000 {
		t.Errorf("%d changes are left of 1000", n)
	}
	if n := rows(t, db, "marks"); n > 60 {
		t.Errorf("%d marks", n)
	}
}

func TestAFileOfTheFirstVersionIsOpened(t *testing.T) {
	f := file{path: filepath.Join(t.TempDir(), "tidings.db")}
	if err := f.create(); err != nil {
		t.Fatal(err)
	}
	c, err := f.connect("rw")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.migrate(migrations[:1]), c.exec("INSERT INTO changes (value) VALUES (CAST('kept' AS BLOB))"), c.close()); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), f.path, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if all, _ := readAll(t, db, ""); len(all) != 1 || string(all[0]) != "kept" {
		t.Errorf("changes: %q", all)
	}
}
