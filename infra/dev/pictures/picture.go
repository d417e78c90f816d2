package main

import (
	"image"
	"image/color"
)

// look is how a status looks outside of pages: the ground of its picture, the
// ink on it, and the colour of its icon on whatever ground a browser has.
type look struct {
	status            string
	ground, ink, icon color.NRGBA
}

var (
	white = color.NRGBA{255, 255, 255, 255}

	looks = []look{
		{"operational", rgb(0x0b7565), white, rgb(0x0f9984)},
		{"unknown", rgb(0x5c636b), white, rgb(0x767f8c)},
		{"under_maintenance", rgb(0x2500f8), white, rgb(0x4a3cff)},
		{"degraded_performance", rgb(0xfae618), rgb(0x332c00), rgb(0xe0b400)},
		{"partial_outage", rgb(0xbd3f07), white, rgb(0xd04508)},
		{"major_outage", rgb(0x5c0102), white, rgb(0xb3121d)},
	}
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

// shades is how many steps there are from the ground to the ink: as many as
// half a byte a pixel can hold.
const shades = 16

// The size that networks ask for, the mark's place in it, and the row of days
// below the mark, of which the last is the day that the mark is about.
const (
	wide, high   = 1200, 630
	markSize     = 300
	days         = 45
	dayStep      = 22
	dayWidth     = 14
	dayTop       = 480
	dayHeight    = 70
	pastStrength = 0.35
)

// social is the picture that a shared link shows.
func social(mark shape, l look) image.Image {
	c := newCanvas(wide, high)
	c.fill(mark.scaled(markSize/16.0).moved((wide-markSize)/2, 110), 1)
	left := (wide - days*dayStep + dayStep - dayWidth) / 2
	for i := range days {
		strength := pastStrength
		if i == days-1 {
			strength = 1
		}
		c.fill(rectangle(float64(left+i*dayStep), dayTop, dayWidth, dayHeight), strength)
	}
	return c.paint(func(strength float64) color.NRGBA { return mix(l.ground, l.ink, strength) })
}

// icon is the mark alone on nothing.
func icon(mark shape, ink color.NRGBA) image.Image {
	const size = 32
	c := newCanvas(size, size)
	c.fill(mark.scaled(size/16.0), 1)
	return c.paint(func(strength float64) color.NRGBA {
		return color.NRGBA{ink.R, ink.G, ink.B, uint8(strength*255 + 0.5)}
	})
}

func mix(from, to color.NRGBA, strength float64) color.NRGBA {
	between := func(a, b uint8) uint8 { return uint8(float64(a) + strength*(float64(b)-float64(a)) + 0.5) }
	return color.NRGBA{between(from.R, to.R), between(from.G, to.G), between(from.B, to.B), 255}
}
