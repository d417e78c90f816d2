// Package storetest is what every store.Driver must pass, whatever it is made
// of. It asks only what DynamoDB can keep and must never know which adapter it
// is looking at.
package storetest

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"tidings/internal/store"
)

// Run holds a driver against the promises of package store. Open returns a new,
// empty driver that uses the real time; it is closed by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) store.Driver) { RunWithin(t, store.MaxItemBytes, open) }

// RunWithin is Run over a stand-in for a database that takes items of at most so
// many bytes, fewer than the database itself does: larger ones are not tried.
func RunWithin(t *testing.T, itemBytes int, open func(t *testing.T) store.Driver) {
	for _, group := range []struct {
		name  string
		tests []named
	}{
		{"items", itemTests}, {"lists", listTests}, {"limits", limitTests},
		{"updates", updateTests}, {"races", raceTests}, {"changes", changeTests}, {"load", loadTests}, {"amend", amendTests},
		{"dump", with(open, dumpTests)},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, test := range group.tests {
				t.Run(test.name, func(t *testing.T) { test.run(t, &suite{T: t, Driver: open(t), itemBytes: itemBytes}) })
			}
		})
	}
}

type named struct {
	name string
	run  func(t *testing.T, s *suite)
}

// suite is a driver with the steps that tests are made of.
type suite struct {
	*testing.T
	store.Driver
	itemBytes int // of the largest item to try
}

func key(part, sort string) store.Key { return store.Key{Part: part, Sort: sort} }

// must fails the test on an error.
func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// put writes one item.
func (s *suite) put(k store.Key, value string) {
	s.Helper()
	s.must(s.Update(s.Context(), []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, []byte(value)) }))
}

// fill writes items part/0000, part/0001 … of so many bytes each.
func (s *suite) fill(part string, n, size int) {
	s.Helper()
	for i := range n {
		value := fmt.Sprintf("%04d", i) + string(bytes.Repeat([]byte("x"), max(0, size-4)))
		s.put(key(part, fmt.Sprintf("%04d", i)), value)
	}
}

// value returns what is stored under a key.
func (s *suite) value(k store.Key) (string, bool) {
	s.Helper()
	found, err := s.Get(s.Context(), k)
	s.must(err)
	it, ok := found[k]
	return string(it.Value), ok
}

// want holds the value of a key.
func (s *suite) want(k store.Key, value string) {
	s.Helper()
	if got, ok := s.value(k); !ok || got != value {
		s.Errorf("%s/%s is %.40q (there: %v), want %.40q", k.Part, k.Sort, got, ok, value)
	}
}

// wantNone holds that a key has no item.
func (s *suite) wantNone(k store.Key) {
	s.Helper()
	if got, ok := s.value(k); ok {
		s.Errorf("%s/%s is there (%.40q), want none", k.Part, k.Sort, got)
	}
}

// pages reads all pages of a query; each must be full and none empty but a lone one.
func (s *suite) pages(q store.Query) [][]store.Item {
	s.Helper()
	var pages [][]store.Item
	for {
		page, err := s.List(s.Context(), q)
		s.must(err)
		if len(page.Items) == 0 && page.Next != "" {
			s.Fatal("an empty page that says there is more")
		}
		pages = append(pages, page.Items)
		if page.Next == "" {
			return pages
		}
		q.After = page.Next
	}
}

// sorts reads a query to its end and returns the Sort of each item.
func (s *suite) sorts(q store.Query) []string {
	s.Helper()
	sorts := []string{}
	for _, page := range s.pages(q) {
		for _, it := range page {
			sorts = append(sorts, it.Sort)
		}
	}
	return sorts
}

// add increments a counter item and returns what it became.
func add(ctx context.Context, d store.Driver, k store.Key) (n int, err error) {
	err = d.Update(ctx, []store.Key{k}, func(tx *store.Tx) error {
		n = 0
		value, ok, err := tx.Get(k)
		if err != nil {
			return err
		}
		if ok {
			if _, err := fmt.Sscan(string(value), &n); err != nil {
				return err
			}
		}
		n++
		return tx.Put(k, fmt.Append(nil, n))
	})
	return n, err
}
