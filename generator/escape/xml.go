package escape

import "unicode/utf8"

// XML appends text as XML 1.0 character data that is also safe inside a quoted
// attribute. Characters that XML 1.0 does not allow are left out: there is no
// way to write them.
func XML(b []byte, text string) []byte {
	from := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && !xmlSpecial[c] {
			i++
			continue
		}
		size, instead, change := xmlRune(text, i)
		if change {
			b = append(append(b, text[from:i]...), instead...)
			from = i + size
		}
		i += size
	}
	return append(b, text[from:]...)
}

// xmlSpecial marks the ASCII characters that cannot stand for themselves. Line
// ends and tabs are among them except the line feed: a reader would turn them
// into something else.
var xmlSpecial = func() (special [utf8.RuneSelf]bool) {
	for c := range special {
		special[c] = c < ' ' && c != '\n' || c == '&' || c == '<' || c == '>' || c == '"' || c == '\''
	}
	return special
}()

// xmlRune says how long the character at i is, and what stands for it if it
// cannot stand for itself.
func xmlRune(text string, i int) (size int, instead string, change bool) {
	if c := text[i]; c < utf8.RuneSelf {
		return 1, xmlASCII(c), true
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	switch {
	case r == utf8.RuneError && size == 1:
		return 1, "\uFFFD", true
	case r == 0xFFFE || r == 0xFFFF:
		return size, "", true
	}
	return size, "", false
}

func xmlASCII(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&#34;"
	case '\'':
		return "&#39;"
	case '\t':
		return "&#9;"
	case '\r':
		return "&#13;"
	}
	return ""
}
