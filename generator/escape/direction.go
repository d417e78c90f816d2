package escape

import "strings"

// Undirected takes out of a name or title the characters that turn the
// direction of the text after it: whoever shows the name isolates it, or should.
func Undirected(s string) string {
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
