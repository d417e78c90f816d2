package statuspage

import (
	"strconv"
	"time"

	"tidings/generator/escape"
)

// writer appends compact JSON with its keys in the order of the calls.
type writer struct {
	b    []byte
	zone *time.Location
}

// separate puts a comma where a value follows another.
func (w *writer) separate() {
	if n := len(w.b); n > 0 {
		switch w.b[n-1] {
		case '{', '[', ':':
		default:
			w.b = append(w.b, ',')
		}
	}
}

func (w *writer) open(bracket byte) {
	w.separate()
	w.b = append(w.b, bracket)
}

func (w *writer) close(bracket byte) { w.b = append(w.b, bracket) }

func (w *writer) key(name string) {
	w.separate()
	w.b = append(append(append(w.b, '"'), name...), `":`...)
}

func (w *writer) raw(json []byte) {
	w.separate()
	w.b = append(w.b, json...)
}

func (w *writer) value(text string) {
	w.separate()
	w.b = escape.JSON(w.b, text)
}

func (w *writer) text(name, text string) {
	w.key(name)
	w.b = escape.JSON(w.b, text)
}

// name writes a name, which readers put among text of their own.
func (w *writer) name(text string) { w.text("name", escape.Undirected(text)) }

// textOrNull writes an empty text as null.
func (w *writer) textOrNull(name, text string) {
	if text == "" {
		w.null(name)
		return
	}
	w.text(name, text)
}

func (w *writer) null(name string) {
	w.key(name)
	w.b = append(w.b, "null"...)
}

func (w *writer) number(name string, n int) {
	w.key(name)
	w.b = strconv.AppendInt(w.b, int64(n), 10)
}

func (w *writer) flag(name string, on bool) {
	w.key(name)
	w.b = strconv.AppendBool(w.b, on)
}

func (w *writer) time(name string, at time.Time) {
	w.key(name)
	layout := `"2006-01-02T15:04:05.000-07:00"`
	if w.zone == time.UTC {
		layout = `"2006-01-02T15:04:05.000Z"`
	}
	w.b = at.In(w.zone).AppendFormat(w.b, layout)
}

// timeOrNull writes the zero time as null.
func (w *writer) timeOrNull(name string, at time.Time) {
	if at.IsZero() {
		w.null(name)
		return
	}
	w.time(name, at)
}
