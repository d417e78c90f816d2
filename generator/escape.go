package generator

import "tidings/generator/escape"

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

// clean makes a name or title harmless for the text after it: the page isolates
// names by itself.
func clean(s string) string { return escape.Undirected(s) }
