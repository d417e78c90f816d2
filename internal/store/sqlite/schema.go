package sqlite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// applicationID marks a file as ours: "TIDG".
const applicationID = 0x54494447

// migrations bring a file from each schema version to the next; the version is
// how many of them a file has seen. A step that was ever released stays as it is.
var migrations = []string{
	`CREATE TABLE items (
		id      INTEGER PRIMARY KEY,
		part    TEXT    NOT NULL,
		sort    TEXT    NOT NULL,
		expires INTEGER NOT NULL, -- Unix seconds, 0 for never
		value   BLOB    NOT NULL
	);
	CREATE UNIQUE INDEX items_by_key ON items (part, sort);
	CREATE INDEX items_by_expiry ON items (expires) WHERE expires > 0;
	CREATE TABLE changes (
		seq   INTEGER PRIMARY KEY, -- in order of commit
		value BLOB NOT NULL
	);`,
}

// migrate brings the schema up to date, in one transaction.
func (c *conn) migrate(steps []string) (err error) {
	if version, err := c.version(); err != nil || version == len(steps) {
		return err
	}
	if err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = c.exec("ROLLBACK")
		}
	}()
	version, err := c.version() // again: another program may just have done it
	if err != nil {
		return err
	}
	for _, step := range steps[min(version, len(steps)):] {
		if err := c.exec(step); err != nil {
			return err
		}
	}
	return c.exec(fmt.Sprintf("PRAGMA application_id=%d", applicationID),
		fmt.Sprintf("PRAGMA user_version=%d", max(version, len(steps))), "COMMIT")
}

func (c *conn) version() (int, error) { return c.number("PRAGMA user_version") }

// checkOurs refuses a database that somebody else made. An empty one is ours:
// its making was interrupted.
func (c *conn) checkOurs() error {
	id, err := c.number("PRAGMA application_id")
	if err != nil || id == applicationID {
		return err
	}
	tables, err := c.number("SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return err
	}
	if id != 0 || tables != 0 {
		return c.file.foreign()
	}
	return nil
}

func (c *conn) checkNotNewer(steps []string) error {
	version, err := c.version()
	if err == nil && version > len(steps) {
		err = c.file.newer(version, len(steps))
	}
	return err
}

// checkCurrent is for a reader, which cannot migrate.
func (c *conn) checkCurrent(steps []string) error {
	version, err := c.version()
	if err == nil && version < len(steps) {
		return c.file.older(version, len(steps))
	}
	if err != nil {
		return err
	}
	return c.checkNotNewer(steps)
}

// header is what the first bytes of the file say, as far as we look.
type header struct {
	pages, pageSize     int64
	counted             bool // pages is up to date
	version, id         int
	complete, foreigner bool
}

const (
	headerSize = 100
	magic      = "SQLite format 3\x00"
)

// inspect refuses, without touching anything, what can be refused by the first
// bytes of the file: so a file of a newer program stays as it is.
func (f file) inspect() error {
	info, err := os.Stat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !f.options.ReadOnly:
		return nil
	case err != nil:
		return f.fault(err)
	case !info.Mode().IsRegular():
		return f.foreign()
	case info.Size() == 0:
		return nil
	}
	h, err := f.header()
	if err != nil {
		return err
	}
	return f.judge(h, info.Size())
}

func (f file) judge(h header, size int64) error {
	switch {
	case h.foreigner, h.complete && h.id != 0 && h.id != applicationID:
		return f.foreign()
	case !h.complete, h.counted && h.pages*h.pageSize > size && !f.hasLog():
		return f.damaged(errors.New("the file is shorter than it says"))
	case h.version > len(migrations):
		return f.newer(h.version, len(migrations))
	}
	return nil
}

func (f file) header() (header, error) {
	r, err := os.Open(f.path)
	if err != nil {
		return header{}, f.fault(err)
	}
	defer r.Close()
	b := make([]byte, headerSize)
	n, err := io.ReadFull(r, b)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return header{}, f.fault(err)
	}
	return parseHeader(b[:n]), nil
}

// parseHeader reads the database header of SQLite's file format.
func parseHeader(b []byte) header {
	if !bytes.HasPrefix(b, []byte(magic)[:min(len(b), len(magic))]) {
		return header{foreigner: true}
	}
	if len(b) < headerSize {
		return header{}
	}
	word := func(at int) int64 { return int64(binary.BigEndian.Uint32(b[at:])) }
	size := int64(binary.BigEndian.Uint16(b[16:]))
	if size == 1 {
		size = 64 << 10
	}
	return header{complete: true, pages: word(28), pageSize: size, counted: word(24) == word(92),
		version: int(word(60)), id: int(word(68))}
}

// hasLog reports whether commits wait beside the file, so that its size says nothing.
func (f file) hasLog() bool {
	info, err := os.Stat(f.path + "-wal")
	return err == nil && info.Size() > 0
}
