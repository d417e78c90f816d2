package intake

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net/url"
	"strings"
	"unicode"

	"tidings/internal/clip"
	"tidings/internal/intake/strict"
	"tidings/internal/order"
)

// line is a sender's text as one line of at most maxValue bytes.
func line(text string) string { return clip.Bytes(oneLine(text), maxValue) }

func oneLine(text string) string {
	if !plain(text, false) {
		text = strings.Map(printable, text)
	}
	return strings.TrimSpace(text)
}

// paragraphs is a sender's text with its line ends and tabs, of at most maxText bytes.
func paragraphs(text string) string {
	if !plain(text, true) {
		text = strings.Map(printableOrLayout, text)
	}
	return clip.Bytes(strings.TrimSpace(text), maxText)
}

// plain reports whether text has printable ASCII only, as nearly all has: then
// there is nothing to clean.
func plain(text string, layout bool) bool {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if (c < ' ' || c > '~') && !(layout && (c == '\n' || c == '\t')) {
			return false
		}
	}
	return true
}

func printableOrLayout(r rune) rune {
	if r == '\n' || r == '\t' {
		return r
	}
	if r == '\r' {
		return -1
	}
	return printable(r)
}

// printable drops control characters, and those that turn the direction of the
// text around them or hide in it; white space of any sort becomes a space.
func printable(r rune) rune {
	switch {
	case r >= ' ' && r < 0x7f:
		return r
	case r == '\t' || r == '\n' || r == '\u2028' || r == '\u2029':
		return ' '
	case unicode.IsControl(r), r == '\ufeff',
		r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f':
		return -1
	}
	return r
}

// identity is text that names something, fit to be part of a key: as it is, or
// its hash when it is too long or has characters that are dropped elsewhere.
func identity(text string) string {
	if len(text) <= maxKey && text == line(text) {
		return text
	}
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// link is an absolute address that a browser may open for an operator, or empty.
func link(address string) string {
	if len(address) > maxLink || address != oneLine(address) {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	return address
}

// pair is a label as the sender wrote it.
type pair struct{ name, value string }

// pairs are an object's members that are strings, numbers or booleans.
func pairs(object strict.Value) []pair {
	var found []pair
	for name, value := range object.Members() {
		if text, ok := value.Scalar(); ok {
			found = append(found, pair{name, text})
		}
	}
	return found
}

func sortPairs(all []pair) {
	order.By(all, func(a, b pair) int { return strings.Compare(a.name, b.name) })
}

// labels reads an object of labels, all that a body has room for, since a rule
// may ask for any. Of two names that become one by cleaning the first counts.
func labels(object strict.Value) map[string]string {
	all := pairs(object)
	var kept map[string]string
	for _, p := range all {
		name := line(p.name)
		if _, taken := kept[name]; taken || name == "" {
			continue
		}
		if kept == nil {
			kept = make(map[string]string, len(all))
		}
		kept[name] = line(p.value)
	}
	return kept
}

// labelsKey is the identity of an alert that has none but its labels: a hash
// of all of them, whatever their order and number.
func labelsKey(object strict.Value) string {
	all := pairs(object)
	sortPairs(all)
	h := sha256.New()
	for _, p := range all {
		h.Write(sized(p.name))
		h.Write(sized(p.value))
	}
	return "labels:" + hex.EncodeToString(h.Sum(nil)[:16])
}

// sized is text behind its length, so that two texts never run into each other.
func sized(text string) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(text))), text...)
}
