package markdown

import (
	"bytes"
	"html"
	"strconv"
	"strings"
)

// Light gives HTML that Convert made as text with almost no markup, for readers
// that show it as HTML and for those that show it as it is: the signs of HTML
// stay escaped, paragraphs stand apart by an empty line, list items have a line
// and a marker each, and links to http, https and mailto addresses stay.
func Light(made []byte) string {
	var l light
	for len(made) > 0 {
		n := 0
		switch c := made[0]; {
		case c == '<':
			n = tagLen(made)
			l.tag(string(made[:n]))
		case l.code:
			n = textLen(made)
			l.write(made[:n])
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			n, l.space = 1, true
		default:
			n = wordLen(made)
			l.write(made[:n])
		}
		made = made[n:]
	}
	return strings.TrimRight(string(l.out), "\n")
}

// light is the text so far, and what stands before the next word.
type light struct {
	out    []byte
	ends   int    // line ends that are due
	space  bool   // so is a space
	marker string // so is that of a list item
	lists  []int  // that are open: the number of the next item, -1 for bullets
	code   bool   // line ends and spaces are text
	link   bool   // one is open
}

func (l *light) write(text []byte) {
	l.start()
	text = bytes.ReplaceAll(text, []byte("&quot;"), []byte(`"`))
	l.out = append(l.out, bytes.ReplaceAll(text, []byte("&#39;"), []byte("'"))...)
}

// start writes what is due before a word.
func (l *light) start() {
	switch {
	case len(l.out) == 0:
	case l.ends > 0:
		l.out = append(bytes.TrimRight(l.out, "\n"), "\n\n"[:l.ends]...)
	case l.space:
		l.out = append(l.out, ' ')
	}
	l.out = append(l.out, l.marker...)
	l.ends, l.space, l.marker = 0, false, ""
}

// end makes at least so many line ends due.
func (l *light) end(lines int) { l.ends = max(l.ends, lines) }

func (l *light) tag(tag string) {
	name, closes := strings.CutPrefix(strings.Trim(tag, "<>"), "/")
	name, _, _ = strings.Cut(name, " ")
	switch name {
	case "a":
		l.anchor(tag, closes)
	case "br", "br/", "tr":
		l.end(1)
	case "td", "th":
		l.space = true
	case "ul", "ol":
		l.list(tag, closes)
	case "li":
		l.item(closes)
	case "pre":
		l.code = !closes
		l.end(2)
	case "em", "strong", "code", "del":
	case "thead", "tbody":
	case "p":
		l.paragraph()
	default: // blocks
		l.end(2)
	}
}

// paragraph begins or ends one; the first of a list item stands beside its marker.
func (l *light) paragraph() {
	if l.marker == "" {
		l.end(2)
	}
}

func (l *light) list(tag string, closes bool) {
	if closes {
		l.lists = l.lists[:max(len(l.lists)-1, 0)]
	}
	l.end(2)
	if len(l.lists) > 0 {
		l.ends = 1
	}
	if closes {
		return
	}
	first := -1
	if strings.HasPrefix(tag, "<ol") {
		first = 1
		if _, start, ok := strings.Cut(tag, `start="`); ok {
			digits, _, _ := strings.Cut(start, `"`)
			first, _ = strconv.Atoi(digits)
		}
	}
	l.lists = append(l.lists, first)
}

func (l *light) item(closes bool) {
	if closes || len(l.lists) == 0 {
		l.ends, l.marker = 1, ""
		return
	}
	l.end(1)
	next := &l.lists[len(l.lists)-1]
	l.marker = strings.Repeat("  ", len(l.lists)-1) + "- "
	if *next >= 0 {
		l.marker = strings.Repeat("  ", len(l.lists)-1) + strconv.Itoa(*next) + ". "
		*next++
	}
}

// anchor keeps a link whose address any reader may follow.
func (l *light) anchor(tag string, closes bool) {
	if closes {
		if l.link {
			l.out, l.link = append(l.out, "</a>"...), false
		}
		return
	}
	_, to, _ := strings.Cut(tag, `href="`)
	to, _, _ = strings.Cut(to, `"`)
	scheme, _, _ := strings.Cut(strings.ToLower(html.UnescapeString(to)), ":")
	if l.link = scheme == "http" || scheme == "https" || scheme == "mailto"; l.link {
		l.start()
		l.out = append(append(append(l.out, `<a href="`...), to...), `">`...)
	}
}

// textLen is the length of the text that made begins with, white space included.
func textLen(made []byte) int {
	if n := bytes.IndexByte(made, '<'); n >= 0 {
		return n
	}
	return len(made)
}
