package intake

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/internal/intake/strict"
)

// line is a sender's text as one line of at most maxValue bytes.
func line(text string) string {
	return cut(strings.TrimSpace(strings.Map(printable, text)), maxValue)
}

// paragraphs is a sender's text with its line ends and tabs, of at most maxText bytes.
func paragraphs(text string) string {
	return cut(strings.TrimSpace(strings.Map(printableOrLayout, text)), maxText)
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

// cut shortens text to at most so many bytes without cutting through a rune.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
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
	if len(address) > maxLink || address != strings.Map(printable, address) {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	return address
}

// labels reads an object of labels within the limits. Values that are no
// scalars are left out. The first of two names that become one by cleaning counts.
func labels(object strict.Value) map[string]string {
	raw := scalars(object)
	kept := make(map[string]string, min(len(raw), maxLabels))
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		if len(kept) == maxLabels {
			break
		}
		if clean := line(name); clean != "" {
			if _, taken := kept[clean]; !taken {
				kept[clean] = line(raw[name])
			}
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}

// scalars are an object's members that are strings, numbers or booleans.
func scalars(object strict.Value) map[string]string {
	found := make(map[string]string)
	for name, value := range object.Members() {
		if text, ok := value.Scalar(); ok {
			found[name] = text
		}
	}
	return found
}

// labelsKey is the identity of an alert that has none but its labels: a hash
// of all of them, whatever their order and number.
func labelsKey(object strict.Value) string {
	raw := scalars(object)
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		h.Write(sized(name))
		h.Write(sized(raw[name]))
	}
	return "labels:" + hex.EncodeToString(h.Sum(nil)[:16])
}

// sized is text behind its length, so that two texts never run into each other.
func sized(text string) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(text))), text...)
}
