package sqlite

import (
	"context"
	"database/sql/driver"

	"tidings/internal/store"
)

// Amend implements store.Amender. It holds a page of changes at a time, and
// updates go on between two pages. In the end the file is written anew: what was
// taken out, and what items held before, would be left in its free pages.
func (db *DB) Amend(ctx context.Context, fn func(change []byte) ([]byte, error)) error {
	for after, more := int64(0), true; more; {
		list, err := db.amended(ctx, after, fn)
		if err != nil {
			return err
		}
		if more = list.last > after; more {
			after = list.last
		}
		if err := db.rewrite(ctx, list); err != nil {
			return err
		}
	}
	return db.forget(ctx)
}

// amendments are the changes of a page that are rewritten, and the last of all.
type amendments struct {
	last   int64
	values map[int64][]byte
}

func (db *DB) amended(ctx context.Context, after int64, fn func(change []byte) ([]byte, error)) (amendments, error) {
	list := amendments{last: after, values: map[int64][]byte{}}
	err := db.read(ctx, func(c *conn) (failed error) {
		size := 0
		err := c.feed.each(func(row []driver.Value) bool {
			seq, value := row[0].(int64), row[1].([]byte)
			var made []byte
			if made, failed = fn(value); failed != nil {
				return false
			}
			if made != nil {
				list.values[seq] = made
			}
			list.last = seq
			size += len(value)
			return size < store.MaxPageBytes
		}, after, int64(-1))
		if failed != nil {
			return failed
		}
		return err
	})
	return list, err
}

// rewrite writes a page's amended changes in one transaction of their own.
func (db *DB) rewrite(ctx context.Context, list amendments) error {
	if len(list.values) == 0 {
		return nil
	}
	return db.alone(ctx, func(c *conn) error {
		for seq, value := range list.values {
			if err := c.amend.run(seq, bytesOf(value)); err != nil {
				return err
			}
		}
		return nil
	})
}

// alone runs a write in a transaction that no update shares.
func (db *DB) alone(ctx context.Context, write func(c *conn) error) error {
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
	written := false
	defer func() {
		if !written {
			_ = db.abort(context.Canceled) // also when write panics
		}
	}()
	if err := write(db.writer.conn); err != nil {
		return err
	}
	written = true
	db.finish()
	return shared.err
}

// forget writes the file anew without its free pages, and cuts the write-ahead
// log. It takes about as long as copying the file, and updates wait for it.
func (db *DB) forget(ctx context.Context) error {
	db.lock()
	defer db.unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if db.writer.batch != nil {
		db.finish()
	}
	if db.writer.conn == nil {
		return db.notWritable()
	}
	return db.writer.conn.exec("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
}
