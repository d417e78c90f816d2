package markdown

import "strings"

// appendSimple appends the HTML of text that is nothing but paragraphs of words,
// which most updates are, and reports whether it was such text. A fuzz test
// holds it to what the parser makes of the same.
func appendSimple(dst []byte, src string) ([]byte, bool) {
	if !simple(src) {
		return dst, false
	}
	open := false
	for line := range strings.SplitSeq(src, "\n") {
		switch {
		case line == "" && open:
			dst = append(dst, "</p>\n"...)
			open = false
		case line == "":
		case open:
			dst = appendWords(append(dst, '\n'), line)
		default:
			dst = appendWords(append(dst, "<p>"...), line)
			open = true
		}
	}
	if open {
		dst = append(dst, "</p>\n"...)
	}
	return dst, true
}

// simple reports whether every line begins with a letter and nothing in it but
// inline code could mean anything to the parser.
func simple(src string) bool {
	start, code := true, false
	for i := range len(src) {
		c := src[i]
		switch {
		case c == '\n':
			if code || i > 0 && src[i-1] == ' ' {
				return false
			}
			start = true
			continue
		case c == '`':
			if start || !plainTick(src, i, code) {
				return false
			}
			code = !code
		case c < ' ' || c == 0x7f, start && !letter(c), !code && meant[c]:
			return false
		}
		start = false
	}
	return !code && !strings.HasSuffix(src, " ") && !mayHoldAddress(src)
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// plainTick reports whether the backtick at i, which is not the first byte,
// stands alone, and with no space on the side of the code: then the next such
// one ends what it begins, and the code between is taken as it is.
func plainTick(src string, i int, ends bool) bool {
	next := byte('.')
	if i+1 < len(src) {
		next = src[i+1]
	}
	if ends {
		return next != '`' && src[i-1] != ' '
	}
	return next != '`' && next != ' ' && src[i-1] != '`'
}

// meant are the signs that can begin something other than words. Those that
// mean something only at the beginning of a line are not among them.
var meant = [256]bool{'\\': true, '*': true, '_': true, '[': true, ']': true, '!': true, '<': true, '&': true, '~': true, '|': true}

// appendWords appends a line, its inline code marked.
func appendWords(dst []byte, line string) []byte {
	from, code := 0, false
	for i := range len(line) {
		var made string
		switch line[i] {
		case '>':
			made = "&gt;"
		case '<':
			made = "&lt;"
		case '&':
			made = "&amp;"
		case '"':
			made = "&quot;"
		case '`':
			if made = "<code>"; code {
				made = "</code>"
			}
			code = !code
		default:
			continue
		}
		dst = append(append(dst, line[from:i]...), made...)
		from = i + 1
	}
	return append(dst, line[from:]...)
}
