package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"tidings/internal/store"
)

var itemTests = []named{
	{"get returns what exists", func(t *testing.T, s *suite) {
		s.put(key("a", "1"), "one")
		s.put(key("a", ""), "the empty sort")
		s.put(key("b", "1"), "")
		found, err := s.Get(t.Context(), key("a", "1"), key("a", ""), key("b", "1"), key("b", "2"), key("a", "1"))
		s.must(err)
		if len(found) != 3 {
			t.Errorf("found %d items, want 3", len(found))
		}
		s.want(key("a", "1"), "one")
		s.want(key("a", ""), "the empty sort")
		s.want(key("b", "1"), "")
		for k, it := range found {
			if it.Key != k || !it.Expires.IsZero() {
				t.Errorf("under %v is %v, expiring %v", k, it.Key, it.Expires)
			}
		}
	}},
	{"get of nothing", func(t *testing.T, s *suite) {
		if found, err := s.Get(t.Context()); err != nil || len(found) != 0 {
			t.Errorf("got %v, %v", found, err)
		}
	}},
	{"any byte in a value, any letter in a key", func(t *testing.T, s *suite) {
		k := key("größe/%_'\"", "日本 ?*[x]\n\U0010ffff")
		value := make([]byte, 256)
		for i := range value {
			value[i] = byte(i)
		}
		s.put(k, string(value))
		s.want(k, string(value))
	}},
	{"put replaces and delete removes", func(t *testing.T, s *suite) {
		k := key("a", "1")
		s.put(k, "one")
		s.put(k, "two")
		s.want(k, "two")
		remove := func(tx *store.Tx) error { return tx.Delete(k) }
		s.must(s.Update(t.Context(), []store.Key{k}, remove))
		s.wantNone(k)
		s.must(s.Update(t.Context(), []store.Key{k}, remove))
	}},
	{"nobody shares bytes with the store", func(t *testing.T, s *suite) {
		k, value := key("a", "1"), []byte("mine")
		s.must(s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, value) }))
		copy(value, "your")
		found, err := s.Get(t.Context(), k)
		s.must(err)
		copy(found[k].Value, "ours")
		s.want(k, "mine")
	}},
	{"expired items are gone everywhere", expired},
	{"a fraction of a second expires late, not early", func(t *testing.T, s *suite) {
		k, at := key("a", "1"), time.Now().Add(time.Hour).Truncate(time.Second)
		s.must(s.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error {
			return tx.PutUntil(k, nil, at.Add(time.Nanosecond))
		}))
		found, err := s.Get(t.Context(), k)
		s.must(err)
		if got := found[k].Expires; !got.Equal(at.Add(time.Second)) || got.Location() != time.UTC {
			t.Errorf("expires %v, want %v UTC", got, at.Add(time.Second).UTC())
		}
	}},
	{"an ended context does nothing", func(t *testing.T, s *suite) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		k := key("a", "1")
		update := s.Update(ctx, []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, nil) })
		_, get := s.Get(ctx, k)
		_, list := s.List(ctx, store.Query{Part: "a"})
		_, _, changes := s.Changes(ctx, "", 1)
		for name, err := range map[string]error{"update": update, "get": get, "list": list, "changes": changes} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v, want context.Canceled", name, err)
			}
		}
		s.wantNone(k)
	}},
}

func expired(t *testing.T, s *suite) {
	old, fresh, back := key("a", "1"), key("a", "2"), key("a", "3")
	keys := []store.Key{old, fresh, back}
	s.must(s.Update(t.Context(), keys, func(tx *store.Tx) error {
		return errors.Join(
			tx.PutUntil(old, []byte("old"), time.Now().Add(-time.Hour)),
			tx.PutUntil(fresh, []byte("fresh"), time.Now().Add(time.Hour)),
			tx.PutUntil(back, []byte("old"), time.Now().Add(-time.Hour)))
	}))
	s.wantNone(old)
	s.want(fresh, "fresh")
	if got := s.sorts(store.Query{Part: "a", Limit: 1}); len(got) != 1 || got[0] != "2" {
		t.Errorf("a list shows %q, want only the one that has not expired", got)
	}
	s.must(s.Update(t.Context(), keys, func(tx *store.Tx) error {
		for _, k := range []store.Key{old, back} {
			if _, ok, _ := tx.Get(k); ok {
				t.Errorf("an update sees %v, which has expired", k)
			}
		}
		return tx.Put(back, []byte("again"))
	}))
	s.want(back, "again")
}
