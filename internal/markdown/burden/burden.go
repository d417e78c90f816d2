// Package burden says of a text of Markdown, before anybody reads it, whether
// that would take long: readers of Markdown need time, memory or room for what
// they write that grows with the square of some texts. A table of 8 KB may have a
// million cells, and 64 KB of links that are begun and never closed take seconds.
// No text that somebody means to be read comes near the bounds.
//
// What it counts is never less than what a reader will meet; it may be more. It
// must never know what a text is of, nor read it as HTML.
package burden

import (
	"fmt"
	"strings"
)

// Bounds of a text. The work is in steps of a few nanoseconds, and in all less than
// a tenth of a second.
const (
	maxDepth    = 100     // quotes and lists within each other
	maxBrackets = 4 << 20 // squares of how many stand in one paragraph, and lengths of lines that links are begun in
	maxMarks    = 16 << 20
	maxCells    = 20_000
	maxReferred = 4 << 20 // bytes of addresses that links refer to
)

// Error says where a text is too much, and why.
type Error struct {
	Line   int // of the text, from 1
	Reason string
}

// Error implements error. It is what an author has to know.
func (e *Error) Error() string { return fmt.Sprintf("line %d of the text: %s", e.Line, e.Reason) }

// Check returns an *Error for a text that would take long to read.
func Check(text string) error {
	s := survey{light: light(text)}
	for line := range strings.Lines(text) {
		if s.line++; s.light && !begins(line) {
			continue
		}
		if err := s.take(strings.TrimSuffix(line, "\n")); err != nil {
			return err
		}
	}
	return s.end()
}

// light reports whether only quotes and lists can be too much, as with nearly every
// text: the signs of all else are few.
func light(text string) bool {
	brackets, marks := strings.Count(text, "["), strings.Count(text, "*")+strings.Count(text, "_")+strings.Count(text, "~")
	cells := (strings.Count(text, "|") + 1) * (strings.Count(text, "\n") + 1)
	return brackets*len(text) <= maxBrackets && marks*marks <= maxMarks && cells <= maxCells
}

// begins reports whether a line may begin with a quote or a list.
func begins(line string) bool { return strings.IndexByte(" \t>-+*0123456789", line[0]) >= 0 }

// survey is what has been counted of a text.
type survey struct {
	light bool
	line  int
	fence fence
	block block
	// Of the whole text:
	brackets, marks, cells, links, longest int
}

// take counts a line.
func (s *survey) take(line string) error {
	if s.light {
		return s.checkDepth(line)
	}
	if s.fence.holds(line) {
		s.flush()
		return s.check()
	}
	inside := strings.TrimLeft(line, " \t>")
	if strings.Trim(line, " \t\r") == "" || beginsItem(line) {
		s.flush()
	}
	s.links += strings.Count(line, "[")
	s.brackets += begun(line)
	s.marks += struck(line)
	s.block.count(line, inside)
	if err := s.check(); err != nil {
		return err
	}
	return s.checkDepth(line)
}

// end is what is wrong with the text as a whole.
func (s *survey) end() error {
	s.flush()
	return s.check()
}

// flush ends a block.
func (s *survey) flush() {
	b := &s.block
	b.endAddress()
	s.brackets += b.brackets * b.brackets
	s.marks += b.marks * b.marks
	s.cells += b.cells
	s.longest = max(s.longest, b.longest)
	*b = block{}
}

func (s *survey) check() error {
	switch {
	case s.brackets > maxBrackets:
		return s.tooMuch("too many signs [ stand together, as if links were begun and not closed: close them, divide the text by empty lines, or put what is no text between lines of ```")
	case s.marks > maxMarks:
		return s.tooMuch("too many signs *, _ and ~ stand together: divide the text by empty lines, or put what is no text between lines of ```")
	case s.cells+s.block.cells > maxCells:
		return s.tooMuch(fmt.Sprintf("the tables have more than %d cells: shorten them, or link to a file that has them", maxCells))
	case s.links*max(s.longest, s.block.longest) > maxReferred:
		return s.tooMuch("links refer to a long address or title too often: shorten it")
	}
	return nil
}

func (s *survey) checkDepth(line string) error {
	if d := depth(line); d > maxDepth {
		return s.tooMuch(fmt.Sprintf("quotes and lists stand more than %d deep within each other: take some away", maxDepth))
	}
	return nil
}

func (s *survey) tooMuch(reason string) error { return &Error{s.line, reason} }
