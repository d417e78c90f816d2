package posting

import (
	"net/netip"
	"strings"

	"tidings/internal/pattern"
)

// Lint is what may be wrong with a post. A grave one is shown before anything
// is published, whoever is in a hurry.
type Lint struct {
	Grave    bool
	Sentence string
}

var (
	variable = pattern.New(`\{\{[^}\n]{0,60}\}\}|\{%[^%\n]{0,60}%\}`)
	hostname = pattern.New(`(?i)\b(?:[a-z0-9-]+\.)+(?:local|internal|intranet|lan|corp|localdomain|home\.arpa|svc)\b|\blocalhost\b`)
	address  = pattern.New(`\b\d{1,3}(?:\.\d{1,3}){3}\b|\[?[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7}\b`)
)

// Inside finds what readers were not meant to see.
func Inside(text string) (all []Lint) {
	for _, found := range distinct(variable().FindAllString(text, 5)) {
		all = append(all, Lint{true, "The variable " + found + " is not filled in."})
	}
	for _, found := range distinct(hostname().FindAllString(text, 5)) {
		all = append(all, Lint{true, "The name " + found + " looks like one of an internal host."})
	}
	for _, found := range distinct(address().FindAllString(text, 20)) {
		a, err := netip.ParseAddr(strings.TrimPrefix(found, "["))
		if err == nil && (a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast()) {
			all = append(all, Lint{true, "The address " + found + " is one of a private network."})
		}
	}
	return all
}

func distinct(all []string) (some []string) {
	seen := map[string]bool{}
	for _, s := range all {
		if !seen[s] {
			seen[s], some = true, append(some, s)
		}
	}
	return some
}

// Grave reports whether one of them is.
func Grave(all []Lint) bool {
	for _, l := range all {
		if l.Grave {
			return true
		}
	}
	return false
}
