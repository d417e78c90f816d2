package main

import (
	"image"
	"image/color"
	"math"
	"slices"
)

// point is a place in a picture, to the right and down.
type point struct{ x, y float64 }

// shape is an area between closed lines; what an even number of lines surround
// is outside.
type shape [][]point

func (s shape) each(move func(point) point) shape {
	out := make(shape, len(s))
	for i, line := range s {
		for _, p := range line {
			out[i] = append(out[i], move(p))
		}
	}
	return out
}

func (s shape) scaled(by float64) shape {
	return s.each(func(p point) point { return point{p.x * by, p.y * by} })
}

func (s shape) moved(x, y float64) shape {
	return s.each(func(p point) point { return point{p.x + x, p.y + y} })
}

func rectangle(x, y, width, height float64) shape {
	return shape{{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}}
}

// canvas holds how much ink each pixel has, from 0 to 1.
type canvas struct {
	width, height int
	ink           []float64
}

func newCanvas(width, height int) *canvas {
	return &canvas{width, height, make([]float64, width*height)}
}

// rows is how many lines a pixel is cut in, to see how much of it is covered.
const rows = 8

// fill covers a shape with ink of some strength.
func (c *canvas) fill(s shape, strength float64) {
	for line := range c.height * rows {
		y := (float64(line) + 0.5) / rows
		crossings := s.crossings(y)
		for i := 0; i+1 < len(crossings); i += 2 {
			c.span(line/rows, crossings[i], crossings[i+1], strength/rows)
		}
	}
}

// crossings are where a horizontal line meets a shape's own, from left to right.
func (s shape) crossings(y float64) (at []float64) {
	for _, line := range s {
		for i, p := range line {
			q := line[(i+1)%len(line)]
			if (p.y <= y) != (q.y <= y) {
				at = append(at, p.x+(y-p.y)/(q.y-p.y)*(q.x-p.x))
			}
		}
	}
	slices.Sort(at)
	return at
}

// span adds ink to the pixels of a row between two places.
func (c *canvas) span(row int, from, to, ink float64) {
	from, to = max(from, 0), min(to, float64(c.width))
	for x := int(from); float64(x) < to; x++ {
		covered := min(to, float64(x+1)) - max(from, float64(x))
		c.ink[row*c.width+x] += ink * covered
	}
}

// paint turns ink into a picture of few colours.
func (c *canvas) paint(colour func(strength float64) color.NRGBA) image.Image {
	palette := make(color.Palette, shades)
	for i := range palette {
		palette[i] = colour(float64(i) / (shades - 1))
	}
	out := image.NewPaletted(image.Rect(0, 0, c.width, c.height), palette)
	for i, ink := range c.ink {
		out.Pix[i] = uint8(math.Round(min(ink, 1) * (shades - 1)))
	}
	return out
}
