package repo

import "strings"

// headings runs over the lines of a page that Markdown takes for headings,
// which those inside fenced code blocks are not.
type headings struct {
	page  *page
	at    int    // offset of the next line to look at
	fence string // what opened the code block that at is in; empty outside
	open  int    // offset of the line that opened it
}

// next gives the offset of the next heading's line and the line itself.
func (h *headings) next() (at int, line string, ok bool) {
	for h.at < len(h.page.text) {
		at := h.at
		line, h.at = h.page.line(at)
		if line == "" || line[0] != '#' && line[0] != '`' && line[0] != '~' && line[0] != ' ' {
			continue
		}
		if h.code(at, line) {
			continue
		}
		if strings.HasPrefix(outdent(line), "#") {
			return at, line, true
		}
	}
	return 0, "", false
}

// code reports whether the line belongs to a code block, its fences included.
func (h *headings) code(at int, line string) bool {
	run := fenceOf(line)
	switch {
	case h.fence == "" && run != "":
		h.fence, h.open = run, at
		return true
	case h.fence == "":
		return false
	case run != "" && run[0] == h.fence[0] && len(run) >= len(h.fence) && strings.TrimRight(outdent(line), " \t") == run:
		h.fence = ""
	}
	return true
}

// fenceOf gives the run of three or more backticks or tildes that makes the
// line a fence; a backtick fence has no further backtick.
func fenceOf(line string) string {
	line = outdent(line)
	if line == "" || line[0] != '`' && line[0] != '~' {
		return ""
	}
	n := len(line) - len(strings.TrimLeft(line, line[:1]))
	if n < 3 || line[0] == '`' && strings.IndexByte(line[n:], '`') >= 0 {
		return ""
	}
	return line[:n]
}

// outdent takes off up to three spaces; with four, Markdown sees code.
func outdent(line string) string {
	n := 0
	for n < len(line) && line[n] == ' ' {
		n++
	}
	if n > 3 {
		return ""
	}
	return line[n:]
}

// checkClosed is for the end of the page: a code block that is open there has
// swallowed every heading since.
func (h *headings) checkClosed() {
	if h.fence != "" {
		h.page.add(h.open, "this code block is never closed: end it with a line of %s", h.fence)
	}
}
