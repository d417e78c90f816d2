// Package ident is the form of the ids that people and programs give to things. It
// must never know which things.
package ident

import "strings"

const most = 63 // bytes: ids are parts of addresses, and of file names

// Valid reports whether a text is an id: 1 to 63 lower-case letters, digits and
// hyphens, not beginning with a hyphen.
func Valid(text string) bool {
	if text == "" || len(text) > most || text[0] == '-' {
		return false
	}
	for _, c := range []byte(text) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// Slug is what an id can hold of a name: its letters and digits in lower case, with
// a hyphen for whatever stands between them, in at most so many bytes. It is empty
// where the name has none of these, as one in another script.
func Slug(name string, most int) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if b.Len() >= most {
			break
		}
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimRight(b.String(), "-")
}
