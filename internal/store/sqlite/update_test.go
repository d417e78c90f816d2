package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"tidings/internal/store"
)

func TestUpdatesThatWaitTogetherShareACommit(t *testing.T) {
	db := started(t)
	shared := map[*batch]int{}
	var work []func() error
	for i := range 20 {
		k := store.Key{Part: "a", Sort: fmt.Sprint(i)}
		work = append(work, func() error {
			return db.Update(context.Background(), []store.Key{k}, func(tx *store.Tx) error {
				shared[db.writer.batch]++
				return tx.Put(k, nil)
			})
		})
	}
	for i, err := range inTurn(db, work...) {
		if err != nil {
			t.Errorf("update %d: %v", i, err)
		}
	}
	if len(shared) != 1 {
		t.Errorf("20 updates that waited made %d commits, want 1", len(shared))
	}
}

// Who finds an item there and so writes nothing may say so only once the item
// is safe: else a delivery could be called a duplicate of one that is lost.
func TestNobodyIsToldOfWhatWasNeverCommitted(t *testing.T) {
	db := started(t)
	pages, err := db.writer.conn.number("PRAGMA page_count")
	if err != nil {
		t.Fatal(err)
	}
	if err := db.writer.conn.exec(fmt.Sprintf("PRAGMA max_page_count=%d", pages+10)); err != nil {
		t.Fatal(err)
	}
	k, big, taken := store.Key{Part: "a", Sort: "1"}, store.Key{Part: "a", Sort: "2"}, errors.New("taken")
	create := func(answer error) func() error {
		return func() error {
			return db.Update(context.Background(), []store.Key{k}, func(tx *store.Tx) error {
				if _, ok, err := tx.Get(k); ok || err != nil {
					return errors.Join(answer, err)
				}
				return tx.Put(k, nil)
			})
		}
	}
	tooMuch := func() error {
		return db.Update(context.Background(), []store.Key{big}, func(tx *store.Tx) error { return tx.Put(big, make([]byte, 300<<10)) })
	}
	for i, err := range inTurn(db, create(nil), create(nil), create(taken), tooMuch) {
		if !errors.Is(err, store.ErrUnavailable) || errors.Is(err, taken) {
			t.Errorf("update %d of a commit that failed got %v, want ErrUnavailable", i, err)
		}
	}
	if found, err := db.Get(t.Context(), k); len(found) != 0 || err != nil {
		t.Errorf("half of the commit is there: %v, %v", found, err)
	}
	if err := create(taken)(); err != nil {
		t.Errorf("the next update: %v", err)
	}
}

func TestAClosureThatEndsItsGoroutineStopsNobody(t *testing.T) {
	db := started(t)
	k := store.Key{Part: "a", Sort: "1"}
	put := func() error {
		return db.Update(context.Background(), []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, nil) })
	}
	gone := func() error {
		return db.Update(context.Background(), []store.Key{k}, func(tx *store.Tx) error {
			_ = tx.Delete(k)
			runtime.Goexit()
			return nil
		})
	}
	for i, err := range inTurn(db, put, gone, put, gone) {
		if err != nil {
			t.Errorf("update %d: %v", i, err)
		}
	}
	if found, err := db.Get(t.Context(), k); len(found) != 1 || err != nil {
		t.Errorf("got %v, %v; want what was put", found, err)
	}
}

func TestAnUpdateWhoseContextEndsInTheQueueWritesNothing(t *testing.T) {
	db := started(t)
	ctx, cancel := context.WithCancel(t.Context())
	put := func(ctx context.Context, k store.Key) func() error {
		return func() error {
			return db.Update(ctx, []store.Key{k}, func(tx *store.Tx) error {
				cancel()
				return tx.Put(k, nil)
			})
		}
	}
	first, second := store.Key{Part: "a", Sort: "1"}, store.Key{Part: "a", Sort: "2"}
	errs := inTurn(db, put(t.Context(), first), put(ctx, second))
	if errs[0] != nil || !errors.Is(errs[1], context.Canceled) {
		t.Errorf("got %v, want nil and context.Canceled", errs)
	}
	found, err := db.Get(t.Context(), first, second)
	if _, ok := found[first]; !ok || len(found) != 1 || err != nil {
		t.Errorf("got %v, %v; want only the first", found, err)
	}
}

// inTurn lets all wait for the writer, in order, and then lets them go at once.
func inTurn(db *DB, work ...func() error) []error {
	type result struct {
		i   int
		err error
	}
	results := make(chan result, len(work))
	db.lock()
	for i, do := range work {
		go func() {
			r := result{i: i}
			defer func() { results <- r }()
			r.err = do()
		}()
		for inLine() != i+1 {
			time.Sleep(time.Millisecond)
		}
	}
	db.unlock()
	errs := make([]error, len(work))
	for range work {
		r := <-results
		errs[r.i] = r.err
	}
	return errs
}

// inLine is how many goroutines stand at the lock of a writer.
func inLine() (n int) {
	stacks := make([]byte, 1<<20)
	for stack := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
		if strings.Contains(stack, "[sync.Mutex.Lock") && strings.Contains(stack, "(*DB).lock(") {
			n++
		}
	}
	return n
}

func started(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "tidings.db"), Options{Now: time.Now})
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
