package calendar

import (
	"strconv"
	"time"
	"unicode/utf8"

	"tidings/generator/escape"
	"tidings/internal/clip"
)

// fold is how many octets a line may have, its end not counted.
const fold = 75

// writer appends content lines, folded, each ended by CRLF.
type writer struct {
	b    []byte
	text []byte // one line before it is folded
}

// line writes a property whose value is text.
func (w *writer) line(name, text string) {
	w.text = escape.ICal(append(w.text[:0], name...), text)
	w.flush()
}

// raw writes a property whose value is not text, such as an address. A control
// character could begin a line of its own; it is left out.
func (w *writer) raw(name, value string) {
	w.text = append(w.text[:0], name...)
	for _, r := range value {
		if r >= ' ' {
			w.text = utf8.AppendRune(w.text, r)
		}
	}
	w.flush()
}

func (w *writer) time(name string, at time.Time) {
	w.raw(name, at.UTC().Format("20060102T150405Z"))
}

func (w *writer) number(name string, n int) { w.raw(name, strconv.Itoa(n)) }

// flush folds between characters, never inside one; the space that begins a
// continued line counts.
func (w *writer) flush() {
	rest, room := w.text, fold
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.b = append(append(w.b, rest[:cut]...), "\r\n "...)
		rest, room = rest[cut:], fold-1
	}
	w.b = append(append(w.b, rest...), "\r\n"...)
}

// placeholder is what an empty calendar holds: the format wants at least one
// component, and some calendars refuse a file without.
func (w *writer) placeholder() {
	for _, line := range []string{
		"BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000",
		"TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
	} {
		w.raw(line, "")
	}
}

// period is a duration as the format has it, in whole seconds: P1DT12H.
func period(d time.Duration) string {
	seconds := int(d / time.Second)
	out := []byte("P")
	add := func(n int, unit string) {
		if n > 0 {
			out = append(strconv.AppendInt(out, int64(n), 10), unit...)
		}
	}
	add(seconds/86400, "D")
	if rest := seconds % 86400; rest > 0 || seconds == 0 {
		out = append(out, 'T')
		add(rest/3600, "H")
		add(rest/60%60, "M")
		add(rest%60, "S")
	}
	if seconds == 0 {
		return "PT0S"
	}
	return string(out)
}

// shortly is a text that some calendars still show.
func shortly(text string) string {
	if len(text) <= MaxText {
		return text
	}
	return clip.Bytes(text, MaxText) + " …"
}
