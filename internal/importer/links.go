package importer

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/internal/pattern"
)

func (p *prose) closeLink() {
	m, inner, ok := p.take(atom.A)
	p.label = false
	if !ok {
		return
	}
	to, ok := destination(m.href)
	text := strings.Trim(strings.ReplaceAll(inner, "\n", " "), " ")
	if strings.HasPrefix(inner, " ") {
		p.space()
	}
	switch {
	case !ok:
		p.text = append(p.text, text...)
	case text == "":
		p.text = append(p.text, p.inlineLink(m.href, to)...)
	default:
		p.text = append(p.text, p.inlineLink(text, to)...)
	}
	if strings.HasSuffix(inner, " ") {
		p.space()
	}
}

// inlineLink writes a link; an exclamation mark before it would make a picture.
func (p *prose) inlineLink(text, to string) string {
	if n := len(p.text); n > 0 && p.text[n-1] == '!' {
		p.text = append(p.text[:n-1], `\!`...)
	}
	if text == to && simpleAddress().MatchString(to) {
		return "<" + to + ">"
	}
	return "[" + text + "](" + to + ")"
}

// destination writes an address for the round brackets of a link, if it leads
// anywhere that the page may link to.
func destination(href string) (string, bool) {
	u, err := url.Parse(href)
	if err != nil || href == "" {
		return "", false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "mailto", "tel", "":
	default:
		return "", false
	}
	href = strings.NewReplacer("\\", "%5C", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", " ", "%20", "\n", "", "\t", "").Replace(href)
	return openEntity().ReplaceAllString(href, `\&$1`), true
}

// openEntity is an ampersand that Markdown would take for a character's name.
var openEntity = pattern.New(`&(#[0-9xX]|[A-Za-z][A-Za-z0-9]*;)`)

// picture leaves a link to a picture, as the page shows one.
func (p *prose) picture(t html.Token) {
	text := attribute(t, "alt")
	to, ok := destination(attribute(t, "src"))
	if text == "" {
		text = attribute(t, "src")
	}
	text = escaper{label: true}.inline(strings.Join(strings.Fields(text), " "))
	if ok && !p.label {
		text = p.inlineLink(text, to)
	}
	p.text = append(p.text, text...)
}
