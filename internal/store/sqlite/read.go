package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strconv"

	"tidings/internal/store"
)

// Get implements store.Driver.
func (db *DB) Get(ctx context.Context, keys ...store.Key) (map[store.Key]store.Item, error) {
	if err := store.CheckKeys(keys); err != nil {
		return nil, err
	}
	found := make(map[store.Key]store.Item, len(keys))
	now := db.now().Unix()
	err := db.read(ctx, func(c *conn) error {
		for _, k := range keys {
			it, ok, err := c.item(k, now)
			if err != nil {
				return err
			}
			if ok {
				found[k] = it
			}
		}
		return nil
	})
	return found, err
}

// List implements store.Driver.
func (db *DB) List(ctx context.Context, q store.Query) (page store.Page, err error) {
	span, err := q.Span()
	if err != nil {
		return store.Page{}, err
	}
	now := db.now().Unix()
	err = db.read(ctx, func(c *conn) error {
		order := c.ascending
		if q.Reverse {
			order = c.descending
		}
		size := 0
		return order.each(func(row []driver.Value) bool {
			it := store.Item{Key: store.Key{Part: q.Part, Sort: row[0].(string)}, Expires: moment(row[1].(int64)), Value: row[2].([]byte)}
			size += it.Size()
			if n := len(page.Items); n > 0 && (n == q.Limit || size > store.MaxPageBytes) {
				page.Next = store.Cursor(page.Items[n-1])
				return false
			}
			page.Items = append(page.Items, it)
			return true
		}, q.Part, span.From, span.To, now, oneMore(q.Limit))
	})
	return page, err
}

// Changes implements store.Driver. The cursor is the number of the last change read.
func (db *DB) Changes(ctx context.Context, cursor string, limit int) (page [][]byte, next string, err error) {
	after, err := position(cursor)
	if err != nil {
		return nil, "", err
	}
	last, size := after, 0
	err = db.read(ctx, func(c *conn) error {
		err := c.feed.each(func(row []driver.Value) bool {
			value := row[1].([]byte)
			size += len(value)
			if n := len(page); n > 0 && (n == limit || size > store.MaxPageBytes) {
				return false
			}
			page, last = append(page, value), row[0].(int64)
			return true
		}, after, oneMore(limit))
		if err == nil && len(page) == 0 {
			err = c.checkPosition(after)
		}
		return err
	})
	if err != nil || len(page) == 0 {
		return nil, cursor, err
	}
	return page, strconv.FormatInt(last, 10), nil
}

func position(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	after, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || after < 0 {
		return 0, badCursor(cursor)
	}
	return after, nil
}

// checkPosition refuses a cursor beyond the end: the file is not the one that
// gave it, and waiting there would miss what comes.
func (c *conn) checkPosition(after int64) error {
	newest := int64(0)
	err := c.newest.each(func(row []driver.Value) bool {
		newest = row[0].(int64)
		return false
	})
	if err == nil && after > newest {
		err = badCursor(strconv.FormatInt(after, 10))
	}
	return err
}

func badCursor(cursor string) error {
	return fmt.Errorf("%w: %.40q: start again from the beginning", store.ErrCursor, cursor)
}

// oneMore is a limit that shows whether there is more.
func oneMore(limit int) int64 {
	if limit <= 0 {
		return -1
	}
	return int64(limit) + 1
}
