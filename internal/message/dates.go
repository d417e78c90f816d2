package message

import (
	"strconv"
	"strings"
	"time"
)

// piece is a part of a date pattern: literal text, or a field.
type piece struct {
	text  string
	field bool
}

// parsePattern cuts "{d} {mon} {yyyy}" into its pieces.
func parsePattern(p string) (pieces []piece) {
	for p != "" {
		text, rest, _ := strings.Cut(p, "{")
		if text != "" {
			pieces = append(pieces, piece{text: text})
		}
		name, after, ok := strings.Cut(rest, "}")
		if ok {
			pieces = append(pieces, piece{text: name, field: true})
		}
		p = after
	}
	return pieces
}

// AppendDate appends a time, as its location shows it, in the pattern of a key
// (the keys are those of "dates" in the language's file).
func (w *Words) AppendDate(dst []byte, key string, t time.Time) []byte {
	year, month, day := t.Date()
	for _, p := range w.patterns[key] {
		if !p.field {
			dst = append(dst, p.text...)
			continue
		}
		switch p.text {
		case "d":
			dst = strconv.AppendInt(dst, int64(day), 10)
		case "dd":
			dst = two(dst, day)
		case "mm":
			dst = two(dst, int(month))
		case "month":
			dst = append(dst, w.Months[month-1]...)
		case "mon":
			dst = append(dst, w.ShortMon[month-1]...)
		case "yyyy":
			dst = strconv.AppendInt(dst, int64(year), 10)
		case "day":
			dst = append(dst, w.Days[t.Weekday()]...)
		case "wd":
			dst = append(dst, w.ShortDays[t.Weekday()]...)
		case "HH":
			dst = two(dst, t.Hour())
		case "MM":
			dst = two(dst, t.Minute())
		case "zone":
			dst = appendZone(dst, t)
		}
	}
	return dst
}

// Date is AppendDate as a string.
func (w *Words) Date(key string, t time.Time) string {
	return string(w.AppendDate(make([]byte, 0, 40), key, t))
}

func two(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }

// appendZone appends a zone's short name; zones without one are called by their offset.
func appendZone(dst []byte, t time.Time) []byte {
	name, _ := t.Zone()
	if name != "" && (name[0] == '+' || name[0] == '-') {
		dst = append(dst, "UTC"...)
	}
	return append(dst, name...)
}

// Duration says how long something took, in its two greatest units.
func (w *Words) Duration(d time.Duration) string {
	minutes := int(d / time.Minute)
	days, hours := minutes/(24*60), minutes/60
	switch {
	case minutes < 1:
		return w.Text("duration.short")
	case hours < 1:
		return w.Count("duration.minutes", minutes)
	case days < 2:
		return w.pair(w.Count("duration.hours", hours), "duration.minutes", minutes%60)
	}
	return w.pair(w.Count("duration.days", days), "duration.hours", hours%24)
}

func (w *Words) pair(first, key string, n int) string {
	if n == 0 {
		return first
	}
	return first + " " + w.Count(key, n)
}

// Percent writes a share from 0 to 1 with two digits, rounded down: only what
// is whole is said to be 100 %.
func (w *Words) Percent(share float64) string {
	// The small addition makes up for products such as 0.9993*10000 that fall
	// a hair short of the whole number that they stand for.
	hundredths := int(share*10000 + 1e-6)
	if share >= 1 {
		return w.Text("percent", "number", "100")
	}
	number := strconv.Itoa(hundredths/100) + w.Decimal + string(two(nil, hundredths%100))
	return w.Text("percent", "number", number)
}
