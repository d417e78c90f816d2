package status

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"tidings/internal/store/memory"
)

// drawLayout is one of few layouts: components come, go, change places and are
// said to be younger or older than they were.
func drawLayout(t *rapid.T) Layout {
	return rapid.SampledFrom([]Layout{
		{Components: []Component{{ID: "api"}, {ID: "web"}, {ID: "docs"}}},
		{Components: []Component{{ID: "api"}, {ID: "web", Since: "2026-11-20"}, {ID: "docs", Since: "2026-11-22"}}},
		{Components: []Component{{ID: "docs", Since: "2027-01-01"}, {ID: "api", Since: "2020-01-01"}}},
	}).Draw(t, "layout")
}

// Whatever happens, however time passes and from wherever it is looked at, a
// board that has been looked at before shows what a new one shows. The views that
// it gave then stay as they were.
func TestAViewDoesNotDependOnEarlierOnes(t *testing.T) {
	zone := havana(t)
	rapid.Check(t, func(t *rapid.T) {
		store := memory.New(func() time.Time { return testNow })
		b := doer{NewBoard(store, zone), testNow.Add(-48 * time.Hour)}
		seen := looks{board: b.Board, anew: func() *Board { return NewBoard(store, zone) }}
		things := b.things()
		things["next day"] = func(*rapid.T) { b.now = b.now.Add(24 * time.Hour) }
		things["look"] = func(t *rapid.T) {
			at := b.now.Add(time.Duration(rapid.SampledFrom([]int{-30, -1, 0, 0, 0, 0, 1, 24}).Draw(t, "hours from now")) * time.Hour)
			seen.look(t, drawLayout(t), at)
		}
		things["look again"] = things["look"]
		things["and again"] = things["look"]
		t.Repeat(things)
		seen.check(t)
	})
}

// looks are views that one board has given, and those of boards that had given none.
type looks struct {
	board       *Board
	anew        func() *Board
	given, want []*View
}

func (l *looks) look(t *rapid.T, layout Layout, at time.Time) {
	for board, views := range map[*Board]*[]*View{l.board: &l.given, l.anew(): &l.want} {
		v, err := board.View(context.Background(), layout, at)
		require{t}.must(err)
		*views = append(*views, v)
	}
}

func (l *looks) check(t *rapid.T) {
	for i := range l.given {
		if reflect.DeepEqual(l.want[i], l.given[i]) {
			continue
		}
		t.Fatalf("look %d of %d (-new board +this board):\n%s", i+1, len(l.given), cmp.Diff(l.want[i], l.given[i], cmpopts.IgnoreUnexported(View{}, time.Location{})))
	}
}
