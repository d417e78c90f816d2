package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/sqlite"
)

// crashFile names the file that this program, started again as a child, writes
// to until it is killed.
const crashFile = "TIDINGS_TEST_CRASH_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashFile); path != "" {
		fmt.Fprintln(os.Stderr, writeForEver(path, os.Getenv("TIDINGS_TEST_CRASH_ROUND")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

const crashWriters = 4

// writeForEver writes pairs of items and prints the name of each pair that is acknowledged.
func writeForEver(path, round string) error {
	db, err := sqlite.Open(context.Background(), path, sqlite.Options{Now: time.Now})
	if err != nil {
		return err
	}
	var done sync.WaitGroup
	errs := make([]error, crashWriters)
	for w := range crashWriters {
		done.Go(func() {
			for n := 0; errs[w] == nil; n++ {
				name := fmt.Sprintf("%s-%d-%06d", round, w, n)
				if errs[w] = putPair(db, name); errs[w] == nil {
					_, errs[w] = os.Stdout.WriteString(name + "\n")
				}
			}
		})
	}
	done.Wait()
	return errors.Join(errs...)
}

func putPair(db *sqlite.DB, name string) error {
	one, two := store.Key{Part: "a", Sort: name}, store.Key{Part: "b", Sort: name}
	return db.Update(context.Background(), []store.Key{one, two}, func(tx *store.Tx) error {
		tx.Append([]byte(name))
		return errors.Join(tx.Put(one, make([]byte, 700)), tx.Put(two, make([]byte, 300)))
	})
}

func TestKilledWhileCommitting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidings.db")
	acknowledged := map[string]bool{}
	for round := range 8 {
		for _, name := range killedWriter(t, path, round) {
			acknowledged[name] = true
		}
		wantWhole(t, path, acknowledged)
	}
}

// killedWriter starts a child that writes, kills it after a random time and
// returns what it has acknowledged.
func killedWriter(t *testing.T, path string, round int) (names []string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashFile+"="+path, fmt.Sprintf("TIDINGS_TEST_CRASH_ROUND=%d", round))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if names = append(names, lines.Text()); len(names) == 1 {
			time.AfterFunc(rand.N(60*time.Millisecond), func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || len(names) == 0 {
		t.Fatalf("the writer ended by itself (%v) after %d updates", err, len(names))
	}
	return names
}

// wantWhole opens the file after a crash: what was acknowledged is there, and
// every update is there whole, with its change.
func wantWhole(t *testing.T, path string, acknowledged map[string]bool) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	there := map[string]int{}
	for _, part := range []string{"a", "b"} {
		for it, err := range all(t.Context(), db, part) {
			if err != nil {
				t.Fatal(err)
			}
			there[it]++
		}
	}
	for name, err := range allChanges(t.Context(), db) {
		if err != nil {
			t.Fatal(err)
		}
		there[name]++
	}
	for name := range acknowledged {
		if there[name] == 0 {
			t.Errorf("%s was acknowledged and is lost", name)
		}
	}
	for name, pieces := range there {
		if pieces != 3 {
			t.Errorf("of %s only %d of 3 pieces are there", name, pieces)
		}
	}
}

func all(ctx context.Context, db *sqlite.DB, part string) func(yield func(string, error) bool) {
	return func(yield func(string, error) bool) {
		q := store.Query{Part: part}
		for {
			page, err := db.List(ctx, q)
			if err != nil {
				yield("", err)
				return
			}
			for _, it := range page.Items {
				if !yield(it.Sort, nil) {
					return
				}
			}
			if q.After = page.Next; q.After == "" {
				return
			}
		}
	}
}

func allChanges(ctx context.Context, db *sqlite.DB) func(yield func(string, error) bool) {
	return func(yield func(string, error) bool) {
		cursor := ""
		for {
			page, next, err := db.Changes(ctx, cursor, 0)
			if err != nil {
				yield("", err)
				return
			}
			for _, c := range page {
				if !yield(string(c), nil) {
					return
				}
			}
			if len(page) == 0 {
				return
			}
			cursor = next
		}
	}
}
