package memory

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"tidings/internal/store"
)

// Changes implements store.Driver. The cursor is the number of changes read.
func (s *Store) Changes(ctx context.Context, cursor string, limit int) ([][]byte, string, error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	read, err := position(cursor, len(s.changes))
	if err != nil {
		return nil, "", err
	}
	var page [][]byte
	size := 0
	for _, c := range s.changes[read:] {
		size += len(c)
		if n := len(page); n > 0 && (n == limit || size > store.MaxPageBytes) {
			break
		}
		page = append(page, bytes.Clone(c))
	}
	if len(page) == 0 {
		return nil, cursor, nil
	}
	return page, strconv.Itoa(read + len(page)), nil
}

func position(cursor string, end int) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	read, err := strconv.Atoi(cursor)
	if err != nil || read < 0 || read > end {
		return 0, fmt.Errorf("%w: %.40q: start again from the beginning", store.ErrCursor, cursor)
	}
	return read, nil
}

// Amend implements store.Amender.
func (s *Store) Amend(ctx context.Context, fn func(change []byte) ([]byte, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, c := range s.changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		amended, err := fn(bytes.Clone(c))
		if err != nil {
			return err
		}
		if amended != nil {
			s.changes[i] = bytes.Clone(amended)
		}
	}
	return nil
}
