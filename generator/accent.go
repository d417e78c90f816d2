package generator

import (
	"math"
	"strconv"
	"strings"
)

// The grounds of the built-in theme that are hardest to read links on, and the
// contrast that WCAG asks of text.
var (
	lightGround = colour{0xf7, 0xf7, 0xf7}
	darkGround  = colour{0x19, 0x19, 0x29}
	black       = colour{}
	white       = colour{255, 255, 255}
)

const readable = 4.5

// How the built-in style sheet sets the accent in both schemes.
const lightAccent, darkAccent = "--accent:#1d4ed8", "--accent:#8fb4ff"

// accented puts the operator's colour into a style sheet of the theme: as it is
// where it can be read, else as much darker or, in the dark scheme, lighter as it
// takes. A colour that cannot be worked with changes nothing.
func accented(style, text string) string {
	c, ok := parseColour(text)
	if !ok {
		return style
	}
	light, dark := "--accent:"+c.until(black, lightGround).String(), "--accent:"+c.until(white, darkGround).String()
	if strings.Contains(style, lightAccent) && strings.Contains(style, darkAccent) {
		return strings.NewReplacer(lightAccent, light, darkAccent, dark).Replace(style)
	}
	return style + ":root{" + light + "}@media(prefers-color-scheme:dark){:root{" + dark + "}}"
}

// colour is red, green and blue, 0 to 255.
type colour [3]float64

// parseColour reads #rgb and #rrggbb.
func parseColour(text string) (c colour, ok bool) {
	digits, ok := strings.CutPrefix(text, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if !ok || err != nil || len(digits) != 6 {
		return c, false
	}
	return colour{float64(n >> 16), float64(n >> 8 & 0xff), float64(n & 0xff)}, true
}

func (c colour) String() string {
	n := uint64(c[0])<<16 | uint64(c[1])<<8 | uint64(c[2])
	return "#" + strconv.FormatUint(1<<24|n, 16)[1:]
}

// until mixes a colour with an end until it can be read on a ground.
func (c colour) until(end, ground colour) colour {
	const steps = 32
	for i := range steps {
		if mixed := c.mix(end, float64(i)/steps); mixed.contrast(ground) >= readable {
			return mixed
		}
	}
	return end
}

func (c colour) mix(with colour, share float64) (mixed colour) {
	for i := range c {
		mixed[i] = math.Round(c[i] + (with[i]-c[i])*share)
	}
	return mixed
}

// contrast is WCAG's, 1 to 21.
func (c colour) contrast(with colour) float64 {
	x, y := c.luminance(), with.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func (c colour) luminance() float64 {
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

func linear(channel float64) float64 {
	if channel /= 255; channel <= 0.04045 {
		return channel / 12.92
	}
	return math.Pow((channel+0.055)/1.055, 2.4)
}
