package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/store"
)

// dumpTests hold for drivers that are a store.Dumper, and those of filling for
// one that is a store.Filler too.
var dumpTests = []opened{
	{"a dump is all there is", func(t *testing.T, s *suite, open func(t *testing.T) store.Driver) {
		s.fill("a", 30, 40_000)
		s.put(key("b", "x"), "gone")
		s.must(s.Update(t.Context(), []store.Key{key("b", "x"), key("b", "y")}, func(tx *store.Tx) error {
			tx.Append([]byte("x went"))
			return errors.Join(tx.Delete(key("b", "x")), tx.PutUntil(key("b", "y"), []byte("late"), time.Now().Add(-time.Minute)))
		}))
		s.append("second")
		var items, changes []string
		for _, r := range s.dump() {
			if r.Change != nil {
				changes = append(changes, string(r.Change))
			} else if items = append(items, r.Item.Part+"/"+r.Item.Sort); len(changes) > 0 {
				t.Error("an item after a change")
			}
		}
		if len(items) != 31 { // the change of append comes with an item
			t.Errorf("%d items, want 31: %q", len(items), items)
		}
		if diff := cmp.Diff([]string{"x went", "second"}, changes); diff != "" {
			t.Error(diff)
		}
	}},
	{"an error of the closure ends a dump", func(t *testing.T, s *suite, open func(t *testing.T) store.Driver) {
		s.fill("a", 3, 4)
		broken, seen := errors.New("broken"), 0
		err := s.Driver.(store.Dumper).Dump(t.Context(), func(store.Record) error { seen++; return broken })
		if !errors.Is(err, broken) || seen != 1 {
			t.Errorf("got %v after %d records", err, seen)
		}
		s.put(key("a", "0000"), "goes on")
	}},
	{"an empty store takes a dump, and cursors stay good", func(t *testing.T, s *suite, open func(t *testing.T) store.Driver) {
		s.fill("a", 5, 4)
		s.must(s.Update(t.Context(), []store.Key{key("t", "1")}, func(tx *store.Tx) error {
			return tx.PutUntil(key("t", "1"), nil, time.Now().Add(time.Hour))
		}))
		for n := range 7 {
			s.append(fmt.Sprint("change ", n))
		}
		_, cursor, err := s.Changes(t.Context(), "", 3)
		s.must(err)
		other := &suite{T: t, Driver: open(t)}
		filler, ok := other.Driver.(store.Filler)
		if !ok {
			return
		}
		list := s.dump()
		broken := errors.New("broken")
		if err := filler.Fill(t.Context(), records(list[:4], broken)); !errors.Is(err, broken) {
			t.Errorf("a broken dump: got %v", err)
		}
		other.wantNone(key("a", "0000"))
		s.must(filler.Fill(t.Context(), records(list, nil)))
		if diff := cmp.Diff(list, other.dump()); diff != "" {
			t.Error(diff)
		}
		next, _, err := other.Changes(t.Context(), cursor, 1)
		if err != nil || len(next) != 1 || string(next[0]) != "change 3" {
			t.Errorf("the old cursor goes on with %q, %v", next, err)
		}
		other.append("new")
		if all := other.replay(0); len(all) != 8 || all[7] != "new" {
			t.Errorf("after an update: %q", all)
		}
	}},
}

// opened is a test that opens another driver beside the first.
type opened struct {
	name string
	run  func(t *testing.T, s *suite, open func(t *testing.T) store.Driver)
}

// with gives the tests a way to open, where the driver is a Dumper.
func with(open func(t *testing.T) store.Driver, tests []opened) []named {
	var all []named
	for _, test := range tests {
		all = append(all, named{test.name, func(t *testing.T, s *suite) {
			if _, ok := s.Driver.(store.Dumper); ok {
				test.run(t, s, open)
			}
		}})
	}
	return all
}

func (s *suite) dump() (list []store.Record) {
	s.Helper()
	s.must(s.Driver.(store.Dumper).Dump(s.Context(), func(r store.Record) error {
		list = append(list, r)
		return nil
	}))
	return list
}

// records gives a list, and then an error unless it is nil.
func records(list []store.Record, then error) func(yield func(store.Record, error) bool) {
	return func(yield func(store.Record, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
		if then != nil {
			yield(store.Record{}, then)
		}
	}
}
