package status

import (
	"slices"
	"testing"
)

// A run that goes on after midnight is one run, and the piece before it, which
// others share, stays as it was.
func TestWhatGoesOnAfterMidnightIsOneRun(t *testing.T) {
	before := piece{runs: append(make([]run, 0, 4), run{from: 0, to: 10, status: MajorOutage}), bars: append(make([]Bar, 0, 4), Bar{Date: "2026-11-21"})}
	for _, end := range []stamp{20, 30} {
		got := before.then(piece{runs: []run{{from: 10, to: end, status: MajorOutage}}, bars: []Bar{{Date: "2026-11-22"}}})
		if want := (run{from: 0, to: end, status: MajorOutage}); len(got.runs) != 1 || got.runs[0] != want || len(got.bars) != 2 {
			t.Errorf("joined: %+v", got)
		}
		if before.runs[0].to != 10 || !slices.Equal(before.bars[:2], []Bar{{Date: "2026-11-21"}, {}}) {
			t.Fatalf("the piece before has become %+v", before)
		}
	}
}
