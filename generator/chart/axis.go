package chart

import (
	"math"
	"strconv"
)

// axis is a scale of whole multiples of a round step.
type axis struct {
	step        float64
	exponent    int // of ten, in step
	first, last int64
}

// marks is about how many steps an axis has.
const marks = 3

// axisOf is the axis that shows all known numbers. It begins at zero where the
// numbers are not far from it.
func axisOf(in Input) axis {
	low, high := bounds(in)
	if in.Columns || low > 0 && low < high/2 {
		low = min(low, 0)
	}
	if in.Columns || high < 0 && high > low/2 {
		high = max(high, 0)
	}
	if high-low < max(1, math.Abs(low), math.Abs(high))*1e-9 {
		room := max(math.Abs(low)/10, 1)
		low, high = low-room, high+room
		if in.Columns {
			low = 0
		}
	}
	a := axisBetween(low, high)
	if a.last == a.first {
		a.last++
	}
	return a
}

func bounds(in Input) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, s := range in.Steps {
		if s.Known {
			low, high = min(low, s.Low, s.Value), max(high, s.High, s.Value)
		}
	}
	if in.Limit != nil {
		low, high = min(low, *in.Limit), max(high, *in.Limit)
	}
	return low, high
}

// axisBetween finds the round step: 1, 2 or 5 times a power of ten.
func axisBetween(low, high float64) axis {
	raw := (high - low) / marks
	exponent := int(math.Floor(math.Log10(raw)))
	a := axis{exponent: exponent}
	for _, factor := range [...]float64{1, 2, 5, 10} {
		a.step = factor * math.Pow10(exponent)
		if a.step >= raw*0.999 {
			break
		}
	}
	a.first, a.last = int64(math.Floor(low/a.step+1e-9)), int64(math.Ceil(high/a.step-1e-9))
	return a
}

// ticks are the numbers on the axis, greatest first.
func (a axis) ticks() (all []float64) {
	for n := a.last; n >= a.first; n-- {
		all = append(all, float64(n)*a.step)
	}
	return all
}

func (a axis) places() int {
	if a.step >= math.Pow10(a.exponent)*9.99 {
		return max(0, -a.exponent-1)
	}
	return max(0, -a.exponent)
}

// y is where a number stands, in units below the top.
func (a axis) y(value float64) int {
	top, bottom := float64(a.last), float64(a.first)
	return int(math.Round((top - value/a.step) / (top - bottom) * Height))
}

// grid is a line across at each tick.
func (a axis) grid(width int) string {
	var d []byte
	for _, tick := range a.ticks() {
		d = append(d, "M0 "...)
		d = strconv.AppendInt(d, int64(a.y(tick)), 10)
		d = append(d, 'H')
		d = strconv.AppendInt(d, int64(width), 10)
	}
	return string(d)
}
