// Package memory is a store.Driver in maps, for tests and for builds that keep
// nothing. It keeps to every limit of the real databases and, like DynamoDB,
// works on trust and checks at the end: an update that lost a race runs again.
// It must never know what its items mean.
package memory

import (
	"context"
	"sync"
	"time"

	"tidings/internal/store"
)

// Store is a store.Driver and a store.Loader.
type Store struct {
	now  func() time.Time
	lose func(attempt int) bool

	mu      sync.RWMutex
	parts   map[string]*part
	version uint64 // of the newest write
	changes [][]byte
}

// New returns an empty store; now says which items have expired.
func New(now func() time.Time) *Store {
	return NewContended(now, func(int) bool { return false })
}

// NewContended returns an empty store in which an update also loses, and runs
// again, when lose says so of its attempt (0 for the first): for showing that
// closures may run more than once.
func NewContended(now func() time.Time, lose func(attempt int) bool) *Store {
	return &Store{now: now, lose: lose, parts: map[string]*part{}}
}

// Get implements store.Driver.
func (s *Store) Get(ctx context.Context, keys ...store.Key) (map[store.Key]store.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := store.CheckKeys(keys); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := make(map[store.Key]store.Item, len(keys))
	for _, k := range keys {
		if r, ok := s.live(k); ok {
			found[k] = r.copy()
		}
	}
	return found, nil
}

// List implements store.Driver.
func (s *Store) List(ctx context.Context, q store.Query) (store.Page, error) {
	if err := ctx.Err(); err != nil {
		return store.Page{}, err
	}
	span, err := q.Span()
	if err != nil {
		return store.Page{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var page store.Page
	size := 0
	for k := range s.part(q.Part).within(span, q.Reverse) {
		r, ok := s.live(store.Key{Part: q.Part, Sort: k})
		if !ok {
			continue
		}
		size += r.item.Size()
		if n := len(page.Items); n > 0 && (n == q.Limit || size > store.MaxPageBytes) {
			page.Next = store.Cursor(page.Items[n-1])
			break
		}
		page.Items = append(page.Items, r.copy())
	}
	return page, nil
}

// Load implements store.Loader.
func (s *Store) Load(ctx context.Context, items func(yield func(store.Item) bool)) error {
	var puts []store.Item
	for it := range items {
		checked, err := it.Checked()
		if err != nil {
			return err
		}
		puts = append(puts, checked)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apply(store.Writes{Puts: puts})
	return nil
}

// live returns what is kept under a key, unless it has expired.
func (s *Store) live(k store.Key) (record, bool) {
	r, ok := s.part(k.Part).records[k.Sort]
	if !ok || r.item.ExpiredAt(s.now()) {
		return record{}, false
	}
	return r, true
}

func (s *Store) part(name string) *part {
	if p, ok := s.parts[name]; ok {
		return p
	}
	return &part{}
}
