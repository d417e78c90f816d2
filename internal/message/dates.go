package message

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
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
			dst = w.appendDay(dst, day)
		case "dd":
			dst = two(dst, day)
		case "mm":
			dst = two(dst, int(month))
		case "month":
			dst = append(dst, w.Months[month-1]...)
		case "Month":
			dst = appendCapital(dst, w.Months[month-1])
		case "mon":
			dst = append(dst, w.ShortMon[month-1]...)
		case "yyyy":
			dst = strconv.AppendInt(dst, int64(year), 10)
		case "day":
			dst = append(dst, w.Days[t.Weekday()]...)
		case "Day":
			dst = appendCapital(dst, w.Days[t.Weekday()])
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

// appendDay appends a day of the month; the first one is an ordinal in some languages.
func (w *Words) appendDay(dst []byte, day int) []byte {
	if day == 1 && w.FirstDay != "" {
		return append(dst, w.FirstDay...)
	}
	return strconv.AppendInt(dst, int64(day), 10)
}

// appendCapital appends a name with a capital, for languages that write months
// and days small but begin a heading with one.
func appendCapital(dst []byte, name string) []byte {
	first, size := utf8.DecodeRuneInString(name)
	return append(utf8.AppendRune(dst, unicode.ToUpper(first)), name[size:]...)
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
