package sqlite

import (
	"context"
	"database/sql/driver"
	"iter"
	"strconv"

	"tidings/internal/store"
)

// Dump implements store.Dumper: one long read, beside which updates go on.
func (db *DB) Dump(ctx context.Context, fn func(store.Record) error) error {
	return db.read(ctx, func(c *conn) error {
		if err := c.exec("BEGIN"); err != nil {
			return err
		}
		defer func() { _ = c.exec("ROLLBACK") }()
		err := c.eachOf(ctx, "SELECT part, sort, expires, value FROM items WHERE expires = 0 OR expires > ? ORDER BY part, sort",
			func(row []driver.Value) error {
				key := store.Key{Part: row[0].(string), Sort: row[1].(string)}
				return fn(store.Record{Item: store.Item{Key: key, Expires: moment(row[2].(int64)), Value: row[3].([]byte)}})
			}, db.now().Unix())
		if err != nil {
			return err
		}
		return c.eachOf(ctx, "SELECT seq, value FROM changes ORDER BY seq", func(row []driver.Value) error {
			return fn(store.Record{Change: row[1].([]byte), At: strconv.FormatInt(row[0].(int64), 10)})
		})
	})
}

// eachOf runs a query that is needed once, until fn fails.
func (c *conn) eachOf(ctx context.Context, query string, fn func(row []driver.Value) error, args ...any) error {
	prepared, err := c.raw.Prepare(query)
	if err != nil {
		return c.file.fault(err)
	}
	defer prepared.Close()
	var failed error
	err = (&statement{raw: prepared, file: c.file}).each(func(row []driver.Value) bool {
		if failed = ctx.Err(); failed == nil {
			failed = fn(row)
		}
		return failed == nil
	}, args...)
	if failed != nil {
		return failed
	}
	return err
}

// Fill implements store.Filler.
func (db *DB) Fill(ctx context.Context, records iter.Seq2[store.Record, error]) error {
	return db.inBulk(ctx, func() error {
		c := db.writer.conn
		prepared, err := c.raw.Prepare("INSERT INTO changes (seq, value) VALUES (?, ?)")
		if err != nil {
			return c.file.fault(err)
		}
		defer prepared.Close()
		place := &statement{raw: prepared, file: c.file}
		for r, err := range records {
			if err == nil {
				err = ctx.Err()
			}
			if err == nil {
				err = db.fillOne(place, r)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (db *DB) fillOne(place *statement, r store.Record) error {
	if r.Change == nil {
		return db.loadOne(r.Item)
	}
	if r.At == "" {
		return db.writer.conn.add.run(r.Change)
	}
	seq, err := position(r.At)
	if err != nil {
		return err
	}
	return place.run(seq, r.Change)
}
