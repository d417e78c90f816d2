// Package clip shortens texts to what there is room for. It must never know what
// they say.
package clip

import "unicode/utf8"

// Text is at most so many characters of a text, of which the last is an ellipsis
// where something is left out.
func Text(s string, most int) string {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// Bytes is at most so many bytes of a text, up to the end of a character.
func Bytes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
