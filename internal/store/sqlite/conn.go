package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"time"

	"tidings/internal/store"
)

// conn is one connection and its statements. One goroutine uses it at a time.
type conn struct {
	raw  driver.Conn
	file file

	get, ascending, descending, feed, newest *statement

	put, remove, add, amend, expire, mark, trim, unmark, begin, commit, rollback *statement
}

// prepare readies what every connection does. The "+" signs keep SQLite from
// planning by the value of a parameter: it would plan anew at every use, which
// takes longer than reading a few items.
func (c *conn) prepare() error {
	const page = `SELECT sort, expires, value FROM items
		WHERE part = ? AND sort >= ? AND sort < ? AND (expires = 0 OR +expires > ?) ORDER BY sort `
	return c.prepareAll(map[**statement]string{
		&c.get:        `SELECT expires, value FROM items WHERE part = ? AND sort = ?`,
		&c.ascending:  page + `LIMIT ? + 0`,
		&c.descending: page + `DESC LIMIT ? + 0`,
		&c.feed:       `SELECT seq, value FROM changes WHERE seq > ? ORDER BY seq LIMIT ? + 0`,
		&c.newest:     `SELECT seq FROM changes ORDER BY seq DESC LIMIT 1`,
	})
}

// prepareWrites readies what only the writer does.
func (c *conn) prepareWrites() error {
	return c.prepareAll(map[**statement]string{
		&c.put: `INSERT INTO items (part, sort, expires, value) VALUES (?, ?, ?, ?)
			ON CONFLICT (part, sort) DO UPDATE SET expires = excluded.expires, value = excluded.value`,
		&c.remove: `DELETE FROM items WHERE part = ? AND sort = ?`,
		&c.add:    `INSERT INTO changes (value) VALUES (?)`,
		&c.amend:  `UPDATE changes SET value = ?2 WHERE seq = ?1`,
		&c.expire: `DELETE FROM items WHERE id IN
			(SELECT id FROM items WHERE expires > 0 AND expires <= ? ORDER BY expires LIMIT ? + 0)`,
		&c.mark: `INSERT OR IGNORE INTO marks (seq, at) SELECT seq, ?1 FROM (SELECT seq FROM changes ORDER BY seq DESC LIMIT 1)
			WHERE NOT EXISTS (SELECT 1 FROM marks WHERE at > ?1 - 86400 AND at <= ?1)`, // it asks once, and not for every change
		&c.trim: `DELETE FROM changes WHERE seq IN (SELECT seq FROM changes
			WHERE seq <= (SELECT max(seq) FROM marks WHERE at <= ?1) AND seq <= (SELECT max(seq) FROM changes) - ?2
			ORDER BY seq LIMIT ?3 + 0)`,
		&c.unmark:   `DELETE FROM marks WHERE at <= ?1 AND seq < (SELECT min(seq) FROM changes)`,
		&c.begin:    `BEGIN IMMEDIATE`,
		&c.commit:   `COMMIT`,
		&c.rollback: `ROLLBACK`,
	})
}

func (c *conn) prepareAll(list map[**statement]string) error {
	for to, query := range list {
		prepared, err := c.raw.Prepare(query)
		if err != nil {
			return c.file.fault(err)
		}
		*to = &statement{query: query, raw: prepared, file: c.file}
	}
	return nil
}

// close lets go of the connection; closing also ends its statements.
func (c *conn) close() error {
	for _, s := range []*statement{c.get, c.ascending, c.descending, c.feed, c.newest,
		c.put, c.remove, c.add, c.amend, c.expire, c.mark, c.trim, c.unmark, c.begin, c.commit, c.rollback} {
		if s != nil {
			_ = s.raw.Close()
		}
	}
	return c.file.fault(c.raw.Close())
}

// exec runs statements that are needed once.
func (c *conn) exec(queries ...string) error {
	for _, query := range queries {
		_, err := c.raw.(driver.ExecerContext).ExecContext(context.Background(), query, nil)
		if err != nil {
			return c.file.fault(err)
		}
	}
	return nil
}

// number runs a query that gives one number.
func (c *conn) number(query string) (n int, err error) {
	prepared, err := c.raw.Prepare(query)
	if err != nil {
		return 0, c.file.fault(err)
	}
	defer prepared.Close()
	s := statement{raw: prepared, file: c.file}
	err = s.each(func(row []driver.Value) bool {
		n = int(row[0].(int64))
		return false
	})
	return n, err
}

// item reads one live item.
func (c *conn) item(k store.Key, now int64) (it store.Item, ok bool, err error) {
	err = c.get.each(func(row []driver.Value) bool {
		expires := row[0].(int64)
		if ok = expires == 0 || expires > now; ok {
			it = store.Item{Key: k, Expires: moment(expires), Value: row[1].([]byte)}
		}
		return false
	}, k.Part, k.Sort)
	return it, ok, err
}

// write puts one item.
func (c *conn) write(it store.Item) error {
	return c.put.run(it.Part, it.Sort, seconds(it.Expires), bytesOf(it.Value))
}

// seconds is how a moment is stored; moment is the way back.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return max(t.Unix(), 1)
}

func moment(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// bytesOf keeps nil from becoming NULL.
func bytesOf(value []byte) []byte {
	if value == nil {
		return []byte{}
	}
	return value
}

// statement is a prepared statement.
type statement struct {
	query string
	raw   driver.Stmt
	file  file
	args  []driver.NamedValue // used again
	row   []driver.Value
}

func (s *statement) bind(args []any) []driver.NamedValue {
	s.args = s.args[:0]
	for i, arg := range args {
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return s.args
}

// run executes the statement.
func (s *statement) run(args ...any) error {
	_, err := s.count(args...)
	return err
}

// count executes the statement and says how many rows it touched.
func (s *statement) count(args ...any) (int, error) {
	done, err := s.raw.(driver.StmtExecContext).ExecContext(context.Background(), s.bind(args))
	clear(s.args)
	if err != nil {
		return 0, s.file.fault(err)
	}
	n, err := done.RowsAffected()
	return int(n), s.file.fault(err)
}

// each calls do with every row, until it returns false.
func (s *statement) each(do func(row []driver.Value) bool, args ...any) (err error) {
	rows, err := s.raw.(driver.StmtQueryContext).QueryContext(context.Background(), s.bind(args))
	clear(s.args)
	if err != nil {
		return s.file.fault(err)
	}
	defer func() { err = errors.Join(err, s.file.fault(rows.Close())) }()
	if s.row == nil {
		s.row = make([]driver.Value, len(rows.Columns()))
	}
	for {
		switch err := rows.Next(s.row); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return s.file.fault(err)
		case !do(s.row):
			return nil
		}
	}
}
