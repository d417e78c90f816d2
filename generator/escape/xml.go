package escape

import "unicode/utf8"

// XML appends text as XML 1.0 character data that is also safe inside an
// attribute in double quotes. Characters that XML 1.0 does not allow are left out: there is no
// way to write them.
func XML(b []byte, text string) []byte {
	from := 0
	for i := 0; i < len(text); {
		if !xmlSpecial[text[i]] {
			i++
			continue
		}
		size, instead, change := xmlRune(text[i:])
		if change {
			b = append(append(b, text[from:i]...), instead...)
			from = i + size
		}
		i += size
	}
	return append(b, text[from:]...)
}

// xmlSpecial marks the bytes that may not simply be copied. Tabs and carriage
// returns are among them: a reader would turn them into something else.
var xmlSpecial = table(func(c byte) bool {
	return c >= utf8.RuneSelf || c < ' ' && c != '\n' || xmlASCII(c) != ""
})

// table answers a question about each byte in advance.
func table(is func(byte) bool) (t [256]bool) {
	for c := range t {
		t[c] = is(byte(c))
	}
	return t
}

// xmlRune says how long the first character is, and what stands for it if it
// cannot stand for itself.
func xmlRune(text string) (size int, instead string, change bool) {
	if c := text[0]; c < utf8.RuneSelf {
		return 1, xmlASCII(c), true
	}
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == utf8.RuneError && size == 1:
		return 1, "\uFFFD", true
	case r == 0xFFFE || r == 0xFFFF:
		return size, "", true
	}
	return size, "", false
}

// xmlASCII is how a character is written; empty for one that stands for itself
// and for one that cannot be written at all.
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
	case '\t':
		return "&#9;"
	case '\r':
		return "&#13;"
	}
	return ""
}
