package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/store"
)

var changeTests = []named{
	{"an empty feed", func(t *testing.T, s *suite) {
		page, cursor, err := s.Changes(t.Context(), "", 10)
		s.must(err)
		if len(page) != 0 {
			t.Errorf("changes of nothing: %q", page)
		}
		s.append("1")
		page, _, err = s.Changes(t.Context(), cursor, 10)
		s.must(err)
		if len(page) != 1 || string(page[0]) != "1" {
			t.Errorf("after the first change the old cursor gives %q", page)
		}
	}},
	{"every change at any page size, from the beginning again and again", func(t *testing.T, s *suite) {
		want := []string{}
		for i := range 10 {
			name := fmt.Sprintf("%03d", i)
			s.append(name+"a", name+"b")
			want = append(want, name+"a", name+"b")
		}
		for limit := range 22 {
			if diff := cmp.Diff(want, s.replay(limit)); diff != "" {
				t.Errorf("by %d:\n%s", limit, diff)
			}
		}
	}},
	{"at most the limit, at most a page", func(t *testing.T, s *suite) {
		for range 4 {
			s.append(strings.Repeat("x", 390<<10))
		}
		for limit, most := range map[int]int{0: 2, 1: 1, 3: 2} {
			page, _, err := s.Changes(t.Context(), "", limit)
			s.must(err)
			if len(page) == 0 || len(page) > most {
				t.Errorf("limit %d: %d changes of 390 kB in a page, want 1 to %d", limit, len(page), most)
			}
		}
		if n := len(s.replay(0)); n != 1 {
			t.Errorf("%d kinds of change, want 1", n)
		}
	}},
	{"changes of one item come in the order of its commits", func(t *testing.T, s *suite) {
		together(t, 4, func(ctx context.Context, i int) error {
			for range 10 {
				if err := appendNext(ctx, s, key("item", fmt.Sprint(i%2))); err != nil {
					return err
				}
			}
			return nil
		})
		next := map[string]int{}
		for _, c := range s.replay(7) {
			item, n, _ := strings.Cut(c, " ")
			next[item]++
			if n != fmt.Sprint(next[item]) {
				t.Errorf("item %s: change %s came as number %d", item, n, next[item])
			}
		}
		if next["0"] != 20 || next["1"] != 20 {
			t.Errorf("%v changes, want 20 each", next)
		}
	}},
	{"none is lost while others append", readWhileAppending},
	{"foreign cursors are refused", func(t *testing.T, s *suite) {
		s.append("1")
		for _, cursor := range []string{"nonsense", "-1", "99999999999999999999"} {
			_, _, err := s.Changes(t.Context(), cursor, 1)
			wantError(t, cursor, err, store.ErrCursor)
		}
	}},
}

// readWhileAppending follows the feed by cursor from the first change on, while
// writers append.
func readWhileAppending(t *testing.T, s *suite) {
	const writers, each = 6, 15
	var done atomic.Bool
	seen := make(chan map[string]bool)
	go func() { seen <- follow(t.Context(), s, writers*each, &done) }()
	together(t, writers, func(ctx context.Context, i int) error {
		for n := range each {
			if err := appendNext(ctx, s, key("item", fmt.Sprintf("%d-%d", i, n))); err != nil {
				return err
			}
		}
		return nil
	})
	done.Store(true)
	if got := len(<-seen); got != writers*each {
		t.Errorf("the reader saw %d changes, want %d", got, writers*each)
	}
}

// follow reads until it has seen so many, or nothing comes although all is written.
func follow(ctx context.Context, s *suite, want int, done *atomic.Bool) map[string]bool {
	seen, cursor := map[string]bool{}, ""
	for len(seen) < want && ctx.Err() == nil {
		finished := done.Load()
		page, next, err := s.Changes(ctx, cursor, 4)
		if err != nil {
			s.Error(err)
			break
		}
		for _, c := range page {
			seen[string(c)] = true
		}
		if finished && len(page) == 0 {
			break
		}
		cursor = next
	}
	return seen
}

// appendNext counts an item up and appends "sort number".
func appendNext(ctx context.Context, s *suite, k store.Key) error {
	return s.Update(ctx, []store.Key{k}, func(tx *store.Tx) error {
		n := 0
		if _, ok, _ := tx.Get(k); ok {
			var err error
			if n, err = number(tx, k); err != nil {
				return err
			}
		}
		tx.Append(fmt.Appendf(nil, "%s %d", k.Sort, n+1))
		return setNumber(tx, k, n+1)
	})
}

// append appends changes in one update over one item, so that their order is kept.
func (s *suite) append(changes ...string) {
	s.Helper()
	k := key("feed", "")
	s.must(s.Update(s.Context(), []store.Key{k}, func(tx *store.Tx) error {
		for _, c := range changes {
			tx.Append([]byte(c))
		}
		return tx.Put(k, nil)
	}))
}

// replay reads the feed from the beginning: each change once, in the order in
// which it first came.
func (s *suite) replay(limit int) []string {
	s.Helper()
	all, cursor := []string{}, ""
	for {
		page, next, err := s.Changes(s.Context(), cursor, limit)
		s.must(err)
		if limit > 0 && len(page) > limit {
			s.Errorf("%d changes, the limit is %d", len(page), limit)
		}
		if len(page) == 0 {
			return all
		}
		for _, c := range page {
			if !slices.Contains(all, string(c)) {
				all = append(all, string(c))
			}
		}
		if next == cursor {
			s.Fatal(errors.New("the cursor does not move on"))
		}
		cursor = next
	}
}

func wantChanges(t *testing.T, s *suite, want []string) {
	t.Helper()
	got := s.replay(0)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("changes %q, want %q", got, want)
	}
}
