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
	ticket := db.lock()
	defer db.unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if db.writer.batch != nil {
		db.finish()
	}
	shared, err := db.begun(ticket)
	if err != nil {
		return err
	}
	shared.wrote = true
	defer db.widen()()
	loaded := false
	defer func() {
		if !loaded {
			_ = db.abort(context.Canceled) // also when items panics
		}
	}()
	if err := db.loadAll(ctx, items); err != nil {
		return err
	}
	loaded = true
	db.finish()
	return shared.err
}

func (db *DB) loadAll(ctx context.Context, items func(yield func(store.Item) bool)) (err error) {
	for it := range items {
		if err = ctx.Err(); err != nil {
			return err
		}
		if it, err = it.Checked(); err != nil {
			return err
		}
		if err = db.writer.conn.write(it); err != nil {
			return err
		}
	}
	return ctx.Err()
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
