// Package chart works out what a chart of a window of numbers looks like: its
// axis and the paths of an SVG picture. Words, colours and units are the
// caller's. Where there is no number there is a gap, never a zero.
//
// The picture has two units of width for each step and Height units of height.
// It is to be stretched to whatever size it is shown at: lines keep their width
// with "vector-effect: non-scaling-stroke", and a path of no length with round
// ends is a dot.
package chart

import (
	"math"
	"slices"
	"strconv"
)

// Height is that of every picture, in its own units.
const Height = 300

// Step is one number of a chart and between which two the points lie that it
// stands for.
type Step struct {
	Known            bool
	Value, Low, High float64
}

// Input is what a chart shows.
type Input struct {
	Steps []Step
	// Columns draws a column for each step from zero on; otherwise a line goes
	// through the values, with the range of each behind it.
	Columns bool
	// Join is how many steps two neighbours may be apart and still be joined by
	// the line; 1 is for those side by side.
	Join  int
	Limit *float64 // a line across the chart, which the axis then reaches
}

// Path is a path of the picture. Its class says what it shows: grid, range,
// line, column or limit.
type Path struct{ Class, D string }

// Drawing is a chart.
type Drawing struct {
	Width  int // of the picture, in its own units
	Paths  []Path
	Ticks  []float64 // of the axis, greatest first, evenly apart from top to bottom
	Places int       // digits behind the decimal sign that tell the ticks apart
}

// Draw draws a chart. One without any known step has no picture.
func Draw(in Input) Drawing {
	if !slices.ContainsFunc(in.Steps, func(s Step) bool { return s.Known }) {
		return Drawing{Width: 2 * len(in.Steps)}
	}
	a := axisOf(in)
	d := Drawing{Width: 2 * len(in.Steps), Ticks: a.ticks(), Places: a.places()}
	d.add("grid", a.grid(d.Width))
	if in.Columns {
		d.add("column", columns(in.Steps, a))
	} else {
		runs := runsOf(in.Steps, max(in.Join, 1))
		d.add("range", ranges(in.Steps, runs, a))
		d.add("line", lines(in.Steps, runs, a))
	}
	if in.Limit != nil {
		d.add("limit", "M0 "+strconv.Itoa(a.y(*in.Limit))+"H"+strconv.Itoa(d.Width))
	}
	return d
}

func (d *Drawing) add(class, path string) {
	if path != "" {
		d.Paths = append(d.Paths, Path{class, path})
	}
}

// runsOf are the indexes of known steps, cut where neighbours are too far apart.
func runsOf(steps []Step, join int) (runs [][]int) {
	last := math.MinInt / 2
	for i, s := range steps {
		switch {
		case !s.Known:
			continue
		case i-last > join:
			runs = append(runs, []int{i})
		default:
			runs[len(runs)-1] = append(runs[len(runs)-1], i)
		}
		last = i
	}
	return runs
}

// pen writes a path with relative moves, which are shorter.
type pen struct {
	d    []byte
	x, y int
}

func (p *pen) move(x, y int) {
	p.d = append(p.d, 'M')
	p.d = strconv.AppendInt(p.d, int64(x), 10)
	p.number(y)
	p.d = append(p.d, 'l')
	p.x, p.y = x, y
}

// number appends a number after another one.
func (p *pen) number(n int) {
	if n >= 0 {
		p.d = append(p.d, ' ')
	}
	p.d = strconv.AppendInt(p.d, int64(n), 10)
}

func (p *pen) line(x, y int) {
	if p.d[len(p.d)-1] == 'l' {
		p.d = strconv.AppendInt(p.d, int64(x-p.x), 10)
	} else {
		p.number(x - p.x)
	}
	p.number(y - p.y)
	p.x, p.y = x, y
}

// middle is where a step stands.
func middle(i int) int { return 2*i + 1 }

// lines goes through the values of each run; one of a single step is a dot.
func lines(steps []Step, runs [][]int, a axis) string {
	var p pen
	for _, run := range runs {
		first := run[0]
		p.move(middle(first), a.y(steps[first].Value))
		for _, i := range run[1:] {
			p.line(middle(i), a.y(steps[i].Value))
		}
		if len(run) == 1 {
			p.line(p.x, p.y)
		}
	}
	return string(p.d)
}

// ranges goes along the greatest points of each run and back along the least.
func ranges(steps []Step, runs [][]int, a axis) string {
	var p pen
	for _, run := range runs {
		if flat(steps, run, a) {
			continue
		}
		p.move(middle(run[0]), a.y(steps[run[0]].High))
		for _, i := range run[1:] {
			p.line(middle(i), a.y(steps[i].High))
		}
		for n := len(run) - 1; n >= 0; n-- {
			p.line(middle(run[n]), a.y(steps[run[n]].Low))
		}
		p.d = append(p.d, 'z')
	}
	return string(p.d)
}

// flat reports whether the range of a run is nowhere to be seen.
func flat(steps []Step, run []int, a axis) bool {
	for _, i := range run {
		if a.y(steps[i].High) != a.y(steps[i].Low) {
			return false
		}
	}
	return true
}

// columns draws a column from zero to each value; a zero is a hair that can be
// told from a gap.
func columns(steps []Step, a axis) string {
	var d []byte
	zero := a.y(0)
	for i, s := range steps {
		if !s.Known {
			continue
		}
		height := zero - a.y(s.Value)
		if height == 0 {
			height = 2
		}
		d = append(d, 'M')
		d = strconv.AppendInt(d, int64(2*i), 10)
		d = append(d, ' ')
		d = strconv.AppendInt(d, int64(zero), 10)
		d = append(d, 'v')
		d = strconv.AppendInt(d, int64(-height), 10)
		d = append(d, "h1.6v"...)
		d = strconv.AppendInt(d, int64(height), 10)
		d = append(d, 'z')
	}
	return string(d)
}
