package composer

import (
	"net/netip"
	"regexp"
	"strings"
	"time"

	"tidings/internal/status"
)

// lint is what may be wrong with a post. A grave one is shown before anything
// is published, whoever is in a hurry.
type lint struct {
	Grave    bool
	Sentence string
}

// lints look over a post that is to be published: its title, its newest update.
func lints(inc *status.Incident, components bool) []lint {
	u := &inc.Updates[len(inc.Updates)-1]
	all := inside(inc.Title + "\n" + u.Body)
	if inc.Impact == status.ImpactNone && !u.State.Ends() && components {
		all = append(all, lint{false, "The impact is none though components are affected: people who asked for serious incidents only are not told."})
	}
	if !u.State.Ends() && u.Promised().Equal(time.Time{}) {
		all = append(all, lint{false, "It does not say when the next update comes."})
	}
	if strings.TrimSpace(u.Body) == "" {
		all = append(all, lint{false, "The update has no text."})
	}
	return all
}

var (
	variable = regexp.MustCompile(`\{\{[^}\n]{0,60}\}\}|\{%[^%\n]{0,60}%\}`)
	hostname = regexp.MustCompile(`(?i)\b(?:[a-z0-9-]+\.)+(?:local|internal|intranet|lan|corp|localdomain|home\.arpa|svc)\b|\blocalhost\b`)
	address  = regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b|\[?[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7}\b`)
)

// inside finds what readers were not meant to see.
func inside(text string) (all []lint) {
	for _, found := range distinct(variable.FindAllString(text, 5)) {
		all = append(all, lint{true, "The variable " + found + " is not filled in."})
	}
	for _, found := range distinct(hostname.FindAllString(text, 5)) {
		all = append(all, lint{true, "The name " + found + " looks like one of an internal host."})
	}
	for _, found := range distinct(address.FindAllString(text, 20)) {
		a, err := netip.ParseAddr(strings.TrimPrefix(found, "["))
		if err == nil && (a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast()) {
			all = append(all, lint{true, "The address " + found + " is one of a private network."})
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

func grave(all []lint) bool {
	for _, l := range all {
		if l.Grave {
			return true
		}
	}
	return false
}
