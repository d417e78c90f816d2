package badge

import (
	"strconv"
	"strings"

	"tidings/generator/escape"
)

// drawing is a picture being written.
type drawing struct{ b []byte }

// begin writes the picture's size and what a screen reader says.
func begin(width int, label, words string) *drawing {
	d := &drawing{make([]byte, 0, 1024)}
	d.write(`<svg xmlns="http://www.w3.org/2000/svg" role="img" height="`).number(height)
	d.write(`" width="`).number(width)
	d.write(`"><title>`)
	d.b = escape.XML(d.b, label)
	d.b = escape.XML(append(d.b, ": "...), words)
	return d.write(`</title>`)
}

// end closes the texts and the picture.
func (d *drawing) end() []byte { return append(d.b, "</g></svg>\n"...) }

func (d *drawing) write(parts ...string) *drawing {
	for _, p := range parts {
		d.b = append(d.b, p...)
	}
	return d
}

func (d *drawing) number(n int) *drawing {
	d.b = strconv.AppendInt(d.b, int64(n), 10)
	return d
}

// panel draws a ground, with corners that are rounded on the outer sides.
func (d *drawing) panel(x, width int, fill string, first, last bool) {
	d.write(`<path fill="`, fill, `" d="M`)
	if first {
		d.number(x + 3)
	} else {
		d.number(x)
	}
	d.write(" 0H")
	if last {
		d.number(x + width - 3).write("a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H")
	} else {
		d.number(x + width).write("v20H")
	}
	if first {
		d.number(x + 3).write("a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z")
	} else {
		d.number(x).write("z")
	}
	d.write(`"/>`)
}

// sign draws the shape of a status; without an ink, in that of the style sheet.
func (d *drawing) sign(x int, shape, ink string) {
	d.write(`<path transform="translate(`).number(x)
	d.write(` 4)"`)
	d.fill(ink)
	d.write(` d="`, shape, `"/>`)
}

func (d *drawing) fill(ink string) {
	if ink != "" {
		d.write(` fill="`, ink, `"`)
	}
}

// texts begins what is written.
func (d *drawing) texts() {
	d.write(`<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`)
}

func (d *drawing) text(x int, text, ink string) {
	d.write(`<text y="14" x="`).number(x)
	d.write(`" textLength="`).number(width(text))
	d.write(`"`)
	if strings.ContainsFunc(text, joins) {
		d.write(` lengthAdjust="spacingAndGlyphs"`)
	}
	d.fill(ink)
	d.write(">")
	d.b = escape.XML(d.b, text)
	d.write(`</text>`)
}
