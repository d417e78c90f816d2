package status

import (
	"cmp"
	"math"
	"strings"
	"time"
)

// The calendar of a full build holds every entry, update and interval that
// ever was, so its rows are small: times are nanoseconds, and strings that
// come again and again are numbers into one table.

// stamp is a time as nanoseconds since 1970, or noTime.
type stamp int64

const noTime stamp = math.MinInt64

func stampOf(t time.Time) stamp {
	if t.IsZero() {
		return noTime
	}
	return stamp(t.UnixNano())
}

func (s stamp) time() time.Time {
	if s == noTime {
		return time.Time{}
	}
	return time.Unix(0, int64(s)).UTC()
}

// word is a string's number in the calendar's table.
type word uint32

type words struct {
	list []string
	of   map[string]word
}

// own gives a string its number; it keeps a copy unless the caller says that
// the string is its own already.
func (w *words) own(s string, copied bool) word {
	if n, ok := w.of[s]; ok {
		return n
	}
	if !copied {
		s = strings.Clone(s)
	}
	n := word(len(w.list))
	w.list = append(w.list, s)
	w.of[s] = n
	return n
}

type entryRow struct {
	started, ended, changed stamp
	title                   string
	name                    word // "incident/ID" or "maintenance/ID"
	set                     uint32
	updates                 uint32
	impact                  Impact
	state                   State
}

type postedRow struct {
	at           stamp
	name, update word
}

type intervalRow struct {
	from, to             stamp
	component, name, key word
	status               Status
}

type refRow struct {
	started stamp
	name    word
}

type dayRows struct {
	entries   []entryRow
	posted    []postedRow
	intervals []intervalRow
	month     monthNumber
	dirty     bool
}

type refRows struct{ rows []refRow }

type monthRows struct {
	counts     [32]uint32 // by day of the month
	components map[word]*refRows
	dirty      bool
}

// compareNames orders what stands at the same time: by id, then by what it is.
func (w *words) compareNames(a, b word) int {
	if a == b {
		return 0
	}
	aboutA, idA, _ := strings.Cut(w.list[a], "/")
	aboutB, idB, _ := strings.Cut(w.list[b], "/")
	return cmp.Or(strings.Compare(idA, idB), strings.Compare(aboutA, aboutB))
}

func (w *words) compareWords(a, b word) int {
	if a == b {
		return 0
	}
	return strings.Compare(w.list[a], w.list[b])
}

func (w *words) compareEntries(a, b entryRow) int {
	if a.started != b.started {
		return cmp.Compare(a.started, b.started)
	}
	return w.compareNames(a.name, b.name)
}

func (w *words) comparePosted(a, b postedRow) int {
	if a.at != b.at {
		return cmp.Compare(a.at, b.at)
	}
	if c := w.compareNames(a.name, b.name); c != 0 {
		return c
	}
	return w.compareWords(a.update, b.update)
}

func (w *words) compareIntervals(a, b intervalRow) int {
	switch {
	case a.from != b.from:
		return cmp.Compare(a.from, b.from)
	case a.component != b.component:
		return w.compareWords(a.component, b.component)
	case a.name != b.name:
		return w.compareWords(a.name, b.name)
	}
	return w.compareWords(a.key, b.key)
}

func (w *words) compareRefs(a, b refRow) int {
	if a.started != b.started {
		return cmp.Compare(a.started, b.started)
	}
	return w.compareNames(a.name, b.name)
}

// put keeps a list in order; a row at the same place is replaced. It reports
// whether the list changed.
func put[T comparable](list *[]T, row T, compare func(a, b T) int) bool {
	n := len(*list)
	if n == 0 || compare((*list)[n-1], row) < 0 {
		*list = append(*list, row)
		return true
	}
	at, found := search(*list, row, compare)
	if found {
		same := (*list)[at] == row
		(*list)[at] = row
		return !same
	}
	*list = append(*list, row)
	copy((*list)[at+1:], (*list)[at:n])
	(*list)[at] = row
	return true
}

// drop takes the row at the same place out and reports whether there was one.
func drop[T comparable](list *[]T, row T, compare func(a, b T) int) bool {
	at, found := search(*list, row, compare)
	if found {
		*list = append((*list)[:at], (*list)[at+1:]...)
	}
	return found
}

func search[T any](list []T, row T, compare func(a, b T) int) (int, bool) {
	lo, hi := 0, len(list)
	for lo < hi {
		mid := (lo + hi) / 2
		if compare(list[mid], row) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(list) && compare(list[lo], row) == 0
}
