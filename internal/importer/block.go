package importer

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// listing is a list that is open.
type listing struct {
	ordered bool
	count   int
	indent  int
}

// flush ends the block.
func (p *prose) flush() {
	text := strings.Trim(string(p.text), " \n")
	p.text, p.frail = p.text[:0], [2]int{}
	for i := range p.marks {
		p.marks[i].at = 0
	}
	if text == "" {
		return
	}
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = line(strings.Trim(lines[i], " "))
		if before, ok := strings.CutSuffix(lines[i], `\\`); ok {
			lines[i] = before + "&#92;" // a break may not follow a backslash
		}
	}
	if p.head != "" {
		p.block(p.head + " " + strings.Join(lines, " "))
		return
	}
	p.block(strings.Join(lines, "\\\n"))
}

// block writes a finished block at its place in a list.
func (p *prose) block(text string) {
	indent := 0
	if n := len(p.lists); n > 0 {
		indent = p.lists[n-1].indent
	}
	pad := strings.Repeat(" ", indent)
	first := pad
	if p.marker != "" {
		first = strings.Repeat(" ", indent-len(p.marker)) + p.marker
	}
	switch {
	case p.out.Len() == 0:
	case p.marker != "" && p.inList:
		p.out.WriteString("\n")
	default:
		p.out.WriteString("\n\n")
	}
	p.out.WriteString(first + strings.ReplaceAll(text, "\n", "\n"+pad))
	p.marker, p.inList = "", len(p.lists) > 0
}

// settleFrail takes emphasis back that the text after it would undo.
func (p *prose) settleFrail(next string) {
	r, _ := utf8.DecodeRuneInString(next)
	if p.frail[1] == 0 || p.frail[1] != len(p.text) || !wordly(r) {
		return
	}
	at, n := p.frail[0], stars(p.text[p.frail[0]:])
	p.text = append(p.text[:at], p.text[at+n:len(p.text)-n]...)
	p.frail = [2]int{}
}

func stars(text []byte) int {
	n := 0
	for n < len(text) && text[n] == '*' {
		n++
	}
	return n
}

func (p *prose) item() {
	p.flush()
	if len(p.lists) == 0 {
		p.lists = append(p.lists, &listing{})
	}
	l := p.lists[len(p.lists)-1]
	l.count++
	p.marker = "- "
	if l.ordered {
		p.marker = strconv.Itoa(l.count) + ". "
	}
	outer := 0
	if n := len(p.lists); n > 1 {
		outer = p.lists[n-2].indent
	}
	l.indent = outer + len(p.marker)
}
