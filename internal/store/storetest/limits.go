package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tidings/internal/store"
)

var limitTests = []named{
	{"keys and changes together", func(t *testing.T, s *suite) {
		for _, test := range []struct {
			keys, changes int
			want          error
		}{
			{100, 0, nil}, {99, 1, nil}, {1, 99, nil}, {0, 100, nil},
			{101, 0, store.ErrTooLarge}, {100, 1, store.ErrTooLarge}, {0, 101, store.ErrTooLarge},
		} {
			part := fmt.Sprintf("%d+%d", test.keys, test.changes)
			err := s.Update(t.Context(), keysOf(part, test.keys), func(tx *store.Tx) error {
				return writeAll(tx, keysOf(part, test.keys), test.changes, 1)
			})
			wantError(t, part, err, test.want)
			wantCount(t, s, part, test.keys, test.want)
		}
	}},
	{"a key named twice counts once", func(t *testing.T, s *suite) {
		k := key("a", "1")
		s.must(s.Update(t.Context(), []store.Key{k, k}, func(tx *store.Tx) error { return tx.Put(k, []byte("once")) }))
		s.want(k, "once")
	}},
	{"get of too many keys", func(t *testing.T, s *suite) {
		_, err := s.Get(t.Context(), keysOf("a", 101)...)
		wantError(t, "get", err, store.ErrTooLarge)
	}},
	{"the size of an item", func(t *testing.T, s *suite) {
		k := key("a", "1")
		around := store.Item{Key: k}.Size()
		large := strings.Repeat("x", s.itemBytes-around)
		s.put(k, large)
		s.want(k, large)
		err := s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error {
			return tx.Put(k, make([]byte, store.MaxItemBytes-around+1))
		})
		wantError(t, "put", err, store.ErrTooLarge)
		s.want(k, large)
	}},
	{"the size of a change", func(t *testing.T, s *suite) {
		err := s.Update(t.Context(), nil, func(tx *store.Tx) error {
			tx.Append(make([]byte, store.MaxItemBytes))
			return nil
		})
		wantError(t, "append", err, store.ErrTooLarge)
	}},
	{"the size of an update", func(t *testing.T, s *suite) {
		for _, test := range []struct {
			keys int
			want error
		}{{10, nil}, {11, store.ErrTooLarge}} {
			part := fmt.Sprint(test.keys)
			err := s.Update(t.Context(), keysOf(part, test.keys), func(tx *store.Tx) error {
				return writeAll(tx, keysOf(part, test.keys), 0, 390<<10)
			})
			wantError(t, part, err, test.want)
			wantCount(t, s, part, test.keys, test.want)
		}
	}},
	{"keys that no store can keep", func(t *testing.T, s *suite) {
		long := strings.Repeat("x", store.MaxKeyBytes+1)
		for _, k := range []store.Key{{}, {Sort: "1"}, key("a\x00", ""), key("a", "\x00"), key("\xff", ""), key("a", "\xff"), key(long, ""), key("a", long)} {
			err := s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, nil) })
			wantError(t, fmt.Sprintf("update of %.20q", k), err, store.ErrKey)
			_, err = s.Get(t.Context(), k)
			wantError(t, fmt.Sprintf("get of %.20q", k), err, store.ErrKey)
		}
		s.put(key(long[1:], long[1:]), "as long as may be")
		s.want(key(long[1:], long[1:]), "as long as may be")
	}},
}

func keysOf(part string, n int) []store.Key {
	keys := make([]store.Key, n)
	for i := range keys {
		keys[i] = key(part, fmt.Sprintf("%04d", i))
	}
	return keys
}

func writeAll(tx *store.Tx, keys []store.Key, changes, size int) error {
	for _, k := range keys {
		if err := tx.Put(k, make([]byte, size)); err != nil {
			return err
		}
	}
	for range changes {
		tx.Append([]byte("changed"))
	}
	return nil
}

func wantError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

// wantCount holds that an update wrote all of a part, or with an error nothing.
func wantCount(t *testing.T, s *suite, part string, n int, failed error) {
	t.Helper()
	if failed != nil {
		n = 0
	}
	if got := len(s.sorts(store.Query{Part: part})); got != n {
		t.Errorf("%s: %d items were written, want %d", part, got, n)
	}
}
