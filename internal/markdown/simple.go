package markdown

import "strings"

// appendSimple appends the HTML of text that most updates are: paragraphs and
// tight lists of words with inline code, emphasis and links, and code between
// fences. It reports whether
// it was such text; when unsure, it was not. Tests hold it to what the parser
// makes of the same.
func (c *Converter) appendSimple(dst []byte, src string) ([]byte, bool) {
	s := c.sinks.Get().(*sink)
	defer c.sinks.Put(s)
	s.out = dst
	ok := c.simple(s, src)
	made := s.out
	s.out = nil
	if !ok {
		return dst, false
	}
	return made, true
}

const (
	paragraphEnd = "</p>\n"
	listEnd      = "</li>\n</ul>\n"
	fence        = "```"
)

// simple writes blocks. Like all below it gives up in the middle when unsure.
func (c *Converter) simple(s *sink, src string) bool {
	end, listed := "", false // what ends the block that is open; whether the last is a list
	for line, more := "", true; more; {
		line, src, more = strings.Cut(src, "\n")
		words, item := strings.CutPrefix(line, "- ")
		start := "\n"
		switch {
		case line == fence && end == "":
			n := simpleFence(s, src)
			if n == 0 {
				return false
			}
			src, listed = src[n:], false
			continue
		case line == "":
			_, _ = s.WriteString(end)
			end = ""
			continue
		case end == "" && item && listed: // the two are one list, and loose
			return false
		case end == "" && item:
			start, end, listed = "<ul>\n<li>", listEnd, true
		case end == "":
			start, end, listed = "<p>", paragraphEnd, false
		case item != (end == listEnd):
			return false
		case item:
			start = "</li>\n<li>"
		}
		_, _ = s.WriteString(start)
		if !c.simpleLine(s, words) {
			return false
		}
	}
	_, _ = s.WriteString(end)
	return true
}

// simpleFence takes code up to the fence that ends it, and gives the length of both.
func simpleFence(s *sink, rest string) int {
	_, _ = s.WriteString("<pre><code>")
	n := 0
	for line, more := "", true; more; n += len(line) + 1 {
		line, _, more = strings.Cut(rest[n:], "\n")
		if line == fence {
			_, _ = s.WriteString("</code></pre>\n")
			return n + len(fence)
		}
		if strings.HasPrefix(strings.TrimLeft(line, " "), fence) || !s.escape(line) {
			return 0
		}
		_ = s.WriteByte('\n')
	}
	return 0
}

// simpleLine writes a line that begins as no block does.
func (c *Converter) simpleLine(s *sink, line string) bool {
	if line == "" || !letter(line[0]) && line[0] != '[' && line[0] != '<' && line[0] != '*' || line[len(line)-1] == ' ' {
		return false
	}
	from := 0
	for i := 0; i < len(line); {
		if !meant[line[i]] {
			i++
			continue
		}
		if mayHoldAddress(line[from:i]) {
			return false
		}
		s.out = append(s.out, line[from:i]...)
		n := c.simpleSpan(s, line, i)
		if n == 0 {
			return false
		}
		i += n
		from = i
	}
	s.out = append(s.out, line[from:]...)
	return !mayHoldAddress(line[from:])
}

// simpleSpan writes what the sign at i begins and gives its length, 0 if unsure.
func (c *Converter) simpleSpan(s *sink, line string, i int) int {
	switch rest := line[i:]; rest[0] {
	case '"', '>':
		s.escape(rest[:1])
		return 1
	case '!':
		if strings.HasPrefix(rest, "![") {
			return 0
		}
		s.escape(rest[:1])
		return 1
	case '`':
		return simpleCode(s, rest)
	case '*':
		if i == 0 || line[i-1] == ' ' {
			return simpleEmphasis(s, rest)
		}
	case '[':
		return c.simpleLink(s, rest)
	case '<':
		return c.simpleAutoLink(s, rest)
	}
	return 0
}

