// Package order sorts lists by what somebody compares. It does what slices.SortFunc
// and slices.SortStableFunc do, of which the compiler makes ten functions for each
// type of item: half a megabyte in the program that has all of them. Here each type
// has two small ones. It takes somewhat longer for small items: what sorts thousands
// while somebody waits is better off with slices.
//
// It must never know what is sorted.
package order

import "sort"

// By sorts list; of items that compare as equal either may come first.
func By[T any](list []T, compare func(a, b T) int) { sort.Sort(moves(list, compare)) }

// StablyBy sorts list and leaves items that compare as equal in the order they had.
func StablyBy[T any](list []T, compare func(a, b T) int) { sort.Stable(moves(list, compare)) }

func moves[T any](list []T, compare func(a, b T) int) sorting {
	return sorting{
		n:    len(list),
		less: func(i, j int) bool { return compare(list[i], list[j]) < 0 },
		swap: func(i, j int) { list[i], list[j] = list[j], list[i] },
	}
}

// sorting implements sort.Interface for any list: it names no type of items, whose
// methods would be kept in programs with templates.
type sorting struct {
	n    int
	less func(i, j int) bool
	swap func(i, j int)
}

func (s sorting) Len() int           { return s.n }
func (s sorting) Less(i, j int) bool { return s.less(i, j) }
func (s sorting) Swap(i, j int)      { s.swap(i, j) }
