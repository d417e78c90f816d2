package message

import (
	"math"
	"strconv"
	"strings"
)

// Number writes a number with at most four digits behind the decimal sign.
func (w *Words) Number(n float64) string {
	n = math.Round(n*1e4) / 1e4
	whole, fraction, broken := strings.Cut(strconv.FormatFloat(math.Abs(n), 'f', -1, 64), ".")
	made := w.grouped(whole)
	if broken {
		made += w.Decimal + fraction
	}
	if n < 0 {
		return "-" + made
	}
	return made
}

// Integer writes a whole number.
func (w *Words) Integer(n int) string {
	if n > -1000 && n < 1000 {
		return strconv.Itoa(n)
	}
	return w.Number(float64(n))
}

// grouped parts the digits of a large number in threes.
func (w *Words) grouped(digits string) string {
	if len(digits) < w.GroupFrom || len(digits) <= 3 {
		return digits
	}
	return w.grouped(digits[:len(digits)-3]) + w.Group + digits[len(digits)-3:]
}

// Percent writes a share from 0 to 1 with two digits, rounded down: only what
// is whole is said to be 100 %.
func (w *Words) Percent(share float64) string {
	// The small addition makes up for products such as 0.9993*10000 that fall
	// a hair short of the whole number that they stand for.
	hundredths := int(share*10000 + 1e-6)
	if share >= 1 {
		return w.percent("100")
	}
	return w.percent(strconv.Itoa(hundredths/100) + w.Decimal + string(two(nil, hundredths%100)))
}

// ShortPercent writes a share with no more digits than it needs.
func (w *Words) ShortPercent(share float64) string { return w.percent(w.Number(share * 100)) }

func (w *Words) percent(number string) string { return w.Text("percent", "number", number) }

// Fixed writes a number with a fixed number of digits behind the decimal sign.
func (w *Words) Fixed(n float64, places int) string {
	whole, fraction, broken := strings.Cut(strconv.FormatFloat(math.Abs(n), 'f', places, 64), ".")
	made := w.grouped(whole)
	if broken {
		made += w.Decimal + fraction
	}
	if n < 0 && strings.ContainsAny(made, "123456789") {
		return "-" + made
	}
	return made
}
