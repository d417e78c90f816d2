package importer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/internal/pattern"
)

// escaper writes plain text as Markdown that reads the same.
type escaper struct {
	strikes bool // a tilde could meet another and strike out what is between
	label   bool // inside the text of a link, which may hold no other
}

var (
	address = pattern.New(`https?://[^\s<>"]+`)
	// simpleAddress is what becomes a link by itself, whatever stands in it.
	simpleAddress = pattern.New(`^https?://[A-Za-z0-9.-]+\.[a-z]+(/[A-Za-z0-9/._%=?#-]*)?$`)
	entity        = pattern.New(`^&(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);`)
)

// inline escapes a run of text without line ends.
func (e escaper) inline(text string) string {
	var b strings.Builder
	if e.label {
		e.words(&b, text)
		return b.String()
	}
	at := 0
	for _, span := range address().FindAllStringIndex(text, -1) {
		end := span[0] + len(trimAddress(text[span[0]:span[1]]))
		if strings.HasSuffix(text[:end], "://") {
			continue
		}
		e.words(&b, text[at:span[0]])
		b.WriteString(autoLink(text[:span[0]], text[span[0]:end], text[end:]))
		at = end
	}
	e.words(&b, text[at:])
	return b.String()
}

// trimAddress leaves out what ends the sentence rather than the address.
func trimAddress(found string) string {
	for found != "" {
		last := found[len(found)-1]
		closes := last == ')' && strings.Count(found, ")") > strings.Count(found, "(")
		if !closes && !strings.ContainsRune(".,;:!?'*~]}`\\", rune(last)) {
			break
		}
		found = found[:len(found)-1]
	}
	return found
}

// autoLink writes an address plainly where Markdown would take exactly it for a
// link, else in angle brackets.
func autoLink(before, link, after string) string {
	apart := before == "" || strings.HasSuffix(before, " ") || strings.HasSuffix(before, "(")
	rest := strings.TrimLeft(after, ".,;:!?)")
	if apart && (rest == "" || rest[0] == ' ') && simpleAddress().MatchString(link) {
		return link
	}
	return "<" + link + ">"
}

func (e escaper) words(b *strings.Builder, text string) {
	before := utf8.RuneError // there may be a sign right before this run
	for i, r := range text {
		if e.special(before, text[i:], r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		before = r
	}
}

// special reports whether the first character of rest means something.
func (e escaper) special(before rune, rest string, r rune) bool {
	next, _ := utf8.DecodeRuneInString(rest[utf8.RuneLen(max(r, 0)):])
	switch r {
	case '\\', '`', '[':
		return true
	case '*':
		return before != ' ' || next != ' '
	case ']':
		return e.label
	case '_':
		return !(wordly(before) && wordly(next))
	case '~':
		return e.strikes
	case '<':
		return next != utf8.RuneError && next != ' '
	case '&':
		return entity().MatchString(rest)
	}
	return false
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var (
	blockStart = pattern.New(`^(#{1,6}|[-+>]|:)([ \t]|$)|^(>|~~~|\|)`)
	listNumber = pattern.New(`^([0-9]{1,9})([.)])([ \t]|$)`)
	ruleLine   = pattern.New(`^(=+|[-:| ]+)$`)
)

// line escapes what only means something at the start of a line.
func line(text string) string {
	switch {
	case blockStart().MatchString(text), text != "" && ruleLine().MatchString(text):
		return `\` + text
	case listNumber().MatchString(text):
		return listNumber().ReplaceAllString(text, `$1\$2$3`)
	}
	return text
}
