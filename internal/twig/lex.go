package twig

import (
	"strings"
	"unicode/utf8"
)

// piece is a part of the source: text, an output or a tag, with the words of the
// latter two.
type piece struct {
	place
	kind   byte // 't' text, '{' output, '%' tag
	source string
	tokens []token
}

type token struct {
	place
	kind byte // 'n' name, '0' number, '"' string, 'o' operator, 0 the end
	text string
}

// cut takes a source apart.
func cut(source string) (pieces []piece, err *Error) {
	at := place{1, 1}
	trim := false // white space that follows is left out
	for source != "" {
		begin := opening(source)
		text := source[:begin]
		if begin > 0 || trim {
			shown := text
			if trim {
				shown = strings.TrimLeft(shown, " \t\r\n")
			}
			if strings.HasPrefix(source[begin:], "{{-") || strings.HasPrefix(source[begin:], "{%-") || strings.HasPrefix(source[begin:], "{#-") {
				shown = strings.TrimRight(shown, " \t\r\n")
			}
			pieces = append(pieces, piece{place: at, kind: 't', source: shown})
		}
		at, source, trim = at.after(text), source[begin:], false
		if source == "" {
			break
		}
		end := closing(source)
		if end < 0 {
			return nil, at.wrong("%s is never closed", source[:2])
		}
		whole := source[:end]
		if whole[1] != '#' {
			p, err := insideOf(whole, at)
			if err != nil {
				return nil, err
			}
			pieces = append(pieces, p)
		}
		trim = strings.HasSuffix(whole[:len(whole)-2], "-")
		if !trim && whole[1] != '{' && strings.HasPrefix(source[end:], "\n") { // as Twig does after tags
			at, source = at.after(whole+"\n"), source[end+1:]
			continue
		}
		at, source = at.after(whole), source[end:]
	}
	return pieces, nil
}

// opening is where the next output, tag or comment begins.
func opening(source string) int {
	for from := 0; ; {
		i := strings.IndexByte(source[from:], '{')
		if i < 0 || from+i+1 >= len(source) {
			return len(source)
		}
		if from += i; strings.IndexByte("{%#", source[from+1]) >= 0 {
			return from
		}
		from++
	}
}

// closing is behind the end of what a source begins with; strings may hold it.
func closing(source string) int {
	end := map[byte]string{'{': "}}", '%': "%}", '#': "#}"}[source[1]]
	var quote byte
	for i := 2; i < len(source); i++ {
		switch c := source[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case source[1] != '#' && (c == '"' || c == '\''):
			quote = c
		case strings.HasPrefix(source[i:], end):
			return i + 2
		}
	}
	return -1
}

func (p place) after(text string) place {
	if n := strings.Count(text, "\n"); n > 0 {
		return place{p.line + n, utf8.RuneCountInString(text[strings.LastIndexByte(text, '\n')+1:]) + 1}
	}
	return place{p.line, p.column + utf8.RuneCountInString(text)}
}

// insideOf takes an output or a tag apart into words.
func insideOf(whole string, at place) (piece, *Error) {
	p := piece{place: at, kind: whole[1], source: whole}
	rest := whole[2 : len(whole)-2]
	where := at.after(whole[:2])
	if strings.HasPrefix(rest, "-") {
		rest, where = rest[1:], where.after("-")
	}
	rest = strings.TrimSuffix(rest, "-")
	for {
		trimmed := strings.TrimLeft(rest, " \t\r\n")
		where, rest = where.after(rest[:len(rest)-len(trimmed)]), trimmed
		if rest == "" {
			p.tokens = append(p.tokens, token{place: where})
			return p, nil
		}
		n, kind := wordOf(rest)
		if n == 0 {
			r, _ := utf8.DecodeRuneInString(rest)
			return p, where.wrong("%q has no meaning here", r)
		}
		text := rest[:n]
		if kind == '"' {
			text = unquoted(text)
		}
		p.tokens = append(p.tokens, token{where, kind, text})
		where, rest = where.after(rest[:n]), rest[n:]
	}
}

var operators = []string{"==", "!=", "<=", ">=", "??", "<", ">", "+", "-", "*", "/", "%", "~", "?", ":", "|", ".", ",", "(", ")", "[", "]", "="}

// wordOf is how long the word is that a text begins with, and its kind.
func wordOf(text string) (n int, kind byte) {
	c := text[0]
	switch {
	case c == '"' || c == '\'':
		for i := 1; i < len(text); i++ {
			if text[i] == '\\' {
				i++
			} else if text[i] == c {
				return i + 1, '"'
			}
		}
		return 0, 0
	case c >= '0' && c <= '9':
		return span(text, func(c byte) bool { return c >= '0' && c <= '9' || c == '.' }), '0'
	case letter(c):
		return span(text, func(c byte) bool { return letter(c) || c >= '0' && c <= '9' }), 'n'
	}
	for _, o := range operators {
		if strings.HasPrefix(text, o) {
			return len(o), 'o'
		}
	}
	return 0, 0
}

func letter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func span(text string, is func(byte) bool) int {
	n := 0
	for n < len(text) && is(text[n]) {
		n++
	}
	return n
}

// unquoted is what a string says.
func unquoted(text string) string {
	var b strings.Builder
	for i := 1; i < len(text)-1; i++ {
		if text[i] == '\\' && i+1 < len(text)-1 {
			if i++; text[i] == 'n' {
				b.WriteByte('\n')
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
