package generator

import "strings"

// appendEscaped appends text as html/template escapes it in element content and
// in quoted attributes, so that both ways of making a page give the same bytes.
func appendEscaped(dst []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		sub := escapes[s[i]]
		if sub == "" {
			continue
		}
		dst = append(append(dst, s[from:i]...), sub...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}

var escapes = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// clean takes out of a name or title the characters that turn the direction of
// the text after it: the page isolates names by itself.
func clean(s string) string {
	if !strings.Contains(s, "\xe2\x80") && !strings.Contains(s, "\xe2\x81") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}
