package sqlite

import "tidings/internal/store"

// finish commits the open transaction and tells all who shared it.
func (db *DB) finish() {
	w := &db.writer
	if db.abort(db.commit()) == nil {
		close(w.batch.done)
		w.batch = nil
	}
}

func (db *DB) commit() error {
	w := &db.writer
	if w.batch.wrote {
		if err := db.file.inPlace(w.place); err != nil {
			return err
		}
		if err := db.removeExpired(); err != nil {
			return err
		}
	}
	return w.conn.commit.run()
}

// abort, given an error of the database, gives up the open transaction with
// all who share it. It returns the error.
func (db *DB) abort(err error) error {
	w := &db.writer
	if err == nil || w.batch == nil {
		return err
	}
	_ = w.conn.rollback.run() // SQLite may have done so by itself
	w.batch.err = err
	close(w.batch.done)
	w.batch = nil
	return err
}

func (db *DB) writeAll(w store.Writes) error {
	c := db.writer.conn
	for _, it := range w.Puts {
		if err := c.write(it); err != nil {
			return err
		}
	}
	for _, k := range w.Deletes {
		if err := c.remove.run(k.Part, k.Sort); err != nil {
			return err
		}
	}
	for _, change := range w.Changes {
		if err := c.add.run(bytesOf(change)); err != nil {
			return err
		}
	}
	db.writer.batch.wrote = db.writer.batch.wrote || !w.Empty()
	return nil
}

// Expired items are removed along with other writes: now and then, a few at a
// time, and well after their time, in case a clock is put right.
const (
	sweepEvery = 10   // seconds
	sweepLate  = 3600 // seconds
	sweepItems = 100
)

func (db *DB) removeExpired() error {
	now := db.now().Unix()
	if since := now - db.writer.swept; since >= 0 && since < sweepEvery {
		return nil
	}
	db.writer.swept = now
	return db.writer.conn.sweep.run(now-sweepLate, int64(sweepItems))
}
