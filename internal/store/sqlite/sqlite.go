// Package sqlite keeps a store in one file of one machine: SQLite in pure Go,
// write-ahead log, one writer, a few readers. What an update wrote is on the
// disk when it returns; updates that arrive together share one sync.
//
// It talks to the driver underneath database/sql, because here a connection is
// a thing with a job and not one of a pool. It must never know what its items mean.
package sqlite

import (
	"context"
	"errors"
	"os"
	"time"
)

// Sync says when a commit is safe.
type Sync int

const (
	// Full syncs every commit: what has returned outlives a power cut.
	Full Sync = iota
	// Off leaves syncing to the system: a power cut may lose commits or damage
	// the file. It is only for caches that can be made again.
	Off
)

// Options of Open.
type Options struct {
	Sync     Sync
	ReadOnly bool             // look only; never creates or migrates
	Now      func() time.Time // says what has expired; required
	// KeepChanges is how long changes are kept at least; 400 days unless given.
	KeepChanges time.Duration
	// Wait is how long to wait for a lock that another program holds; 5 s unless given.
	Wait time.Duration
}

// What stands for an option that was not given.
const (
	defaultWait = 5 * time.Second
	defaultKeep = 400 * 24 * time.Hour
)

// DB is a store.Driver and a store.Loader over one file.
type DB struct {
	now     func() time.Time
	file    file
	readers pool
	writer  writer
	newest  int // of the changes stay whatever the clock says
}

// Open opens the file, or creates it (mode 0600; its folder must exist), and
// brings an older schema up to date. Its errors wrap store.ErrUnavailable and,
// where waiting will not help, ErrNewer, ErrOlder, ErrForeign or ErrDamaged.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f := file{path: path, options: o}
	if f.options.Wait == 0 {
		f.options.Wait = defaultWait
	}
	if err := f.inspect(); err != nil {
		return nil, err
	}
	if f.options.KeepChanges == 0 {
		f.options.KeepChanges = defaultKeep
	}
	db := &DB{now: o.Now, file: f, newest: keptAlways}
	db.readers = pool{open: f.reader, slots: make(chan struct{}, maxReaders)}
	start := db.openWriter
	if o.ReadOnly {
		start = func() error { return db.tryReader(ctx) }
	}
	if err := start(); err != nil {
		return nil, errors.Join(err, db.readers.close())
	}
	return db, nil
}

// tryReader makes sure that a store for reading can be read.
func (db *DB) tryReader(ctx context.Context) error {
	return db.read(ctx, func(*conn) error { return nil })
}

func (db *DB) openWriter() error {
	c, err := db.file.writer(migrations)
	if err != nil {
		return err
	}
	db.writer.conn = c
	db.writer.place, err = os.Stat(db.file.path)
	return db.file.fault(err)
}

// Close writes the log back into the file and lets go of it. Updates under way
// are finished first.
func (db *DB) Close() error {
	return errors.Join(db.readers.close(), db.closeWriter())
}
