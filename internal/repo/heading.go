package repo

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"tidings/internal/status"
	"tidings/schemas"
)

const headingForm = `write "## 2026-11-22T10:04:00Z investigating"`

// firstYear is that of the oldest time a content file may have. The latest is a
// board's, so that what passes the check can be served.
const firstYear = 1970

// parseTime reads a time strictly as RFC 3339 has it, in UTC.
func parseTime(word string) (time.Time, error) {
	if len(word) < len("2006-01-02T15:04:05Z") || word[10] != 'T' || word[13] != ':' || strings.Contains(word, ",") {
		return time.Time{}, errTime
	}
	t, err := time.Parse(time.RFC3339, word)
	if err != nil {
		return time.Time{}, errTime
	}
	t = t.UTC()
	if t.Year() < firstYear || t.Year() > status.LastYear {
		return time.Time{}, errTime
	}
	return t, nil
}

var errTime = errors.New("not a time")

// mendTime says how to write what was meant to be a time.
func mendTime(text string) string {
	if t, err := time.Parse(time.RFC3339, text); err == nil && (t.Year() < firstYear || t.Year() > status.LastYear) {
		return fmt.Sprintf("its year must be from %d to %d", firstYear, status.LastYear)
	}
	for _, layout := range []string{
		"2006-01-02 15:04:05 MST", "2006-01-02 15:04 MST", "2006-01-02T15:04Z07:00",
		"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00",
	} {
		if t, err := time.Parse(layout, text); err == nil && t.Location() == time.UTC {
			return "write " + t.Format(time.RFC3339)
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return fmt.Sprintf("add the zone: %sZ if it is UTC, or an offset as in %s+01:00", t.Format("2006-01-02T15:04:05"), t.Format("2006-01-02T15:04:05"))
		}
	}
	return "write it as 2026-11-22T10:04:00Z, or with an offset as in 2026-11-22T11:04:00+01:00"
}

// heading is a line that begins an update.
type heading struct {
	at    time.Time
	state status.State
}

// readHeading reads a heading of exactly the right form, the common case.
func readHeading(line string) (heading, bool) {
	rest, ok := strings.CutPrefix(line, "## ")
	if !ok {
		return heading{}, false
	}
	rest = strings.Trim(rest, " \t")
	gap := strings.IndexAny(rest, " \t")
	if gap < 0 {
		return heading{}, false
	}
	at, err := parseTime(rest[:gap])
	if err != nil {
		return heading{}, false
	}
	state, err := status.ParseState(strings.TrimLeft(rest[gap:], " \t"))
	return heading{at, state}, err == nil
}

// dateLike reports whether a word was meant for a date: three numbers, of which
// the first or the last is a year.
func dateLike(word string) bool {
	parts := strings.FieldsFunc(word, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(parts) < 2 || !digits(parts[0]) || !digits(parts[1]) {
		return false
	}
	if len(parts[0]) == 4 {
		return len(parts[1]) <= 2
	}
	return len(parts) == 3 && len(parts[0]) <= 2 && len(parts[2]) == 4 && digits(parts[2])
}

func digits(word string) bool { return word != "" && strings.Trim(word, "0123456789") == "" }

// stateLike reports whether a word names a state, in whatever case.
func stateLike(word string) bool {
	_, err := status.ParseState(strings.ToLower(strings.TrimRight(word, ":,")))
	return err == nil
}

// refuseHeading says why a heading that was meant to begin an update does not.
// It is empty for a heading that belongs to the text.
func refuseHeading(line string) string {
	level := len(strings.TrimLeft(line, " "))
	text := strings.TrimLeft(outdent(line), "#")
	level -= len(text)
	words := strings.Fields(text)
	switch {
	case len(words) == 0:
		return ""
	case dateLike(words[0]):
		return refuseDated(line, level, words)
	case level == 2 && stateLike(words[0]) && (len(words) == 1 || dateLike(words[1])):
		return "an update's heading has the time first, then the state: " + headingForm
	}
	return ""
}

// refuseDated is for a heading that begins with a date.
func refuseDated(line string, level int, words []string) string {
	_, err := parseTime(words[0])
	known := len(words) > 1 && stateLike(words[len(words)-1])
	switch {
	case level != 2 && !known:
		return ""
	case level != 2:
		return "an update's heading has two number signs: " + headingForm
	case err != nil:
		when := words
		if known {
			when = words[:len(words)-1]
		}
		text := strings.Join(when, " ")
		return fmt.Sprintf("%q is not a time: %s", text, mendTime(text))
	case len(words) == 1:
		return "the update's heading has no state: " + headingForm
	case len(words) > 2:
		return fmt.Sprintf("nothing may follow the state in an update's heading: %q belongs below it", strings.Join(words[2:], " "))
	case strings.HasPrefix(line, " ") || !strings.HasPrefix(line, "## "):
		return "an update's heading begins at the start of its line, with two number signs and a space"
	}
	return refuseState(words[1])
}

func refuseState(word string) string {
	names := stateNames(func(status.State) bool { return true })
	if near := schemas.Nearest(word, names); near != "" {
		return fmt.Sprintf("unknown state %q: did you mean %q?", word, near)
	}
	return fmt.Sprintf("unknown state %q: use one of %s", word, strings.Join(names, ", "))
}

// stateNames lists the states that a test accepts, in their order.
func stateNames(accept func(status.State) bool) []string {
	var names []string
	for s := status.Investigating; s <= status.Cancelled; s++ {
		if accept(s) {
			names = append(names, s.String())
		}
	}
	return names
}
