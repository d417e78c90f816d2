package sqlite

import (
	"context"
	"fmt"

	"tidings/internal/store"
)

// loadCache is the page cache of a load, in KiB: rows may come in any order. A
// page in it takes twice its size, and a bigger cache hardly loads faster.
const loadCache = 8 << 10

// Load implements store.Loader. Updates wait until it is done.
func (db *DB) Load(ctx context.Context, items func(yield func(store.Item) bool)) error {
	return db.inBulk(ctx, func() error { return db.loadAll(ctx, items) })
}

// inBulk is alone for a long write, with a big cache.
func (db *DB) inBulk(ctx context.Context, write func() error) error {
	return db.alone(ctx, func(*conn) error {
		defer db.widen()()
		return write()
	})
}

func (db *DB) loadAll(ctx context.Context, items func(yield func(store.Item) bool)) (err error) {
	for it := range items {
		if err = ctx.Err(); err != nil {
			return err
		}
		if err = db.loadOne(it); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (db *DB) loadOne(it store.Item) error {
	it, err := it.Checked()
	if err != nil {
		return err
	}
	return db.writer.conn.write(it)
}

// widen gives the writer a big cache and returns how to take it back.
func (db *DB) widen() (narrow func()) {
	c := db.writer.conn
	size := func(kib int) { _ = c.exec(fmt.Sprintf("PRAGMA cache_size=-%d", kib)) }
	size(loadCache)
	return func() {
		size(writerCache)
		_ = c.exec("PRAGMA shrink_memory")
	}
}
