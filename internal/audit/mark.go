package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tidings/internal/store"
)

// blockSize is how many changes stand between two marks.
const blockSize = 250

const markPart = "audit/mark"

// mark says where the block of its number begins. Block 0 needs none.
type mark struct {
	Cursor string    `json:"cursor"`
	ID     string    `json:"id"` // of the first change in the block
	At     time.Time `json:"at"` // of it
}

func markKey(n int) store.Key {
	return store.Key{Part: markPart, Sort: fmt.Sprintf("%012d", n)}
}

// source is one log.
type source struct {
	name   string
	driver store.Driver
}

// last is the number of the newest mark; 0 if there is none.
func (s source) last(ctx context.Context) (int, error) {
	page, err := s.driver.List(ctx, store.Query{Part: markPart, Reverse: true, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return 0, err
	}
	return strconv.Atoi(page.Items[0].Sort)
}

// mark returns a mark; the zero mark is where the log begins.
func (s source) mark(ctx context.Context, n int) (mark, error) {
	if n == 0 {
		return mark{}, nil
	}
	found, err := s.driver.Get(ctx, markKey(n))
	if err != nil {
		return mark{}, err
	}
	var m mark
	if err := json.Unmarshal(found[markKey(n)].Value, &m); err != nil {
		return mark{}, fmt.Errorf("a mark of the audit log is missing: %w", err)
	}
	return m, nil
}

// advance sets marks, at most so many, and reports whether all are set.
func (s source) advance(ctx context.Context, most int) (done bool, err error) {
	n, err := s.last(ctx)
	if err != nil {
		return false, err
	}
	m, err := s.mark(ctx, n)
	if err != nil {
		return false, err
	}
	for range most {
		block, next, err := s.read(ctx, m.Cursor, blockSize)
		if err != nil || len(block) < blockSize {
			return err == nil, err
		}
		first, _, err := s.read(ctx, next, 1)
		if err != nil || len(first) == 0 {
			return err == nil, err
		}
		n, m = n+1, mark{Cursor: next, ID: first[0].ID, At: first[0].At}
		if err := s.set(ctx, n, m); err != nil {
			return false, err
		}
	}
	return false, nil
}

// set writes a mark unless another process was faster.
func (s source) set(ctx context.Context, n int, m mark) error {
	value, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return s.driver.Update(ctx, []store.Key{markKey(n)}, func(tx *store.Tx) error {
		if _, there, err := tx.Get(markKey(n)); err != nil || there {
			return err
		}
		return tx.Put(markKey(n), value)
	})
}

// read returns the entries after a cursor, at most so many, and the cursor
// after them.
func (s source) read(ctx context.Context, cursor string, most int) ([]Entry, string, error) {
	list := make([]Entry, 0, most)
	for len(list) < most {
		changes, next, err := s.driver.Changes(ctx, cursor, most-len(list))
		if err != nil {
			return nil, "", err
		}
		for _, c := range changes {
			list = append(list, decode(s.name, c))
		}
		if next == cursor {
			break
		}
		cursor = next
	}
	return list, cursor, nil
}

// block returns the entries of a block, oldest first. Of one that the store has
// begun to forget it returns what is left.
func (s source) block(ctx context.Context, n, last int) ([]Entry, error) {
	m, err := s.mark(ctx, n)
	if err != nil {
		return nil, err
	}
	list, _, err := s.read(ctx, m.Cursor, blockSize+1)
	if err != nil || n == last {
		return list, err
	}
	following, err := s.mark(ctx, n+1)
	if err != nil {
		return nil, err
	}
	// Without the first of the next block among them, these are newer still: all
	// of this block is forgotten.
	end := max(0, slices.IndexFunc(list, func(e Entry) bool { return e.ID == following.ID }))
	return list[:end], nil
}

// before is the number of the newest block that begins before a time.
func (s source) before(ctx context.Context, at time.Time, last int) (int, error) {
	low, high := 0, last
	for low < high {
		middle := (low + high + 1) / 2
		m, err := s.mark(ctx, middle)
		if err != nil {
			return 0, err
		}
		if m.At.Before(at) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}
