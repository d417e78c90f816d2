package memory

import (
	"context"
	"math/rand/v2"
	"time"

	"tidings/internal/pause"
	"tidings/internal/store"
)

// An update gives up after so many lost races, having waited longer and longer
// between them.
const (
	maxAttempts = 24
	firstWait   = 50 * time.Microsecond
	longestWait = 10 * time.Millisecond
)

// Update implements store.Driver.
func (s *Store) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	for attempt := range maxAttempts {
		if err := ctx.Err(); err != nil {
			return err
		}
		won, err := s.try(keys, fn, attempt)
		if won || err != nil {
			return err
		}
		if err := await(ctx, attempt); err != nil {
			return err
		}
	}
	return store.ErrConflict
}

// try runs the closure once, outside the lock, and writes only if nothing that
// it named has changed meanwhile.
func (s *Store) try(keys []store.Key, fn func(*store.Tx) error, attempt int) (won bool, err error) {
	seen := make(map[store.Key]uint64, len(keys))
	tx, err := s.begin(keys, seen)
	if err != nil {
		return false, err
	}
	if err := fn(tx); err != nil {
		return false, err
	}
	w, err := tx.Writes()
	if err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed(seen) || s.lose(attempt) {
		return false, nil
	}
	s.apply(w)
	return true, nil
}

// begin reads the named items and notes their versions.
func (s *Store) begin(keys []store.Key, seen map[store.Key]uint64) (*store.Tx, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return store.NewTx(keys, func(k store.Key) (store.Item, bool, error) {
		r, ok := s.live(k)
		seen[k] = r.version
		return r.copy(), ok, nil
	})
}

func (s *Store) changed(seen map[store.Key]uint64) bool {
	for k, version := range seen {
		if now, _ := s.live(k); now.version != version {
			return true
		}
	}
	return false
}

func (s *Store) apply(w store.Writes) {
	s.version++
	for _, it := range w.Puts {
		p, ok := s.parts[it.Part]
		if !ok {
			p = &part{records: map[string]record{}}
			s.parts[it.Part] = p
		}
		p.put(it, s.version)
	}
	for _, k := range w.Deletes {
		s.part(k.Part).delete(k.Sort)
	}
	for _, c := range w.Changes {
		s.changes = append(s.changes, append([]byte{}, c...))
	}
}

// await waits a random time that doubles with each attempt.
func await(ctx context.Context, attempt int) error {
	return pause.For(ctx, rand.N(min(firstWait<<min(attempt, 10), longestWait))+1)
}
