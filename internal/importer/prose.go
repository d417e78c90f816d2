package importer

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/internal/pattern"
)

// Markdown writes a body as other systems publish it, plain text with or
// without light HTML, as Markdown that renders as the same text. Links,
// emphasis, code, headings and lists stay; a tag that HTML does not have is
// text. Line ends are breaks unless the body has its own paragraphs.
func Markdown(body string) string {
	p := &prose{escaper: escaper{strikes: strings.Count(body, "~") > 1}}
	body = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(body, "\ufffd"))
	lower := strings.ToLower(body)
	p.flows = strings.Contains(lower, "<p>") || strings.Contains(lower, "<p ") || strings.Contains(lower, "<li>")
	z := html.NewTokenizer(strings.NewReader(looseSigns(body)))
	for z.Next() != html.ErrorToken {
		raw := string(z.Raw())
		p.token(z.Token(), raw)
		z.NextIsNotRawText()
	}
	p.flush()
	return p.out.String()
}

// wholeTag is a tag or a comment that ends.
var wholeTag = pattern.New(`(?s)<(?:/?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?|!--.*?--)>`)

// sign is a character by its name or number, or an ampersand that begins none.
var sign = pattern.New(`&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;)?`)

// looseSigns writes every "<" that begins no tag and every "&" that begins no
// character as HTML has them, so that nothing after them is taken for the rest.
func looseSigns(body string) string {
	body = sign().ReplaceAllStringFunc(body, func(found string) string {
		if found == "&" {
			return "&amp;"
		}
		return found
	})
	var b strings.Builder
	at := 0
	for _, span := range wholeTag().FindAllStringIndex(body, -1) {
		b.WriteString(strings.ReplaceAll(body[at:span[0]], "<", "&lt;"))
		b.WriteString(body[span[0]:span[1]])
		at = span[1]
	}
	b.WriteString(strings.ReplaceAll(body[at:], "<", "&lt;"))
	return b.String()
}

// prose builds Markdown block by block.
type prose struct {
	escaper
	out     strings.Builder
	text    []byte // of the block so far, escaped but for line starts
	flows   bool   // line ends are mere space
	breaks  int    // line ends just seen
	afterBr bool   // the last of them was <br>, and a line end right after it is none
	marks   []mark
	lists   []*listing
	marker  string // of the list item that begins with the next block
	head    string // number signs of a heading
	code    *strings.Builder
	fenced  bool
	frail   [2]int // places of emphasis that holds only if no letter follows
	inList  bool   // the last block written belongs to a list
}

// mark is an element that is open, and where its text begins.
type mark struct {
	kind atom.Atom
	at   int
	href string
}

func (p *prose) token(t html.Token, raw string) {
	if p.code != nil && !endsCode(t) {
		p.inCode(t, raw)
		return
	}
	switch t.Type {
	case html.TextToken:
		p.words(t.Data)
	case html.StartTagToken, html.SelfClosingTagToken:
		if !p.start(t) {
			p.words(raw)
		}
	case html.EndTagToken:
		if !p.end(t.DataAtom) {
			p.words(raw)
		}
	}
}

func (p *prose) inCode(t html.Token, raw string) {
	if p.code.Len() > 0 || t.Type != html.StartTagToken || t.DataAtom != atom.Code {
		p.code.WriteString(html.UnescapeString(raw))
	}
}

func endsCode(t html.Token) bool {
	return t.Type == html.EndTagToken && (t.DataAtom == atom.Code || t.DataAtom == atom.Pre)
}

// words appends text, whose line ends may be breaks.
func (p *prose) words(text string) {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
	if p.flows {
		p.run(strings.ReplaceAll(text, "\n", " "))
		return
	}
	for i, l := range strings.Split(text, "\n") {
		if i > 0 {
			p.lineEnd()
		}
		p.run(l)
	}
}

// run appends text of one line, each run of white space as one space.
func (p *prose) run(text string) {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\t' })
	if len(words) == 0 {
		if text != "" {
			p.space()
		}
		return
	}
	if text[0] == ' ' || text[0] == '\t' {
		p.space()
	}
	p.breaks, p.afterBr = 0, false
	joined := strings.Join(words, " ")
	p.settleFrail(joined)
	p.text = append(p.text, p.inline(joined)...)
	if last := text[len(text)-1]; last == ' ' || last == '\t' {
		p.space()
	}
}

func (p *prose) space() {
	if n := len(p.text); n > 0 && p.text[n-1] != ' ' && p.text[n-1] != '\n' {
		p.text = append(p.text, ' ')
	}
}

// lineEnd is a line end of plain text; one right after <br> is none.
func (p *prose) lineEnd() {
	if p.afterBr {
		p.afterBr = false
		return
	}
	p.lineBreak()
}

// lineBreak breaks the line; the second in a row ends the paragraph.
func (p *prose) lineBreak() {
	p.breaks++
	if p.breaks > 1 {
		p.flush()
		return
	}
	if len(p.text) > 0 {
		p.text = append(trimSpace(p.text), '\n')
	}
}

func trimSpace(text []byte) []byte {
	for len(text) > 0 && text[len(text)-1] == ' ' {
		text = text[:len(text)-1]
	}
	return text
}
