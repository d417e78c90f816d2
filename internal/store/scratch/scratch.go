// Package scratch is a store.Driver over another: it reads what is there and
// keeps what is written to itself, so that something can be tried on real data
// and forgotten. It is for one rehearsal, by one goroutine at a time as far as
// writes go, and is cheap to make.
//
// It must never write to the store below, nor know what its items mean.
package scratch

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"tidings/internal/order"
	"tidings/internal/store"
)

// Store is a store.Driver. Its Changes are those of its own writes.
type Store struct {
	below store.Driver
	now   func() time.Time

	mu      sync.Mutex
	own     map[store.Key]*store.Item // nil: deleted
	changes [][]byte
}

// New returns a store over another; now says which items have expired.
func New(below store.Driver, now func() time.Time) *Store {
	return &Store{below: below, now: now, own: map[store.Key]*store.Item{}}
}

// Get implements store.Driver.
func (s *Store) Get(ctx context.Context, keys ...store.Key) (map[store.Key]store.Item, error) {
	found, err := s.below.Get(ctx, keys...)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range keys {
		it, touched := s.own[k]
		switch {
		case !touched:
		case it == nil || it.ExpiredAt(s.now()):
			delete(found, k)
		default:
			found[k] = *it
		}
	}
	return found, nil
}

// Update implements store.Driver. It keeps out every other update.
func (s *Store) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if err := store.CheckKeys(keys); err != nil {
		return err
	}
	found, err := s.Get(ctx, keys...)
	if err != nil {
		return err
	}
	tx, err := store.NewTx(keys, func(k store.Key) (store.Item, bool, error) {
		it, ok := found[k]
		return it, ok, nil
	})
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return err
	}
	w, err := tx.Writes()
	if err != nil {
		return err
	}
	s.keep(w)
	return nil
}

func (s *Store) keep(w store.Writes) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, it := range w.Puts {
		s.own[it.Key] = &it
	}
	for _, k := range w.Deletes {
		s.own[k] = nil
	}
	s.changes = append(s.changes, w.Changes...)
}

// List implements store.Driver.
func (s *Store) List(ctx context.Context, q store.Query) (store.Page, error) {
	span, err := q.Span()
	if err != nil {
		return store.Page{}, err
	}
	own := s.within(q.Part, span)
	below, more, err := s.readBelow(ctx, q, len(own))
	if err != nil {
		return store.Page{}, err
	}
	return s.merge(q, below, own, more), nil
}

// within are the touched items of a run.
func (s *Store) within(part string, span store.Span) map[string]*store.Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	own := map[string]*store.Item{}
	for k, it := range s.own {
		if k.Part == part && k.Sort >= span.From && k.Sort < span.To {
			own[k.Sort] = it
		}
	}
	return own
}

// readBelow reads a page from below, with as many items more as may turn out to
// be replaced. More says that there are others behind.
func (s *Store) readBelow(ctx context.Context, q store.Query, replaced int) (items []store.Item, more bool, err error) {
	if q.Limit > 0 {
		q.Limit += replaced
	}
	page, err := s.below.List(ctx, q)
	return page.Items, page.Next != "", err
}

func (s *Store) merge(q store.Query, below []store.Item, own map[string]*store.Item, more bool) store.Page {
	last := ""
	if more {
		last = below[len(below)-1].Sort
	}
	var all []store.Item
	for _, it := range below {
		if _, touched := own[it.Sort]; !touched {
			all = append(all, it)
		}
	}
	for sort, it := range own {
		beyond := more && (q.Reverse && sort < last || !q.Reverse && sort > last)
		if it != nil && !beyond && !it.ExpiredAt(s.now()) {
			all = append(all, *it)
		}
	}
	order.By(all, func(a, b store.Item) int {
		if q.Reverse {
			a, b = b, a
		}
		return cmp.Compare(a.Sort, b.Sort)
	})
	return cut(q, all, more, last)
}

// cut cuts a page to its bounds. A page that is all deleted goes on from where
// the one below ended.
func cut(q store.Query, all []store.Item, more bool, last string) store.Page {
	size := 0
	for n, it := range all {
		size += it.Size()
		if n > 0 && (n == q.Limit || size > store.MaxPageBytes) {
			return store.Page{Items: all[:n:n], Next: store.Cursor(all[n-1])}
		}
	}
	p := store.Page{Items: all}
	if more {
		p.Next = store.Cursor(store.Item{Key: store.Key{Part: q.Part, Sort: last}})
	}
	return p
}

// mark begins the cursors of changes.
const mark = "scratch "

// Changes implements store.Driver.
func (s *Store) Changes(ctx context.Context, cursor string, limit int) ([][]byte, string, error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from := 0
	if cursor != "" {
		n, err := fmt.Sscanf(strings.TrimPrefix(cursor, mark), "%d", &from)
		if n != 1 || err != nil || !strings.HasPrefix(cursor, mark) || from < 1 || from > len(s.changes) {
			return nil, "", fmt.Errorf("%w: %.40q", store.ErrCursor, cursor)
		}
	}
	to := len(s.changes)
	if limit > 0 {
		to = min(to, from+limit)
	}
	if to == from {
		return nil, cursor, nil
	}
	return slices.Clone(s.changes[from:to]), fmt.Sprint(mark, to), nil
}
