package storetest

import (
	"errors"
	"testing"

	"tidings/internal/store"
)

var updateTests = []named{
	{"a failing closure writes nothing", func(t *testing.T, s *suite) {
		k, other, sad := key("a", "1"), key("a", "2"), errors.New("no")
		s.put(k, "before")
		err := s.Update(t.Context(), []store.Key{k, other}, func(tx *store.Tx) error {
			_ = tx.Put(other, []byte("never"))
			_ = tx.Delete(k)
			tx.Append([]byte("never"))
			return sad
		})
		if err != sad { //nolint:errorlint // it must be the very error
			t.Errorf("got %v, want the closure's own error", err)
		}
		s.want(k, "before")
		s.wantNone(other)
		wantChanges(t, s, nil)
	}},
	{"a panicking closure writes nothing and harms nobody", func(t *testing.T, s *suite) {
		k := key("a", "1")
		func() {
			defer func() {
				if got := recover(); got != "oh" {
					t.Errorf("recovered %v, want the closure's own panic", got)
				}
			}()
			_ = s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error {
				_ = tx.Put(k, nil)
				panic("oh")
			})
		}()
		s.wantNone(k)
		s.put(k, "alive")
		s.want(k, "alive")
	}},
	{"a key that was not named is refused, even when the closure looks away", func(t *testing.T, s *suite) {
		k, other := key("a", "1"), key("a", "2")
		s.put(other, "before")
		for name, touch := range map[string]func(*store.Tx) error{
			"get":    func(tx *store.Tx) error { _, _, err := tx.Get(other); return err },
			"put":    func(tx *store.Tx) error { return tx.Put(other, nil) },
			"delete": func(tx *store.Tx) error { return tx.Delete(other) },
		} {
			err := s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error {
				wantError(t, name, touch(tx), store.ErrUndeclared)
				return tx.Put(k, []byte("never"))
			})
			wantError(t, name, err, store.ErrUndeclared)
		}
		s.wantNone(k)
		s.want(other, "before")
	}},
	{"a closure sees its own writes", func(t *testing.T, s *suite) {
		k := key("a", "1")
		s.put(k, "before")
		s.must(s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error {
			wantInside(t, tx, k, "before", true)
			_ = tx.Put(k, []byte("during"))
			wantInside(t, tx, k, "during", true)
			_ = tx.Delete(k)
			wantInside(t, tx, k, "", false)
			return tx.Put(k, []byte("after"))
		}))
		s.want(k, "after")
	}},
	{"many keys are each themselves", func(t *testing.T, s *suite) {
		keys := keysOf("a", 100)
		for range 2 {
			s.must(s.Update(t.Context(), keys, func(tx *store.Tx) error {
				for _, k := range keys {
					value, _, err := tx.Get(k)
					if err != nil {
						return err
					}
					if err := tx.Put(k, append([]byte(k.Sort), value...)); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		for _, k := range keys {
			s.want(k, k.Sort+k.Sort)
		}
	}},
	{"an update of nothing", func(t *testing.T, s *suite) {
		s.must(s.Update(t.Context(), nil, func(*store.Tx) error { return nil }))
		wantChanges(t, s, nil)
	}},
	{"what an update wrote is read at once", func(t *testing.T, s *suite) {
		for range 50 {
			n, err := add(t.Context(), s, key("a", "1"))
			s.must(err)
			if again, _ := add(t.Context(), s, key("a", "1")); again != n+1 {
				t.Fatalf("%d came after %d", again, n)
			}
		}
	}},
}

func wantInside(t *testing.T, tx *store.Tx, k store.Key, value string, there bool) {
	t.Helper()
	got, ok, err := tx.Get(k)
	if err != nil || ok != there || string(got) != value {
		t.Errorf("inside: %q, %v, %v; want %q, %v", got, ok, err, value, there)
	}
}
