package repo

import (
	"path"
	"strings"

	"tidings/internal/ident"
)

// reserved are the words that are addresses of the site or of its parts.
const reserved = " 404 admin api assets badge badges components feeds health healthz heartbeat help history hooks incidents index login logout maintenance manifest metrics pages preferences robots search settings sitemap static status subscribe subscriptions summary themes unresolved unsubscribe updates uptime widget "

// stem is a file's name without folder and extension.
func stem(name string) string {
	base := path.Base(name)
	return strings.TrimSuffix(base, path.Ext(base))
}

// isReserved reports whether an id is an address. Words of two letters are
// those of languages.
func isReserved(id string) bool {
	return isLanguage(id) || len(id) <= 13 && strings.Contains(reserved, " "+id+" ")
}

func isLanguage(id string) bool { return len(id) == 2 && id[0] >= 'a' && id[1] >= 'a' }

// refuseID says what is wrong with the id of something that has a page.
func refuseID(id string) string {
	switch {
	case !ident.Valid(id):
		return "must be 1 to 63 lower-case letters, digits and hyphens and begin with a letter or a digit"
	case isLanguage(id):
		return "has two letters, which are kept for languages, as /de is: choose a longer one"
	case isReserved(id):
		return "is an address of the site: choose another"
	}
	return ""
}

// identify settles the id of a file: the front matter's, else the file's stem.
// The tree is where a bad one is pointed out; without one, the given id is good.
func (p *page) identify(given string, t *tree) string {
	id := given
	if id == "" {
		id = stem(p.path)
	}
	why := refuseID(id)
	switch {
	case why == "":
	case given != "":
		t.fault(p, "/id", false, "the id %q %s", id, why)
	default:
		p.whole("the id %q, from the file's name, %s, or write \"id:\" in the front matter", id, why)
	}
	return id
}

// ValidID reports whether an incident, a maintenance or a page may have an id.
func ValidID(id string) bool { return refuseID(id) == "" }