// simpleCode takes code between backticks that stand alone, with no space on
// the inner side: it is then taken as it is.
func simpleCode(s *sink, rest string) int {
	code, after, ok := strings.Cut(rest[1:], "`")
	if !ok || code == "" || code[0] == ' ' || code[len(code)-1] == ' ' || strings.HasPrefix(after, "`") || mayHoldAddress(code) {
		return 0
	}
	_, _ = s.WriteString("<code>")
	if !s.escape(code) {
		return 0
	}
	_, _ = s.WriteString("</code>")
	return len(code) + 2
}

// simpleEmphasis takes signs that can only begin and only end emphasis.
func simpleEmphasis(s *sink, rest string) int {
	sign, start, end := "*", "<em>", "</em>"
	if strings.HasPrefix(rest, "**") {
		sign, start, end = "**", "<strong>", "</strong>"
	}
	words, after, ok := strings.Cut(rest[len(sign):], sign)
	if !ok || !plain(words) || !alphanumeric(words[0]) || !alphanumeric(words[len(words)-1]) ||
		after != "" && !strings.Contains(" .,;:!?", after[:1]) {
		return 0
	}
	_, _ = s.WriteString(start)
	_, _ = s.WriteString(words)
	_, _ = s.WriteString(end)
	return len(words) + 2*len(sign)
}

func (c *Converter) simpleLink(s *sink, rest string) int {
	text, after, _ := strings.Cut(rest[1:], "](")
	to, _, ok := strings.Cut(after, ")")
	if !ok || !simpleAddress(to) {
		return 0
	}
	s.src = append(s.src[:0], to...)
	linked := (*links)(c).open(s, s.src)
	switch {
	case plain(text):
		_, _ = s.WriteString(text)
	case text == "" || text[0] != '`' || simpleCode(s, text) != len(text):
		return 0
	}
	if linked {
		_, _ = s.WriteString("</a>")
	}
	return len(text) + len(to) + len("[]()")
}

func (c *Converter) simpleAutoLink(s *sink, rest string) int {
	to, _, ok := strings.Cut(rest[1:], ">")
	if !ok || !simpleAddress(to) || !strings.HasPrefix(to, "https://") && !strings.HasPrefix(to, "http://") {
		return 0
	}
	s.src = append(s.src[:0], to...)
	(*links)(c).autoLinked(s, s.src, s.src)
	return len(to) + len("<>")
}

func letter(c byte) bool       { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func alphanumeric(c byte) bool { return letter(c) || c >= '0' && c <= '9' }

// plain reports whether text is words and nothing else.
func plain(text string) bool {
	for i := range len(text) {
		if meant[text[i]] {
			return false
		}
	}
	return text != "" && !mayHoldAddress(text)
}

// simpleAddress reports whether the parser takes every sign of to as it is.
func simpleAddress(to string) bool {
	for i := range len(to) {
		if !alphanumeric(to[i]) && strings.IndexByte("-._~:/?#@+=%,;", to[i]) < 0 {
			return false
		}
	}
	return to != ""
}

// meant are the signs that can be something other than words. Those that mean
// something only at the beginning of a line are not among them.
var meant = func() (signs [256]bool) {
	for c := range byte(' ') {
		signs[c] = true
	}
	for _, c := range []byte("\x7f\\`*_[]!<>&~|\"") {
		signs[c] = true
	}
	return signs
}()

// escape writes text as HTML and reports whether it is free of control characters.
func (s *sink) escape(text string) bool {
	from := 0
	for i := range len(text) {
		var made string
		switch c := text[i]; {
		case c == '>':
			made = "&gt;"
		case c == '<':
			made = "&lt;"
		case c == '&':
			made = "&amp;"
		case c == '"':
			made = "&quot;"
		case c < ' ' || c == 0x7f:
			return false
		default:
			continue
		}
		s.out = append(append(s.out, text[from:i]...), made...)
		from = i + 1
	}
	s.out = append(s.out, text[from:]...)
	return true
}
