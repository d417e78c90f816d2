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

// simple reports whether every line begins with a letter and no character or
// address in it could mean anything to the parser.
func simple(src string) bool {
	start := true
	for i := range len(src) {
		c := src[i]
		if c == '\n' {
			if i > 0 && src[i-1] == ' ' {
				return false
			}
			start = true
			continue
		}
		if meant[c] || start && !letter(c) {
			return false
		}
		start = false
	}
	return !strings.HasSuffix(src, " ") && !mayHoldAddress(src)
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// meant are the bytes that can begin something other than words. Signs that
// mean something only at the beginning of a line are not among them.
var meant = func() (set [256]bool) {
	for c := range byte(' ') {
		set[c] = true
	}
	for _, c := range []byte("\\`*_[]!<&~|\x7f") {
		set[c] = true
	}
	return set
}()

func appendWords(dst []byte, line string) []byte {
	from := 0
	for i := range len(line) {
		var escaped string
		switch line[i] {
		case '>':
			escaped = "&gt;"
		case '"':
			escaped = "&quot;"
		default:
			continue
		}
		dst = append(append(dst, line[from:i]...), escaped...)
		from = i + 1
	}
	return append(dst, line[from:]...)
}
