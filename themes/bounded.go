package themes

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"text/template/parse"
)

// The templates of a user's theme may loop without end, and nothing can stop a
// template from outside. So each of its loops counts its turns, and what it
// writes is counted too.
const (
	maxTurns = 1_000_000
	maxBytes = 32 << 20
)

var (
	errEndless = errors.New("it goes round more than a million times: does the loop end?")
	errTooLong = errors.New("it makes a page of more than 32 MB: does it end?")
)

// turn is what a loop calls each time. Pages that are made at once share the
// count, which is far above what all of them take.
func (t *Theme) turn() (string, error) {
	if t.turns.Add(1) > maxTurns {
		return "", errEndless
	}
	return "", nil
}

// counted is a template's source in which each loop begins with a call of turn.
// No line gets another number. A source that does not parse stays as it is: the
// mistake is told when it is parsed for use.
func counted(name, source string) string {
	set := map[string]*parse.Tree{}
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(source, "", "", set); err != nil {
		return source
	}
	var ends []int
	for _, tree := range set {
		ends = loops(ends, source, tree.Root)
	}
	slices.SortFunc(ends, func(a, b int) int { return cmp.Compare(b, a) })
	for _, end := range slices.Compact(ends) {
		call := "{{$_ := turn}}"
		if strings.HasSuffix(source[:end], " -}}") {
			call = "{{- $_ := turn -}}"
		}
		source = source[:end] + call + source[end:]
	}
	return source
}

// loops appends where the actions that begin loops end.
func loops(ends []int, source string, list *parse.ListNode) []int {
	if list == nil {
		return ends
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.RangeNode:
			ends = append(ends, actionEnd(source, int(n.Pos)))
			ends = loops(loops(ends, source, n.List), source, n.ElseList)
		case *parse.IfNode:
			ends = loops(loops(ends, source, n.List), source, n.ElseList)
		case *parse.WithNode:
			ends = loops(loops(ends, source, n.List), source, n.ElseList)
		}
	}
	return ends
}

// actionEnd is where the action around a place ends, braces in texts aside.
func actionEnd(source string, at int) int {
	quote := byte(0)
	for ; at < len(source); at++ {
		c := source[at]
		switch {
		case quote != 0 && c == '\\' && quote != '`':
			at++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '`' || c == '\'':
			quote = c
		case strings.HasPrefix(source[at:], "}}"):
			return at + 2
		}
	}
	return len(source)
}

// bounded writes no more than a page may have.
type bounded struct {
	io.Writer
	left int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errTooLong
	}
	return b.Writer.Write(p)
}
