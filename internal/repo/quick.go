package repo

import (
	"strings"

	"tidings/internal/ident"
	"tidings/internal/status"
)

// quick reads front matter of the shapes that people and Tidings write most, at
// a tenth of the cost of a YAML parser. It gives up at the first thing that it
// is not sure of: then the full reader decides, and words the problems.
// Whatever it accepts, the full reader accepts with the same result.
type quick struct {
	known  map[string]struct{}
	keys   *incidentKeys
	rest   string // lines not yet read
	impact bool   // has been read
}

// quickIncident reports whether it could read the front matter.
func quickIncident(front string, known map[string]struct{}, keys *incidentKeys) bool {
	q := quick{known: known, keys: keys, rest: front}
	for q.rest != "" {
		key, value, ok := strings.Cut(q.line(), ":")
		if !ok || !q.key(key, value) {
			return false
		}
	}
	return keys.Title != "" && q.impact
}

func (q *quick) line() (line string) {
	line, q.rest, _ = strings.Cut(q.rest, "\n")
	return line
}

// key reads one key, of which the second of a name is refused.
func (q *quick) key(key, value string) bool {
	if key == "components" && value == "" {
		return q.keys.Components == nil && q.lines()
	}
	value, ok := strings.CutPrefix(value, " ")
	if !ok {
		return false
	}
	switch key {
	case "title":
		return q.keys.Title == "" && q.title(value)
	case "impact":
		return !q.impact && q.setImpact(value)
	case "components":
		return q.keys.Components == nil && q.flow(value)
	case "id":
		first := q.keys.ID == ""
		q.keys.ID = value
		return first && quickWord(value) && refuseID(value) == ""
	}
	return false
}

func (q *quick) setImpact(value string) bool {
	var err error
	q.keys.Impact, err = status.ParseImpact(value)
	q.impact = err == nil
	return q.impact
}

// title takes a plain title that begins with a letter and has two words, for
// then YAML sees nothing but text in it, or one in quotes without escapes.
func (q *quick) title(value string) bool {
	if n := len(value); n > 2 && (value[0] == '"' || value[0] == '\'') {
		q.keys.Title = value[1 : n-1]
		return value[0] == value[n-1] && !strings.ContainsAny(q.keys.Title, "\"'\\") && quickText(q.keys.Title)
	}
	q.keys.Title = value
	return plainText(value)
}

// plainText reports whether YAML takes the text for itself without quotes.
func plainText(text string) bool {
	return quickText(text) && isLetter(text[0]) && strings.IndexByte(text, ' ') > 0 &&
		!strings.Contains(text, ": ") && !strings.Contains(text, " #") && text[len(text)-1] != ':'
}

// quickText reports whether the text is one line of up to 200 characters that
// YAML takes as they are, without space at its ends.
func quickText(text string) bool {
	if text == "" || text[0] == ' ' || text[len(text)-1] == ' ' || len(text) > 200 {
		return false
	}
	for _, r := range text {
		switch {
		case r >= ' ' && r < 0x7f:
		case r > 0xa0 && r < 0x2028, r > 0x2029 && r < 0xd800, r >= 0xe000 && r < 0xfeff:
		default:
			return false
		}
	}
	return true
}

// lines reads components as indented lines.
func (q *quick) lines() bool {
	q.keys.Components = make(map[string]status.Status, 1)
	for strings.HasPrefix(q.rest, "  ") {
		if !q.component(q.line()[2:]) {
			return false
		}
	}
	return len(q.keys.Components) > 0
}

// flow reads components as {api: partial_outage, web: operational}.
func (q *quick) flow(value string) bool {
	n := len(value)
	if n < 2 || value[0] != '{' || value[n-1] != '}' {
		return false
	}
	q.keys.Components = make(map[string]status.Status, 1)
	for more, entry, rest := true, "", value[1:n-1]; more; {
		entry, rest, more = strings.Cut(rest, ", ")
		if !q.component(entry) {
			return false
		}
	}
	return true
}

// component reads "api: partial_outage".
func (q *quick) component(entry string) bool {
	id, name, ok := strings.Cut(entry, ": ")
	if _, twice := q.keys.Components[id]; !ok || twice || !quickWord(id) || unknownComponent(id, q.known) != "" {
		return false
	}
	s, err := status.ParseStatus(name)
	q.keys.Components[id] = s
	return err == nil
}

// quickWord reports whether a word is an id that YAML cannot take for anything
// but text: it begins with a letter and is no word for true, false or nothing.
func quickWord(word string) bool {
	if !ident.Valid(word) || !isLetter(word[0]) {
		return false
	}
	switch word {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
