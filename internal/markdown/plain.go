package markdown

import (
	"html"
	"strings"
	"unicode/utf8"
)

// PlainText gives the words of src without their markup, on one line.
func (c *Converter) PlainText(src string) string {
	return Text(c.Convert(nil, src), 0)
}

// Text gives the words of HTML that Convert made, on one line and at most limit
// bytes of it, cut between words with an ellipsis; 0 means all.
func Text(made []byte, limit int) string {
	var b strings.Builder
	space := false
	for i := 0; i < len(made); {
		switch c := made[i]; {
		case c == '<':
			space = space || breaksWord(made[i:])
			i += tagLen(made[i:])
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			space = true
			i++
		default:
			n := wordLen(made[i:])
			if limit > 0 && b.Len()+n+1 > limit {
				return ellipsis(html.UnescapeString(b.String()))
			}
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.Write(made[i : i+n])
			space = false
			i += n
		}
	}
	return html.UnescapeString(b.String())
}

func ellipsis(s string) string {
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		if !strings.ContainsRune(" ,;:-", r) {
			break
		}
		s = s[:len(s)-n]
	}
	return s + "…"
}

// breaksWord reports whether a tag separates words, as a paragraph does and
// emphasis does not.
func breaksWord(tag []byte) bool {
	name := strings.TrimLeft(string(tag[1:min(len(tag), 10)]), "/")
	for _, inline := range [...]string{"a ", "a>", "em>", "strong>", "code>", "del>"} {
		if strings.HasPrefix(name, inline) {
			return false
		}
	}
	return true
}

// tagLen is the length of the tag that made begins with. Attribute values hold
// no unescaped ">".
func tagLen(made []byte) int {
	for i, c := range made {
		if c == '>' {
			return i + 1
		}
	}
	return len(made)
}

func wordLen(made []byte) int {
	for i, c := range made {
		switch c {
		case '<', ' ', '\n', '\t', '\r':
			return i
		}
	}
	return len(made)
}
