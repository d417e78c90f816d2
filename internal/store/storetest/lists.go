package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/store"
)

var listTests = []named{
	{"order, prefix and bounds", bounds},
	{"paging at every size, both ways", func(t *testing.T, s *suite) {
		s.fill("a", 7, 4)
		s.put(key("a", ""), "the empty sort")
		s.put(key("aa", "0000"), "another part")
		all := []string{"", "0000", "0001", "0002", "0003", "0004", "0005", "0006"}
		for limit := range 10 {
			q := store.Query{Part: "a", Limit: limit}
			wantSorts(t, s, q, all)
			q.Reverse = true
			wantSorts(t, s, q, reversed(all))
			q.Prefix, q.From, q.To = "000", "0002", "0004"
			wantSorts(t, s, q, []string{"0004", "0003", "0002"})
			wantFull(t, s.pages(q), limit)
		}
	}},
	{"no cursor after the last item", func(t *testing.T, s *suite) {
		s.fill("a", 4, 4)
		for _, reverse := range []bool{false, true} {
			if n := len(s.pages(store.Query{Part: "a", Limit: 2, Reverse: reverse})); n != 2 {
				t.Errorf("4 items by 2 are %d pages, want 2", n)
			}
		}
	}},
	{"a page is at most 1 MB and goes on", func(t *testing.T, s *suite) {
		s.fill("a", 8, 300<<10)
		pages := s.pages(store.Query{Part: "a"})
		n := 0
		for _, page := range pages {
			size := 0
			for _, it := range page {
				size += it.Size()
			}
			if size > store.MaxPageBytes {
				t.Errorf("a page of %d bytes", size)
			}
			n += len(page)
		}
		if n != 8 || len(pages) != 3 {
			t.Errorf("%d items in %d pages, want 8 in 3", n, len(pages))
		}
	}},
	{"items come whole", func(t *testing.T, s *suite) {
		s.fill("a", 3, 10)
		for i, it := range s.pages(store.Query{Part: "a"})[0] {
			want := store.Item{Key: key("a", fmt.Sprintf("%04d", i)), Value: fmt.Appendf(nil, "%04dxxxxxx", i)}
			if diff := cmp.Diff(want, it); diff != "" {
				t.Error(diff)
			}
		}
	}},
	{"writes between pages neither repeat nor hide the rest", func(t *testing.T, s *suite) {
		s.fill("a", 6, 4)
		first, err := s.List(t.Context(), store.Query{Part: "a", Limit: 3})
		s.must(err)
		last := key("a", "0002")
		s.must(s.Update(t.Context(), []store.Key{last}, func(tx *store.Tx) error { return tx.Delete(last) }))
		s.put(key("a", "0001a"), "before the cursor")
		s.put(key("a", "0003a"), "after the cursor")
		wantSorts(t, s, store.Query{Part: "a", After: first.Next}, []string{"0003", "0003a", "0004", "0005"})
	}},
	{"foreign cursors and empty parts are refused", func(t *testing.T, s *suite) {
		if _, err := s.List(t.Context(), store.Query{Part: "a", After: "nonsense"}); !errors.Is(err, store.ErrCursor) {
			t.Errorf("got %v, want ErrCursor", err)
		}
		if _, err := s.List(t.Context(), store.Query{}); !errors.Is(err, store.ErrKey) {
			t.Errorf("got %v, want ErrKey", err)
		}
	}},
}

func bounds(t *testing.T, s *suite) {
	for _, sort := range []string{"a", "a/1", "a/2", "a/é", "a/\U0010ffff", "a0", "b", "ä", "B"} {
		s.put(key("p", sort), sort)
	}
	for _, test := range []struct {
		q    store.Query
		want []string
	}{
		{store.Query{}, []string{"B", "a", "a/1", "a/2", "a/é", "a/\U0010ffff", "a0", "b", "ä"}},
		{store.Query{Prefix: "a/"}, []string{"a/1", "a/2", "a/é", "a/\U0010ffff"}},
		{store.Query{Prefix: "a"}, []string{"a", "a/1", "a/2", "a/é", "a/\U0010ffff", "a0"}},
		{store.Query{Prefix: "A"}, []string{}},
		{store.Query{From: "a/2", To: "b"}, []string{"a/2", "a/é", "a/\U0010ffff", "a0", "b"}},
		{store.Query{From: "a/15", To: "a/3"}, []string{"a/2"}},
		{store.Query{Prefix: "a/", From: "a/2"}, []string{"a/2", "a/é", "a/\U0010ffff"}},
		{store.Query{Prefix: "a/", To: "a/2"}, []string{"a/1", "a/2"}},
		{store.Query{Prefix: "a/", From: "b"}, []string{}},
		{store.Query{From: "b", To: "a"}, []string{}},
	} {
		test.q.Part = "p"
		wantSorts(t, s, test.q, test.want)
		test.q.Reverse = true
		wantSorts(t, s, test.q, reversed(test.want))
	}
}

func wantSorts(t *testing.T, s *suite, q store.Query, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, s.sorts(q)); diff != "" {
		t.Errorf("%+v:\n%s", q, diff)
	}
}

// wantFull holds that only the last page is short.
func wantFull(t *testing.T, pages [][]store.Item, limit int) {
	t.Helper()
	for i, page := range pages[:len(pages)-1] {
		if len(page) != limit {
			t.Errorf("page %d has %d items, want %d", i, len(page), limit)
		}
	}
}

func reversed(sorts []string) []string {
	turned := make([]string, len(sorts))
	for i, s := range sorts {
		turned[len(sorts)-1-i] = s
	}
	return turned
}
