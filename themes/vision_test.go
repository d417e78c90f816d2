package themes

import (
	"math"
	"testing"
)

// sights are how people see the colours of linear sRGB: the matrices of Machado,
// Oliveira and Fernandes (2009) for whoever lacks one kind of cones.
var sights = map[string][3][3]float64{
	"everybody":    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// TestColoursKeepTheirDistance holds the colours of any two statuses at least 40
// apart (CIE76) in both schemes, whichever colours somebody sees. Unknown, which
// is grey because it claims nothing, is held to 20.
func TestColoursKeepTheirDistance(t *testing.T) {
	theme, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for scheme, colours := range schemes(t, theme) {
		for i, a := range statuses {
			for _, b := range statuses[:i] {
				for who, sight := range sights {
					least := 40.0
					if a == "unknown" {
						least = 20
					}
					x, y := lab(seen(t, colours["."+a+" c"], sight)), lab(seen(t, colours["."+b+" c"], sight))
					if d := math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2]); d < least {
						t.Errorf("%s, %s: %s and %s are only %.1f apart", scheme, who, a, b, d)
					}
				}
			}
		}
	}
}

// seen is a colour in linear sRGB as somebody sees it.
func seen(t *testing.T, hex string, sight [3][3]float64) (made [3]float64) {
	t.Helper()
	c := linear(channels(t, hex))
	for i, row := range sight {
		made[i] = min(max(row[0]*c[0]+row[1]*c[1]+row[2]*c[2], 0), 1)
	}
	return made
}

// lab is a colour in CIELAB under D65.
func lab(c [3]float64) [3]float64 {
	root := func(v float64) float64 {
		if v > 0.008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16./116
	}
	x := root((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047)
	y := root(0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2])
	z := root((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}
