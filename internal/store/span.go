package store

import (
	"fmt"
	"strings"
)

// cursorMark begins every Page.Next, so that the cursor after an empty Sort is
// not an empty cursor.
const cursorMark = ">"

// top is greater than every Sort: no UTF-8 begins with this byte.
const top = "\xff"

// Span is what a query asks for as one run of Sort: From ≤ Sort < To, byte by
// byte. It is for adapters. Its bounds need not be keys that could be stored.
type Span struct{ From, To string }

// Cursor is for adapters: the Page.Next of a page that ends with an item.
func Cursor(last Item) string { return cursorMark + last.Sort }

// Span is for adapters: prefix, bounds and cursor together. It returns
// ErrCursor or ErrKey.
func (q Query) Span() (Span, error) {
	if q.Part == "" {
		return Span{}, fmt.Errorf("%w: a query without a part", ErrKey)
	}
	s := Span{From: max(q.Prefix, q.From), To: beyond(q.Prefix)}
	if q.To != "" {
		s.To = min(s.To, next(q.To))
	}
	if q.After == "" {
		return s, nil
	}
	last, ok := strings.CutPrefix(q.After, cursorMark)
	switch {
	case !ok:
		return s, fmt.Errorf("%w: %.40q: start again from the first page", ErrCursor, q.After)
	case q.Reverse:
		s.To = min(s.To, last)
	default:
		s.From = max(s.From, next(last))
	}
	return s, nil
}

// next is the least string after s, given that none holds NUL.
func next(s string) string { return s + "\x01" }

// beyond is the least string greater than all that begin with prefix.
func beyond(prefix string) string {
	for n := len(prefix); n > 0; n-- {
		if prefix[n-1] < 0xff {
			return prefix[:n-1] + string([]byte{prefix[n-1] + 1})
		}
	}
	return top
}
