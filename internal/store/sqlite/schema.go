package sqlite

import "fmt"

// applicationID marks a file as ours: "TIDG".
const applicationID = 0x54494447

// migrations bring a file from each schema version to the next; the version is
// how many of them a file has seen. A step that was ever released stays as it is.
//
// items has row ids, so that the tree of keys holds keys alone. Without them a
// search reads the whole value of every row that it compares with: beside
// values of 100 kB that made a read ten times as slow, and any commit twice.
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
	`CREATE TABLE marks ( -- about one a day: how old changes are
		seq INTEGER PRIMARY KEY, -- this change and those before it
		at  INTEGER NOT NULL     -- were there at this time, in Unix seconds
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
