package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"tidings/internal/store"
)

// loadTests hold for drivers that are a store.Loader; one that is not passes
// by being filled through Update, which is all its users can do.
var loadTests = []named{
	{"a load adds and replaces", func(t *testing.T, s *suite) {
		s.put(key("a", "0001"), "before")
		s.put(key("b", "0001"), "stays")
		s.must(s.load(func(yield func(store.Item) bool) {
			for i := range 1000 {
				if !yield(store.Item{Key: key("a", fmt.Sprintf("%04d", 999-i)), Value: []byte("loaded")}) {
					return
				}
			}
		}))
		if n := len(s.sorts(store.Query{Part: "a", Limit: 300})); n != 1000 {
			t.Errorf("%d items, want 1000", n)
		}
		s.want(key("a", "0001"), "loaded")
		s.want(key("b", "0001"), "stays")
		wantChanges(t, s, nil)
	}},
	{"the later of two wins, and expiry is kept", func(t *testing.T, s *suite) {
		later := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
		s.must(s.load(items(
			store.Item{Key: key("a", "1"), Value: []byte("first")},
			store.Item{Key: key("a", "1"), Value: []byte("second"), Expires: later},
			store.Item{Key: key("a", "2"), Expires: time.Now().Add(-time.Hour)})))
		s.want(key("a", "1"), "second")
		s.wantNone(key("a", "2"))
		found, err := s.Get(t.Context(), key("a", "1"))
		s.must(err)
		if got := found[key("a", "1")].Expires; !got.Equal(later) {
			t.Errorf("expires %v, want %v", got, later)
		}
	}},
	{"all or nothing", func(t *testing.T, s *suite) {
		good := store.Item{Key: key("a", "1")}
		wantError(t, "too large", s.load(items(good, store.Item{Key: key("a", "2"), Value: make([]byte, store.MaxItemBytes)})), store.ErrTooLarge)
		wantError(t, "bad key", s.load(items(good, store.Item{})), store.ErrKey)
		s.wantNone(good.Key)
	}},
	{"an ended context loads nothing", func(t *testing.T, s *suite) {
		ctx, cancel := context.WithCancel(t.Context())
		loader, ok := s.Driver.(store.Loader)
		if !ok {
			cancel()
			return
		}
		err := loader.Load(ctx, func(yield func(store.Item) bool) {
			yield(store.Item{Key: key("a", "1")})
			cancel()
			yield(store.Item{Key: key("a", "2")})
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
		s.wantNone(key("a", "1"))
	}},
	{"updates go on after a load", func(t *testing.T, s *suite) {
		s.must(s.load(items(store.Item{Key: key("a", "1"), Value: []byte("1")})))
		if n, err := add(t.Context(), s, key("a", "1")); n != 2 || err != nil {
			t.Errorf("got %d, %v; want 2", n, err)
		}
	}},
}

func items(list ...store.Item) func(yield func(store.Item) bool) {
	return func(yield func(store.Item) bool) {
		for _, it := range list {
			if !yield(it) {
				return
			}
		}
	}
}

// load fills the driver in bulk, or one by one where it is no Loader: after
// checking all, as a Loader would.
func (s *suite) load(list func(yield func(store.Item) bool)) error {
	if loader, ok := s.Driver.(store.Loader); ok {
		return loader.Load(s.Context(), list)
	}
	for it := range list {
		if _, err := it.Checked(); err != nil {
			return err
		}
	}
	for it := range list {
		err := s.Update(s.Context(), []store.Key{it.Key}, func(tx *store.Tx) error {
			return tx.PutUntil(it.Key, it.Value, it.Expires)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
