package repo

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"tidings/internal/content"
)

// page is the text of one file and the problems found in it. Offsets count the
// bytes of text, in which lines end in LF alone.
type page struct {
	path     string
	text     string
	passed   bool // it is known to fit its schema
	problems []content.Problem
}

// open makes a page of a file's bytes. It reports false when they are not text
// that could be read any further.
func open(path string, src []byte) (*page, bool) {
	p := &page{path: path}
	if len(src) > MaxFile {
		p.whole(tooLarge, len(src), MaxFile)
		return p, false
	}
	if isPointer(src) {
		p.whole(pointed)
		return p, false
	}
	if ordinary(src) {
		p.text = string(src)
	} else if !p.mend(src) {
		return p, false
	}
	if strings.TrimSpace(p.text) == "" {
		p.whole("the file is empty")
		return p, false
	}
	return p, true
}

// ordinary reports whether there is nothing in the bytes but printable ASCII,
// tabs and line feeds, which is so with most files and then the only look that
// is taken at every byte. It takes eight at a time.
func ordinary(src []byte) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; len(src) >= 8; src = src[8:] {
		x := binary.LittleEndian.Uint64(src)
		if below := (x - ' '*ones) &^ x; (below|x)&highs != 0 && !ordinaryBytes(src[:8]) {
			return false
		}
	}
	return ordinaryBytes(src)
}

func ordinaryBytes(src []byte) bool {
	for _, c := range src {
		if c < ' ' && c != '\n' && c != '\t' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mend takes the byte order mark and the Windows line ends out, and reports
// whether the rest is text.
func (p *page) mend(src []byte) bool {
	p.text = strings.TrimPrefix(string(src), "\ufeff")
	if strings.Contains(p.text, "\r") {
		p.text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(p.text)
	}
	at, what := unreadable(p.text)
	if at >= 0 {
		p.add(at, "%s", what)
	}
	return at < 0
}

// unreadable finds the first byte that no content file may hold.
func unreadable(text string) (at int, what string) {
	if at := strings.IndexFunc(text, control); at >= 0 {
		return at, fmt.Sprintf("the file holds the control character U+%04X: take it out", text[at])
	}
	if utf8.ValidString(text) {
		return -1, ""
	}
	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			return i, fmt.Sprintf("the byte %#x is not UTF-8: save the file as UTF-8", text[i])
		}
	}
	return -1, ""
}

// add notes a problem at an offset.
func (p *page) add(offset int, format string, args ...any) {
	if len(p.problems) >= maxProblems {
		return
	}
	line, column := p.position(offset)
	p.addAt(line, column, format, args...)
}

// whole notes a problem of the whole file.
func (p *page) whole(format string, args ...any) { p.addAt(1, 1, format, args...) }

// maxProblems is how many problems of one file are told: who has more should
// mend these first, and a hostile file must not make work without end.
const maxProblems = 50

func (p *page) addAt(line, column int, format string, args ...any) {
	if len(p.problems) >= maxProblems {
		return
	}
	p.problems = append(p.problems, content.Problem{Path: p.path, Line: line, Column: column, Message: fmt.Sprintf(format, args...)})
}

// sorted gives the problems in the order of the file.
func (p *page) sorted() []content.Problem {
	content.Sort(p.problems)
	return p.problems
}

// position gives line and column of an offset; columns count characters.
func (p *page) position(offset int) (line, column int) {
	before := p.text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}

// lineOf gives the line number of an offset.
func (p *page) lineOf(offset int) int {
	line, _ := p.position(offset)
	return line
}

// region is a part of a page's text.
type region struct{ from, to int }

func (p *page) in(r region) string { return p.text[r.from:r.to] }

// front finds the front matter; rest is the offset after it.
func (p *page) front() (front region, rest int, ok bool) {
	const fence = "---\n"
	if !strings.HasPrefix(p.text, fence) {
		p.whole("the file must begin with front matter: a line of three hyphens, the keys, and another line of three hyphens")
		return region{}, 0, false
	}
	front, rest, ok = p.block(len(fence))
	if !ok {
		p.whole("the front matter is never closed: add a line of three hyphens after its keys")
		return region{}, 0, false
	}
	if size := front.to - front.from; size > MaxFront {
		p.whole("the front matter has %d bytes, more than the %d it may have: text belongs below it", size, MaxFront)
		return region{}, 0, false
	}
	return front, rest, true
}

// block runs from an offset to the next line of three hyphens.
func (p *page) block(from int) (inside region, rest int, ok bool) {
	for at := from; at < len(p.text); {
		line, next := p.line(at)
		if strings.HasPrefix(line, "---") && strings.TrimRight(line, " \t") == "---" {
			return region{from, at}, next, true
		}
		at = next
	}
	return region{}, 0, false
}

// line is the line at an offset, without its end, and the offset of the next.
func (p *page) line(at int) (line string, next int) {
	if end := strings.IndexByte(p.text[at:], '\n'); end >= 0 {
		return p.text[at : at+end], at + end + 1
	}
	return p.text[at:], len(p.text)
}
