package repo

import (
	"fmt"
	"strings"
)

// word writes an id, in quotes where YAML could take it for something else.
func word(id string) string {
	if quickWord(id) {
		return id
	}
	return quote(id)
}

// text writes a line of text, in quotes where it needs them.
func text(s string) string {
	s = clean(s)
	if plainText(s) {
		return s
	}
	return quote(s)
}

// quote writes any text as a double-quoted scalar on one line.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r >= 0x7f && r <= 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
