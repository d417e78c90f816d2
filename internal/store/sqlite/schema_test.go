package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/store"
)

// next is a schema version that does not exist yet.
var next = []string{
	"CREATE TABLE notes (text TEXT); INSERT INTO notes SELECT sort FROM items",
	"ALTER TABLE notes ADD COLUMN author TEXT",
}

func TestMigrationsGoForwardAndKeepWhatIsThere(t *testing.T) {
	f := fileOfToday(t)
	c, err := f.writer(slices.Concat(migrations, next))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for query, want := range map[string]int{
		"PRAGMA user_version":                                         len(migrations) + 2,
		"SELECT count(*) FROM notes WHERE text='kept'":                1,
		"SELECT count(*) FROM items WHERE sort='kept'":                1,
		"SELECT count(*) FROM pragma_table_info('notes') WHERE cid=1": 1,
	} {
		if got, err := c.number(query); got != want || err != nil {
			t.Errorf("%s gives %d, %v; want %d", query, got, err, want)
		}
	}
}

func TestAMigrationThatFailsLeavesTheOldVersion(t *testing.T) {
	f := fileOfToday(t)
	if _, err := f.writer(slices.Concat(migrations, next, []string{"CREATE TABLE items (x)"})); err == nil {
		t.Fatal("a step that cannot work did")
	}
	c, err := f.writer(migrations)
	if err != nil {
		t.Fatalf("the version of before cannot open the file: %v", err)
	}
	defer c.close()
	if n, err := c.number("SELECT count(*) FROM sqlite_schema WHERE name='notes'"); n != 0 || err != nil {
		t.Errorf("half of the migration is there (%d, %v)", n, err)
	}
}

func TestAReaderDoesNotMigrate(t *testing.T) {
	c, err := fileOfToday(t).reader()
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if err := c.checkCurrent(slices.Concat(migrations, next)); !errors.Is(err, ErrOlder) {
		t.Errorf("got %v, want ErrOlder", err)
	}
}

// No query may slow down as the file grows.
func TestEveryQueryFindsItsRowsByAnIndex(t *testing.T) {
	c, err := fileOfToday(t).writer(migrations)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for _, s := range []*statement{c.get, c.ascending, c.descending, c.feed, c.newest, c.remove, c.expire, c.trim} {
		for _, step := range plan(t, c, s.query) {
			if strings.Contains(step, "SCAN items") || strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s\nis done by %q", s.query, step)
			}
		}
	}
}

// plan is how SQLite goes about a query.
func plan(t *testing.T, c *conn, query string) (steps []string) {
	t.Helper()
	raw, err := c.raw.Prepare("EXPLAIN QUERY PLAN " + query)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	s := statement{raw: raw, file: c.file}
	err = s.each(func(row []driver.Value) bool {
		steps = append(steps, row[3].(string))
		return true
	}, "", "", "", int64(0), int64(0))
	if err != nil || len(steps) == 0 {
		t.Fatalf("%s: no plan (%v)", query, err)
	}
	return steps
}

// fileOfToday is a file of the newest schema with an item in it.
func fileOfToday(t *testing.T) file {
	t.Helper()
	f := file{path: filepath.Join(t.TempDir(), "tidings.db"), options: Options{Now: time.Now, Wait: time.Second}}
	db, err := Open(t.Context(), f.path, f.options)
	if err != nil {
		t.Fatal(err)
	}
	k := store.Key{Part: "a", Sort: "kept"}
	err = db.Update(context.Background(), []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, nil) })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return f
}
