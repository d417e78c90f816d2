package chart

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

// steps makes known steps of values, and gaps of NaN.
func steps(values ...float64) (all []Step) {
	for _, v := range values {
		all = append(all, Step{!math.IsNaN(v), v, v, v})
	}
	return all
}

var gap = math.NaN()

func paths(d Drawing) map[string]string {
	all := map[string]string{}
	for _, p := range d.Paths {
		all[p.Class] = p.D
	}
	return all
}

func TestGapsStayGaps(t *testing.T) {
	for name, x := range map[string]struct {
		in   Input
		want string
	}{
		"joined":       {Input{Steps: steps(0, 3, 0)}, "M1 300l2-300 2 300"},
		"cut":          {Input{Steps: steps(0, 3, gap, 3, 0)}, "M1 300l2-300M7 0l2 300"},
		"near enough":  {Input{Steps: steps(0, gap, 3), Join: 2}, "M1 300l4-300"},
		"too far":      {Input{Steps: steps(0, gap, gap, 3), Join: 2}, "M1 300l0 0M7 0l0 0"},
		"at the ends":  {Input{Steps: steps(gap, 0, 3, gap)}, "M3 300l2-300"},
		"a lone point": {Input{Steps: steps(gap, 5, gap)}, "M3 150l0 0"},
	} {
		if got := paths(Draw(x.in))["line"]; got != x.want {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
}

func TestColumnsStandOnZero(t *testing.T) {
	got := paths(Draw(Input{Steps: steps(4, gap, 0, -4), Columns: true}))
	want := map[string]string{"grid": "M0 0H8M0 150H8M0 300H8", "column": "M0 150v-120h1.6v120zM4 150v-2h1.6v2zM6 150v120h1.6v-120z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRangesGoAroundTheLine(t *testing.T) {
	d := Draw(Input{Steps: []Step{{true, 2, 1, 3}, {true, 2, 0, 3}}})
	if got := paths(d)["range"]; got != "M1 0l2 0 0 300-2-100z" {
		t.Errorf("got %s", got)
	}
	if got := paths(Draw(Input{Steps: steps(1, 2)}))["range"]; got != "" {
		t.Errorf("a line has the range %s", got)
	}
}

func TestAxis(t *testing.T) {
	limit := 900.0
	for name, x := range map[string]struct {
		in     Input
		ticks  []float64
		places int
	}{
		"from zero":     {Input{Steps: steps(1, 9)}, []float64{10, 5, 0}, 0},
		"far from zero": {Input{Steps: steps(1001, 1009)}, []float64{1010, 1005, 1000}, 0},
		"below zero":    {Input{Steps: steps(-7, 8)}, []float64{10, 5, 0, -5, -10}, 0},
		"fractions":     {Input{Steps: steps(0.011, 0.029)}, []float64{0.03, 0.02, 0.01, 0}, 2},
		"all the same":  {Input{Steps: steps(7, 7)}, []float64{8, 7, 6}, 0},
		"only zero":     {Input{Steps: steps(0, 0)}, []float64{1, 0, -1}, 0},
		"with a limit":  {Input{Steps: steps(1, 9), Limit: &limit}, []float64{1000, 500, 0}, 0},
		"columns":       {Input{Steps: steps(90, 99), Columns: true}, []float64{100, 50, 0}, 0},
		"of zeros":      {Input{Steps: steps(0), Columns: true}, []float64{1, 0.5, 0}, 1},
	} {
		d := Draw(x.in)
		if diff := cmp.Diff(x.ticks, d.Ticks, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })); diff != "" || d.Places != x.places {
			t.Errorf("%s: %d places, ticks (-want +got):\n%s", name, d.Places, diff)
		}
	}
}

// TestEverythingIsInThePicture draws random numbers of every size.
func TestEverythingIsInThePicture(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		scale := math.Pow10(r.IntN(31) - 15)
		var values []float64
		for range 1 + r.IntN(6) {
			values = append(values, (r.Float64()*2-1)*scale+float64(r.IntN(2))*1e15)
		}
		in := Input{Steps: steps(values...), Columns: r.IntN(2) == 0}
		a := axisOf(in)
		for _, v := range values {
			if y := a.y(v); y < -1 || y > Height+1 {
				t.Fatalf("%v stands at %d of %d, with axis %+v of %v", v, y, Height, a, values)
			}
		}
		d := Draw(in)
		if n := len(d.Ticks); n < 2 || n > 9 || d.Places > 15 {
			t.Fatalf("%d ticks with %d places for %v: %v", n, d.Places, values, d.Ticks)
		}
	}
}

// Points can be deleted while they are read: then no step is known.
func TestNothingKnownHasNoPicture(t *testing.T) {
	limit := 5.0
	for _, in := range []Input{{}, {Steps: steps(gap, gap)}, {Steps: steps(gap), Columns: true}, {Steps: steps(gap), Limit: &limit}} {
		if d := Draw(in); len(d.Paths)+len(d.Ticks) > 0 {
			t.Errorf("%+v becomes %+v", in, d)
		}
	}
	if s := (&status.Series{Buckets: make([]status.Bucket, 144)}); !s.Empty() {
		t.Error("steps without a point are taken for points")
	}
}
