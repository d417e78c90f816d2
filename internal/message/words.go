package message

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed words/*.json
var files embed.FS

// Fallback is the language whose words stand in where there are no others.
const Fallback = "en"

// Words are the words of one language.
type Words struct {
	// Lang is the language asked for, as a BCP 47 tag.
	Lang string `json:"-"`
	// Name is what the language calls itself; its tag where the words are those
	// of Fallback.
	Name string `json:"name"`
	// Direction is ltr or rtl.
	Direction string            `json:"direction"`
	Plural    string            `json:"plural"`     // name of the plural rule
	Decimal   string            `json:"decimal"`    // between whole and fraction
	Group     string            `json:"group"`      // between the threes of a large number
	GroupFrom int               `json:"group_from"` // that has at least so many digits
	Gap       string            `json:"gap"`        // between sentences
	FirstDay  string            `json:"first_day"`  // the first of a month, unless it is 1
	Months    [12]string        `json:"months"`
	ShortMon  [12]string        `json:"months_short"`
	Days      [7]string         `json:"days"` // from Sunday
	ShortDays [7]string         `json:"days_short"`
	Dates     map[string]string `json:"dates"`
	Texts     map[string]text   `json:"text"`

	patterns map[string][]piece
}

// text is one text in its plural forms; a text that counts nothing has "other" alone.
type text map[string]string

func (t *text) UnmarshalJSON(b []byte) error {
	var one string
	if err := json.Unmarshal(b, &one); err == nil {
		*t = text{"other": one}
		return nil
	}
	return json.Unmarshal(b, (*map[string]string)(t))
}

// Load returns the words of a language, of the language without its region
// ("de" for "de-AT") where that is all there is, and else those of Fallback.
func Load(lang string) (*Words, error) {
	name := find(lang)
	known := name != ""
	if !known {
		name = Fallback
	}
	w, err := read(name)
	if err != nil {
		return nil, fmt.Errorf("words of language %s: %w", name, err)
	}
	w.Lang = lang
	if !known {
		w.Name = lang
	}
	return w, nil
}

func read(name string) (*Words, error) {
	src, err := files.ReadFile("words/" + name + ".json")
	if err != nil {
		return nil, err
	}
	w := new(Words)
	if err := json.Unmarshal(src, w); err != nil {
		return nil, err
	}
	w.patterns = make(map[string][]piece, len(w.Dates))
	for key, p := range w.Dates {
		w.patterns[key] = parsePattern(p)
	}
	return w, nil
}

// Text gives the text of a key. Pairs are placeholder names and their values:
// Text("by", "name", "Ann") fills {name}. A key without text is given back in
// angle brackets, so that it is seen.
func (w *Words) Text(key string, pairs ...string) string {
	return fill(w.form(key, "other"), pairs)
}

// Has reports whether there is a text of that key.
func (w *Words) Has(key string) bool { return w.Texts[key] != nil }

// Count gives the text of a key in the plural form of n, with n as {n}.
func (w *Words) Count(key string, n int, pairs ...string) string {
	return fill(w.form(key, pluralForm(w.Plural, n)), append(pairs, "n", w.Integer(n)))
}

func (w *Words) form(key, form string) string {
	forms := w.Texts[key]
	if s, ok := forms[form]; ok {
		return s
	}
	if s, ok := forms["other"]; ok {
		return s
	}
	return "⟨" + key + "⟩"
}

// fill puts values in place of placeholders in one pass, so that a value that
// looks like a placeholder stays what it is.
func fill(s string, pairs []string) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	b.Grow(2 * len(s))
	for {
		before, rest, opened := strings.Cut(s, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !opened || !closed {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(before)
		b.WriteString(value(name, pairs))
		s = after
	}
}

func value(name string, pairs []string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1]
		}
	}
	return "{" + name + "}"
}
