package memory

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"

	"tidings/internal/store"
)

// Dump implements store.Dumper.
func (s *Store) Dump(ctx context.Context, fn func(store.Record) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, name := range slices.Sorted(maps.Keys(s.parts)) {
		for _, sort := range s.parts[name].order {
			r, ok := s.live(store.Key{Part: name, Sort: sort})
			if !ok {
				continue
			}
			if err := give(ctx, fn, store.Record{Item: r.copy()}); err != nil {
				return err
			}
		}
	}
	for i, c := range s.changes {
		if err := give(ctx, fn, store.Record{Change: bytes.Clone(c), At: strconv.Itoa(i + 1)}); err != nil {
			return err
		}
	}
	return nil
}

func give(ctx context.Context, fn func(store.Record) error, r store.Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return fn(r)
}

// Fill implements store.Filler.
func (s *Store) Fill(ctx context.Context, records iter.Seq2[store.Record, error]) error {
	var w store.Writes
	for r, err := range records {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if r.Change != nil {
			w.Changes = append(w.Changes, r.Change)
			if r.At != "" && r.At != strconv.Itoa(len(w.Changes)) {
				return fmt.Errorf("%w: %.40q is not the place after the change before", store.ErrCursor, r.At)
			}
			continue
		}
		it, err := r.Item.Checked()
		if err != nil {
			return err
		}
		w.Puts = append(w.Puts, it)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apply(w)
	return nil
}
