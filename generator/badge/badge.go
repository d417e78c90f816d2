// Package badge draws the small SVG pictures that other pages show: a name, a
// sign and a word for the status. Colour is never the only difference. It knows
// no fonts: widths are estimated, and the picture tells the browser to fit the
// text into them.
package badge

import (
	"unicode/utf8"

	"tidings/generator/escape"
	"tidings/internal/status"
)

// Form is one way in which a badge looks.
type Form int

const (
	Full  Form = iota // a name on dark ground, the status on its colour
	Short             // the status alone
	Plain             // both without a ground, in ink that suits a light and a dark page
)

// Forms are all there are.
func Forms() []Form { return []Form{Full, Short, Plain} }

// File is what the picture of this form is called.
func (f Form) File() string {
	return [...]string{"badge.svg", "badge-status.svg", "badge-plain.svg"}[f]
}

// longest is how many bytes of escaped text one side may take, which keeps a
// badge under 1 KB whatever the names.
const longest = 64

// SVG draws the badge of a page or a component. The words for the status are
// given because they have a language.
func SVG(f Form, label, words string, s status.Status) []byte {
	label, words = clip(label), clip(words)
	switch f {
	case Short:
		return short(label, words, faces[s])
	case Plain:
		return plain(label, words, faces[s])
	}
	return full(label, words, faces[s])
}

const (
	height = 20
	margin = 6  // between a text and what is beside it
	signed = 22 // what a sign takes with the space around it
)

func full(label, words string, f face) []byte {
	left, right := width(label)+2*margin, signed+width(words)+margin
	d := begin(left+right, label, words)
	d.panel(0, left, "#30363d", true, false)
	d.panel(left, right, f.fill, false, true)
	d.sign(left+margin, f.sign, f.ink)
	d.texts()
	d.text(margin, label, "#fff")
	d.text(left+signed, words, f.ink)
	return d.end()
}

func short(label, words string, f face) []byte {
	d := begin(signed+width(words)+margin, label, words)
	d.panel(0, signed+width(words)+margin, f.fill, true, true)
	d.sign(margin, f.sign, f.ink)
	d.texts()
	d.text(signed, words, f.ink)
	return d.end()
}

func plain(label, words string, f face) []byte {
	text := label + ": " + words
	d := begin(signed-margin+width(text), label, words)
	d.write("<style>g{fill:#1f2328}path{fill:", f.light, "}@media(prefers-color-scheme:dark){g{fill:#f0f3f6}path{fill:", f.dark, "}}</style>")
	d.sign(0, f.sign, "")
	d.texts()
	d.text(signed-margin, text, "")
	return d.end()
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
