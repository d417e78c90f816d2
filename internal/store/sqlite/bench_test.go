package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"tidings/internal/store"
	"tidings/internal/store/sqlite"
)

// benchBytes is the value of an update, benchChange that of its change.
const (
	benchBytes  = 1024
	benchChange = 200
)

// BenchmarkBareCommit is what an update is measured against: the same bytes by
// database/sql alone.
func BenchmarkBareCommit(b *testing.B) {
	commit := bare(b)
	for i := 0; b.Loop(); i++ {
		commit(i)
	}
}

// BenchmarkUpdateAgainstBare takes turns, so that both see the same disk and
// the same neighbours, and reports the ratio of the medians.
func BenchmarkUpdateAgainstBare(b *testing.B) {
	commit, db := bare(b), open(b, filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{})
	var theirs, ours []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		commit(i)
		middle := time.Now()
		benchUpdate(b, db, int64(i))
		theirs, ours = append(theirs, middle.Sub(start)), append(ours, time.Since(middle))
	}
	b.ReportMetric(float64(median(ours))/float64(median(theirs)), "x-bare")
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

// bare returns a commit of one row by database/sql, synced like ours.
func bare(b *testing.B) func(i int) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+
		"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE items (key TEXT PRIMARY KEY, value BLOB)"); err != nil {
		b.Fatal(err)
	}
	insert, err := db.Prepare("INSERT INTO items VALUES (?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	value := bytes.Repeat([]byte("x"), benchBytes+benchChange)
	return func(i int) {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := tx.Stmt(insert).Exec(fmt.Sprintf("part/%08d", i), value); err != nil {
			b.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUpdate(b *testing.B) {
	db := open(b, filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{})
	for i := 0; b.Loop(); i++ {
		benchUpdate(b, db, int64(i))
	}
}

func BenchmarkUpdate16Writers(b *testing.B) {
	db := open(b, filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{})
	var n atomic.Int64
	b.SetParallelism(8) // times 2 cores
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			benchUpdate(b, db, n.Add(1))
		}
	})
}

// BenchmarkUpdateUnsynced is the same work without the disk.
func BenchmarkUpdateUnsynced(b *testing.B) {
	db := open(b, filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{Sync: sqlite.Off})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		benchUpdate(b, db, int64(i))
	}
}

func BenchmarkGet(b *testing.B) {
	db := filled(b, 10_000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		k := store.Key{Part: "part", Sort: fmt.Sprintf("%08d", i*7919%10_000)}
		if found, err := db.Get(context.Background(), k); err != nil || len(found) != 1 {
			b.Fatal(len(found), err)
		}
	}
}

func BenchmarkList50(b *testing.B) {
	db := filled(b, 10_000)
	b.ReportAllocs()
	for b.Loop() {
		page, err := db.List(context.Background(), store.Query{Part: "part", Reverse: true, Limit: 50})
		if err != nil || len(page.Items) != 50 {
			b.Fatal(len(page.Items), err)
		}
	}
}

// BenchmarkLoad reports rows a second of 100 bytes each, in order and not.
func BenchmarkLoad(b *testing.B) {
	const rows = 50_000
	for name, step := range map[string]int{"in order": 1, "shuffled": 7919} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				db := open(b, filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{})
				if err := db.Load(context.Background(), small(rows, step)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkGetAmongLarge reads small items that stand among items of 100 kB.
func BenchmarkGetAmongLarge(b *testing.B) {
	db := open(b, filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{Sync: sqlite.Off})
	const n = 500
	err := db.Load(context.Background(), func(yield func(store.Item) bool) {
		for i := range n {
			k := store.Key{Part: "part", Sort: fmt.Sprintf("%08d", i)}
			if !yield(store.Item{Key: k, Value: make([]byte, 100<<10)}) || !yield(store.Item{Key: store.Key{Part: k.Part, Sort: k.Sort + "s"}}) {
				return
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		k := store.Key{Part: "part", Sort: fmt.Sprintf("%08ds", i*7919%n)}
		if found, err := db.Get(context.Background(), k); err != nil || len(found) != 1 {
			b.Fatal(len(found), err)
		}
	}
}

func benchUpdate(b *testing.B, db *sqlite.DB, i int64) {
	k := store.Key{Part: "part", Sort: fmt.Sprintf("%08d", i)}
	err := db.Update(context.Background(), []store.Key{k}, func(tx *store.Tx) error {
		tx.Append(make([]byte, benchChange))
		return tx.Put(k, make([]byte, benchBytes))
	})
	if err != nil {
		b.Error(err)
	}
}

func filled(b *testing.B, n int) *sqlite.DB {
	db := open(b, filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{})
	if err := db.Load(context.Background(), small(n, 1)); err != nil {
		b.Fatal(err)
	}
	return db
}

func small(n, step int) func(yield func(store.Item) bool) {
	value := bytes.Repeat([]byte("x"), 100)
	return func(yield func(store.Item) bool) {
		for i := range n {
			if !yield(store.Item{Key: store.Key{Part: "part", Sort: fmt.Sprintf("%08d", i*step%n)}, Value: value}) {
				return
			}
		}
	}
}
