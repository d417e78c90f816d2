package order_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tidings/internal/order"
)

type item struct{ rank, place int }

func byRank(a, b item) int { return a.rank - b.rank }

// Lists of all lengths end up as slices would leave them.
func TestSorts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		list := make([]item, n)
		for i := range list {
			list[i] = item{random.IntN(n/3 + 1), i}
		}
		want, some := slices.Clone(list), slices.Clone(list)
		slices.SortStableFunc(want, byRank)
		order.StablyBy(list, byRank)
		if !slices.Equal(want, list) {
			t.Fatalf("%d items: %v, want %v", n, list, want)
		}
		order.By(some, byRank)
		if !slices.IsSortedFunc(some, byRank) {
			t.Fatalf("%d items are not in order: %v", n, some)
		}
	}
}
