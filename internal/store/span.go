package store

import (
	"fmt"
	"strings"
)

// cursorMark begins every Page.Next, so that the cursor after an empty Sort is
// not an empty cursor.
const cursorMark = ">"

// Span is what a query asks for as one run of Sort. It is for adapters.
type Span struct {
	From, To         string // bounds
	FromOpen, ToOpen bool   // the bound itself is left out
	ToSet            bool   // false: no upper bound
}

// Cursor is for adapters: the Page.Next of a page that ends with an item.
func Cursor(last Item) string { return cursorMark + last.Sort }

// Span is for adapters: prefix, bounds and cursor together. It returns
// ErrCursor or ErrKey.
func (q Query) Span() (Span, error) {
	if q.Part == "" {
		return Span{}, fmt.Errorf("%w: a query without a part", ErrKey)
	}
	s := Span{From: q.Prefix}
	if end, bounded := successor(q.Prefix); bounded {
		s.lower(end, true)
	}
	if q.From != "" {
		s.raise(q.From, false)
	}
	if q.To != "" {
		s.lower(q.To, false)
	}
	return s, s.after(q)
}

// Holds reports whether a Sort is within the span.
func (s Span) Holds(sort string) bool {
	if sort < s.From || sort == s.From && s.FromOpen {
		return false
	}
	return !s.ToSet || sort < s.To || sort == s.To && !s.ToOpen
}

func (s *Span) after(q Query) error {
	if q.After == "" {
		return nil
	}
	last, ok := strings.CutPrefix(q.After, cursorMark)
	switch {
	case !ok:
		return fmt.Errorf("%w: %.40q: start again from the first page", ErrCursor, q.After)
	case q.Reverse:
		s.lower(last, true)
	default:
		s.raise(last, true)
	}
	return nil
}

func (s *Span) raise(bound string, open bool) {
	if bound > s.From || bound == s.From && open {
		s.From, s.FromOpen = bound, open
	}
}

func (s *Span) lower(bound string, open bool) {
	if !s.ToSet || bound < s.To || bound == s.To && open {
		s.To, s.ToOpen, s.ToSet = bound, open, true
	}
}

// successor is the least string greater than all that begin with prefix.
func successor(prefix string) (string, bool) {
	for n := len(prefix); n > 0; n-- {
		if prefix[n-1] < 0xff {
			return prefix[:n-1] + string([]byte{prefix[n-1] + 1}), true
		}
	}
	return "", false
}
