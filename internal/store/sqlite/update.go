package sqlite

import (
	"context"
	"os"
	"sync"
	"sync/atomic"

	"tidings/internal/store"
)

// maxShared is how many updates share one commit at most, so that none waits
// for an endless queue.
const maxShared = 128

// writer is the one connection that writes, and the order of those who want it.
//
// An update takes the lock, opens a transaction unless the one before left its
// own open, and runs in its own goroutine. Whoever lets go of the lock while
// others wait for it leaves the transaction open for them; the last one
// commits for all. So a lone update costs no hand-over, and updates that pile
// up behind a sync share the next one.
type writer struct {
	mu      sync.Mutex
	waiting atomic.Int64 // who want the lock and will take it
	tickets atomic.Int64 // given out in order of arrival

	conn    *conn // nil before Open, after Close and in a store for reading
	closed  bool
	batch   *batch      // the open transaction, or nil
	place   os.FileInfo // of the file when it was opened
	swept   int64       // Unix seconds of the last sweep
	grown   int         // items and changes written that no sweep has made up for
	refused refusal
}

// batch is a transaction and the updates that share it.
type batch struct {
	done    chan struct{}
	err     error // set before done is closed
	updates int
	wrote   bool
}

// refusal is an error that those share who were waiting when it happened, so
// that they do not run into a locked file one after the other.
type refusal struct {
	upTo int64 // ticket
	err  error
}

// Update implements store.Driver. Updates are serial, so no closure runs twice.
// One whose context ends while it waits writes nothing.
func (db *DB) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	shared, err := db.join(ctx, keys, fn)
	if shared == nil {
		return err
	}
	<-shared.done
	if shared.err != nil {
		return shared.err
	}
	return err
}

// join runs an update within the open transaction. What the closure saw is
// only true once that is committed, and so is its error: the caller waits for both.
func (db *DB) join(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) (*batch, error) {
	ticket := db.lock()
	defer db.unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	shared, err := db.begun(ticket)
	if err != nil {
		return nil, err
	}
	shared.updates++
	now := db.now().Unix()
	tx, err := store.NewTx(keys, func(k store.Key) (store.Item, bool, error) {
		it, ok, err := db.writer.conn.item(k, now)
		return it, ok, db.abort(err)
	})
	if err != nil {
		return shared, err
	}
	if err := fn(tx); err != nil {
		return shared, err
	}
	w, err := tx.Writes()
	if err != nil {
		return shared, err
	}
	return shared, db.abort(db.writeAll(w))
}

// lock takes the writer and gives the ticket it waited with.
func (db *DB) lock() int64 {
	w := &db.writer
	ticket := w.tickets.Add(1)
	w.waiting.Add(1)
	w.mu.Lock()
	w.waiting.Add(-1)
	return ticket
}

// unlock commits, unless somebody waits to share the transaction. It runs
// however the closure ended.
func (db *DB) unlock() {
	w := &db.writer
	if b := w.batch; b != nil && (w.waiting.Load() == 0 || b.updates >= maxShared) {
		db.finish()
	}
	w.mu.Unlock()
}

// begun gives the open transaction, or opens one.
func (db *DB) begun(ticket int64) (*batch, error) {
	w := &db.writer
	switch {
	case w.batch != nil:
		return w.batch, nil
	case w.conn == nil:
		return nil, db.notWritable()
	case ticket <= w.refused.upTo:
		return nil, w.refused.err
	}
	if err := w.conn.begin.run(); err != nil {
		w.refused = refusal{upTo: w.tickets.Load(), err: err}
		return nil, err
	}
	w.batch = &batch{done: make(chan struct{})}
	return w.batch, nil
}

func (db *DB) notWritable() error {
	if db.writer.closed {
		return db.file.closed()
	}
	return db.file.readOnly()
}

// closeWriter finishes what is open, writes the log back and closes.
func (db *DB) closeWriter() error {
	db.lock()
	defer db.unlock()
	w := &db.writer
	if w.batch != nil {
		db.finish()
	}
	c := w.conn
	w.conn, w.closed = nil, true
	if c == nil {
		return nil
	}
	_ = c.exec("PRAGMA wal_checkpoint(TRUNCATE)") // a reader may hold it up; the log is as good
	return c.close()
}
