// Package ident is the form of the ids that people and programs give to things. It
// must never know which things.
package ident

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
