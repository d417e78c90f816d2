package v1

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tidings/internal/markdown/burden"
	"tidings/internal/status"
)

// fields takes values out of an input and gathers what is wrong with them, so
// that one answer names every mistake. A value that is null or missing is
// absent; the second result of each method says whether there is one.
type fields struct {
	in        input
	zone      *time.Location
	languages []string // of the site
	mistakes  []string
}

func (c *call) fields() *fields {
	return &fields{in: c.in, zone: c.zone, languages: c.site.Languages}
}

// err is all that was wrong, or nil.
func (f *fields) err() error {
	if len(f.mistakes) == 0 {
		return nil
	}
	return invalid(f.mistakes...)
}

func (f *fields) wrong(format string, args ...any) {
	f.mistakes = append(f.mistakes, fmt.Sprintf(format, args...))
}

// words is a parameter's name in a sentence.
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// required notes that a field is missing, if it is.
func (f *fields) required(name string, there bool) {
	if !there && !f.complained(name) {
		f.wrong("The %s field is required.", words(name))
	}
}

// complained reports whether the field is wrong already.
func (f *fields) complained(name string) bool {
	for _, m := range f.mistakes {
		if strings.HasPrefix(m, "The "+words(name)+" ") {
			return true
		}
	}
	return false
}

func (f *fields) raw(name string) (any, bool) {
	v := object(f.in).get(name)
	return v, v != nil
}

// scalar is a string, number or boolean in the letters that it was sent in.
func (f *fields) scalar(name, kind string) (string, bool) {
	v, there := f.raw(name)
	if !there {
		return "", false
	}
	text, ok := scalarText(v)
	if !ok {
		f.wrong("The %s must be %s.", words(name), kind)
	}
	return text, ok
}

func scalarText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case number:
		return string(v), true
	case bool:
		if v {
			return "1", true
		}
		return "0", true
	}
	return "", false
}

// line is one line of text of at most so many characters.
func (f *fields) line(name string, most int) (string, bool) {
	text, there := f.scalar(name, "a string")
	text = strings.TrimSpace(text)
	switch {
	case !there:
	case !utf8.ValidString(text):
		f.wrong("The %s must be UTF-8.", words(name))
	case utf8.RuneCountInString(text) > most:
		f.wrong("The %s may not be greater than %d characters.", words(name), most)
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		f.wrong("The %s must be one line without control characters.", words(name))
	}
	return text, there
}

// name is the field of that name, a line that may not be empty.
func (f *fields) name(required bool) (string, bool) {
	text, there := f.line("name", status.MaxName)
	if there && text == "" {
		there = false
		if !required {
			f.wrong("The name may not be empty.")
		}
	}
	if required {
		f.required("name", there)
	}
	return text, there
}

// maxText is how many bytes a message may have.
const maxText = 64 << 10

// text is a message, kept as it is.
func (f *fields) text(name string) (string, bool) {
	text, there := f.scalar(name, "a string")
	if there && len(text) > maxText {
		f.wrong("The %s may not be greater than %d bytes.", words(name), maxText)
	}
	if there && (!utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0) {
		f.wrong("The %s must be UTF-8 without NUL.", words(name))
	}
	f.bearable(name, text)
	return text, there
}

// bearable refuses a text of Markdown that would take long to read.
func (f *fields) bearable(name, text string) {
	if err := burden.Check(text); err != nil {
		f.wrong("The %s would take too long to read: %v.", words(name), err)
	}
}

// integer is a whole number between two.
func (f *fields) integer(name string, least, most int) (int, bool) {
	text, there := f.scalar(name, "an integer")
	text = strings.TrimSpace(text)
	if !there || text == "" {
		return 0, false
	}
	n, err := wholeNumber(text)
	switch {
	case err != nil:
		f.wrong("The %s must be an integer.", words(name))
	case n < least || n > most:
		f.wrong("The %s must be between %d and %d.", words(name), least, most)
	default:
		return n, true
	}
	return 0, false
}

// wholeNumber reads 7, and 7.0 as some clients write it.
func wholeNumber(text string) (int, error) {
	if n, err := strconv.Atoi(text); err == nil {
		return n, nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x != math.Trunc(x) || math.Abs(x) > 1<<53 {
		return 0, strconv.ErrSyntax
	}
	return int(x), nil
}

// decimal is a number of any size that a metric can have.
func (f *fields) decimal(name string) (float64, bool) {
	text, there := f.scalar(name, "a number")
	text = strings.TrimSpace(text)
	if !there || text == "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		f.wrong("The %s must be a number.", words(name))
		return 0, false
	}
	return x, true
}

// flag is true or false in any of the ways that clients write it.
func (f *fields) flag(name string) (value, there bool) {
	text, there := f.scalar(name, "true or false")
	if !there {
		return false, false
	}
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "1", "true", "yes", "on":
		return true, true
	case "0", "false", "no", "off":
		return false, true
	case "":
		return false, false
	}
	f.wrong("The %s field must be true or false.", words(name))
	return false, false
}

// flagOr is flag with a value for when there is none.
func (f *fields) flagOr(name string, otherwise bool) bool {
	if value, there := f.flag(name); there {
		return value
	}
	return otherwise
}

// moment is a time: with seconds or without, in the zone of the request unless
// it says its own.
func (f *fields) moment(name string) (time.Time, bool) {
	text, there := f.scalar(name, "a date")
	text = strings.TrimSpace(text)
	if !there || text == "" {
		return time.Time{}, false
	}
	at, err := parseMoment(text, f.zone)
	if err != nil || at.Year() < 1900 || at.Year() > 2200 {
		f.wrong("The %s is not a date that can be read: write it as 2026-01-31 13:45, or as RFC 3339 has it.", words(name))
		return time.Time{}, false
	}
	return at, true
}

func parseMoment(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range [...]string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at.UTC(), nil
		}
	}
	at, err := time.Parse(time.RFC3339, text)
	return at.UTC(), err
}

// dated prints a time as this API prints all times.
func (c *call) dated(at time.Time) string { return at.In(c.zone).Format(time.DateTime) }

// datedOr is dated, or null for no time.
func (c *call) datedOr(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	s := c.dated(at)
	return &s
}

// exact prints a time for those who want its offset, or null.
func exact(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	s := at.UTC().Format(time.RFC3339)
	return &s
}

// elements are a list's values, or those of what a form says with brackets.
func elements(v any) (list, bool) {
	switch v := v.(type) {
	case list:
		return v, true
	case object:
		all := make(list, len(v))
		for i, m := range v {
			all[i] = m.value
		}
		return all, true
	}
	return nil, false
}
