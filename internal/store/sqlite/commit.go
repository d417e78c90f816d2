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
		if err := db.sweep(); err != nil {
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
	db.writer.grown += len(w.Puts) + len(w.Changes)
	db.writer.batch.wrote = db.writer.batch.wrote || !w.Empty()
	return nil
}
