package importer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// start opens an element. It reports false for what is not HTML.
func (p *prose) start(t html.Token) bool {
	switch t.DataAtom {
	case atom.Br:
		p.lineBreak()
		p.afterBr = true
	case atom.Strong, atom.B, atom.Em, atom.I:
		p.open(t.DataAtom, "")
	case atom.A:
		p.label = true
		p.open(atom.A, attribute(t, "href"))
	case atom.Img:
		p.picture(t)
	case atom.Code, atom.Pre:
		p.code, p.fenced = &strings.Builder{}, t.DataAtom == atom.Pre
	case atom.Ul, atom.Ol:
		p.flush()
		p.lists = append(p.lists, &listing{ordered: t.DataAtom == atom.Ol})
	case atom.Li:
		p.item()
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.flush()
		p.head = "###"
	default:
		return p.neutral(t.DataAtom)
	}
	return true
}

// end closes an element. It reports false for what is not HTML.
func (p *prose) end(kind atom.Atom) bool {
	switch kind {
	case atom.Strong, atom.B:
		p.close(kind, "**")
	case atom.Em, atom.I:
		p.close(kind, "*")
	case atom.A:
		p.closeLink()
	case atom.Code, atom.Pre:
		p.closeCode()
	case atom.Ul, atom.Ol:
		p.flush()
		p.lists = p.lists[:max(0, len(p.lists)-1)]
		p.marker = ""
	case atom.Li:
		p.flush()
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.flush()
		p.head = ""
	case atom.Br:
		p.lineBreak()
	default:
		return p.neutral(kind)
	}
	return true
}

// neutral are elements of which only the text matters.
func (p *prose) neutral(kind atom.Atom) bool {
	switch kind {
	case atom.P, atom.Div, atom.Blockquote, atom.Hr, atom.Table, atom.Section, atom.Article, atom.Dl, atom.Dt, atom.Dd, atom.Tr, atom.Tbody, atom.Thead:
		p.flush()
	case atom.Td, atom.Th:
		p.space()
	case atom.Span, atom.Small, atom.Var, atom.Font, atom.U, atom.S, atom.Del, atom.Ins, atom.Sub, atom.Sup, atom.Time, atom.Abbr, atom.Wbr, atom.Center, atom.Big, atom.Mark:
	default:
		return false
	}
	return true
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func (p *prose) open(kind atom.Atom, href string) {
	p.marks = append(p.marks, mark{kind, len(p.text), href})
}

// take closes the innermost open element of a kind and gives its text, cut off
// the block, without the space at its end.
func (p *prose) take(kind atom.Atom) (m mark, inner string, ok bool) {
	for i := len(p.marks) - 1; i >= 0; i-- {
		if p.marks[i].kind != kind {
			continue
		}
		m = p.marks[i]
		p.marks = append(p.marks[:i], p.marks[i+1:]...)
		m.at = min(m.at, len(p.text))
		inner = string(p.text[m.at:])
		p.text = p.text[:m.at]
		return m, inner, true
	}
	return mark{}, "", false
}

// close puts emphasis around the text of an element, if that can hold.
func (p *prose) close(kind atom.Atom, sign string) {
	m, inner, ok := p.take(kind)
	if !ok {
		return
	}
	core := strings.Trim(inner, " ")
	if core == "" || strings.Contains(core, "\n") || p.beside(m.at, inner) {
		p.text = append(p.text, inner...)
		return
	}
	lead := inner[:strings.Index(inner, core)]
	if lead != "" {
		p.space()
	}
	from := len(p.text)
	p.text = append(p.text, sign+core+sign...)
	last, _ := utf8.DecodeLastRuneInString(core)
	if !wordly(last) {
		p.frail = [2]int{from, len(p.text)}
	}
	if strings.HasSuffix(inner, " ") {
		p.space()
	}
}

// beside reports whether emphasis cannot begin at a place: right after other
// emphasis, or between a letter and a sign.
func (p *prose) beside(at int, inner string) bool {
	if at == 0 {
		return false
	}
	before, _ := utf8.DecodeLastRune(p.text[:at])
	first, _ := utf8.DecodeRuneInString(inner)
	if first == ' ' {
		return false
	}
	return before == '*' || before == '\\' || wordly(before) && !wordly(first) || unicode.IsSymbol(before)
}

func (p *prose) closeCode() {
	if p.code == nil {
		return
	}
	code := p.code.String()
	p.code = nil
	if p.fenced {
		p.flush()
		p.block(fence(strings.Trim(code, "\n")))
		return
	}
	code = strings.Join(strings.Fields(code), " ")
	if code == "" || strings.Contains(code, "`") {
		p.words(code)
		return
	}
	p.text = append(p.text, "`"+code+"`"...)
}

// fence writes lines of code between fences that they do not hold.
func fence(code string) string {
	sign := "```"
	for strings.Contains(code, sign) {
		sign += "`"
	}
	return sign + "\n" + code + "\n" + sign
}
