package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/internal/ident"
	"tidings/internal/pattern"
	"tidings/internal/repo"
)

const (
	maxTitle = 200 // characters, as schemas/common.schema.json has it
	maxLine  = 500
)

// oneLine takes out line ends, controls and space at the ends, and cuts a line
// between words where it is longer than a number of characters.
func oneLine(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	cut := string([]rune(text)[:most-1])
	if space := strings.LastIndexByte(cut, ' '); space > len(cut)/2 {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}

// maxSlug is how many bytes of a name stand in an id.
const maxSlug = 50

func slug(name string) string { return ident.Slug(name, maxSlug) }

// stableID makes an id of ours from another system's: itself where it can be
// one, else as much of it as can, with a few digits that keep it apart. The same
// id always gives the same.
func stableID(theirs string) string {
	lower := strings.ToLower(theirs)
	if repo.ValidID(lower) {
		return lower
	}
	return strings.TrimPrefix(slug(theirs)+"-"+digest(theirs), "-")
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// ids hands out ids that no two of a kind share.
type ids map[string]bool

func (taken ids) name(name string) string {
	id := slug(name)
	if !ident.Valid(id) || taken[id] {
		id = strings.TrimPrefix(id+"-"+digest(name), "-")
	}
	for taken[id] {
		id = strings.TrimPrefix(slug(name)+"-"+digest(id), "-")
	}
	taken[id] = true
	return id
}

// folded is how names are compared.
func folded(name string) string { return strings.ToLower(oneLine(name, 1000)) }

var placeholder = pattern.New(`(?i)^visit\s+(www\b|https?://|\S+\.[a-z]{2,})`)
