package store

import (
	"errors"
	"testing"
)

func TestSpan(t *testing.T) {
	for _, test := range []struct {
		name string
		q    Query
		want Span
	}{
		{"all", Query{}, Span{"", "\xff"}},
		{"prefix", Query{Prefix: "a/"}, Span{"a/", "a0"}},
		{"prefix of the greatest bytes", Query{Prefix: "a\xff\xff"}, Span{"a\xff\xff", "b"}},
		{"bounds are inclusive", Query{From: "a", To: "b"}, Span{"a", "b\x01"}},
		{"the narrower of prefix and bounds", Query{Prefix: "b", From: "a", To: "c"}, Span{"b", "c"}},
		{"after a page", Query{After: Cursor(Item{Key: Key{Sort: "b"}})}, Span{"b\x01", "\xff"}},
		{"after the empty sort", Query{After: Cursor(Item{})}, Span{"\x01", "\xff"}},
		{"a cursor outside the bounds widens nothing", Query{Reverse: true, To: "b", After: Cursor(Item{Key: Key{Sort: "c"}})}, Span{"", "b\x01"}},
		{"after a page, backwards", Query{Reverse: true, After: Cursor(Item{Key: Key{Sort: "b"}})}, Span{"", "b"}},
	} {
		test.q.Part = "p"
		if got, err := test.q.Span(); got != test.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}

func TestSpanRefusesWhatItDidNotGive(t *testing.T) {
	if _, err := (Query{Part: "p", After: "b"}).Span(); !errors.Is(err, ErrCursor) {
		t.Errorf("got %v, want ErrCursor", err)
	}
}
