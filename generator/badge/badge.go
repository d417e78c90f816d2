// Package badge draws the small SVG pictures that other pages show: a name, a
// sign and a word for the status. Colour is never the only difference. It knows
// no fonts: widths are estimated, and the picture tells the browser to fit the
// text into them.
package badge

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"tidings/generator/escape"
	"tidings/internal/status"
)

// longest is how many bytes of escaped text one side may take, which keeps a
// badge under 1 KB whatever the names.
const longest = 64

// SVG draws the badge of a page or a component: label on the left, the status
// and its words on the right. The words are given because they have a language.
func SVG(label, words string, s status.Status) []byte {
	label, words = clip(label), clip(words)
	left, right := width(label)+12, width(words)+28
	f := faces[s]
	b := make([]byte, 0, 1024)
	b = append(b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" height="20" width="`...)
	b = strconv.AppendInt(b, int64(left+right), 10)
	b = append(b, `"><title>`...)
	b = escape.XML(b, label)
	b = escape.XML(append(b, ": "...), words)
	b = append(b, `</title>`...)
	b = panel(b, 0, left, "#30363d")
	b = panel(b, left, right, f.fill)
	b = append(b, `<path transform="translate(`...)
	b = strconv.AppendInt(b, int64(left+6), 10)
	b = append(b, ` 4)" fill="`+f.ink+`" d="`+f.sign+`"/>`...)
	b = append(b, `<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`...)
	b = text(b, 6, label, "#fff")
	b = text(b, left+22, words, f.ink)
	return append(b, "</g></svg>\n"...)
}

func panel(b []byte, x, width int, fill string) []byte {
	b = append(b, `<path fill="`+fill+`" d="M`...)
	b = strconv.AppendInt(b, int64(x), 10)
	b = append(b, ` 0h`...)
	b = strconv.AppendInt(b, int64(width), 10)
	b = append(b, `v20H`...)
	b = strconv.AppendInt(b, int64(x), 10)
	return append(b, `z"/>`...)
}

func text(b []byte, x int, text, fill string) []byte {
	b = append(b, `<text y="14" x="`...)
	b = strconv.AppendInt(b, int64(x), 10)
	b = append(b, `" textLength="`...)
	b = strconv.AppendInt(b, int64(width(text)), 10)
	if strings.ContainsFunc(text, joins) {
		b = append(b, `" lengthAdjust="spacingAndGlyphs`...)
	}
	b = append(b, `" fill="`+fill+`">`...)
	return append(escape.XML(b, text), `</text>`...)
}

// clip cuts a text that would make the badge too large, and makes it one line.
func clip(text string) string {
	var kept []byte
	size := 0
	for _, r := range text {
		if r < ' ' {
			r = ' '
		}
		size += len(escape.XML(nil, string(r)))
		if size > longest {
			return string(kept) + "…"
		}
		kept = utf8.AppendRune(kept, r)
	}
	return string(kept)
}
