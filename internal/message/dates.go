package message

import (
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"
)

// AppendDate appends a time, as its location shows it, in the pattern of a key
// (the keys are those of "dates" in the language's file).
func (w *Words) AppendDate(dst []byte, key string, t time.Time) []byte {
	y, m, d := t.Date()
	h, min, _ := t.Clock()
	for _, p := range w.patterns[key] {
		switch p.field {
		case literal:
			dst = append(dst, p.text...)
		case day:
			dst = w.appendDay(dst, d)
		case paddedDay:
			dst = two(dst, d)
		case paddedMonth:
			dst = two(dst, int(m))
		case month:
			dst = append(dst, w.Months[m-1]...)
		case capitalMonth:
			dst = appendCapital(dst, w.Months[m-1])
		case shortMonth:
			dst = append(dst, w.ShortMon[m-1]...)
		case year:
			dst = strconv.AppendInt(dst, int64(y), 10)
		case weekday:
			dst = append(dst, w.Days[t.Weekday()]...)
		case capitalWeekday:
			dst = appendCapital(dst, w.Days[t.Weekday()])
		case shortWeekday:
			dst = append(dst, w.ShortDays[t.Weekday()]...)
		case hour:
			dst = two(dst, h)
		case minute:
			dst = two(dst, min)
		case zone:
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
