package themes

import (
	"errors"
	"regexp"
	"strconv"
	"sync"
)

// Mistake is what is wrong with a theme's own file.
type Mistake struct {
	File         string // such as layouts/home.html; empty where it cannot be told
	Line, Column int    // from 1; 1 where they cannot be told
	Message      string
}

// template's errors begin with a file, often a line, and sometimes a column.
var place = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:html/)?template: ?"?((?:layouts|partials|mail)/[^":]+)"?(?::(\d+))?(?::(\d+))?: (?s:(.*))$`)
})

// what in template's errors names the inside of this program.
var inside = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`( in type |: \{state).*$`) })

// fileError is what is wrong with a whole file.
type fileError struct{ file, why string }

func (e *fileError) Error() string { return "theme: " + e.file + ": " + e.why }

// Locate finds the place that an error of Load or Execute names.
func Locate(err error) Mistake {
	m := Mistake{Line: 1, Column: 1, Message: err.Error()}
	var whole *fileError
	if errors.As(err, &whole) {
		m.File, m.Message = whole.file, whole.why
		return m
	}
	for next := err; next != nil; next = errors.Unwrap(next) {
		found := place().FindStringSubmatch(next.Error())
		if found == nil {
			continue
		}
		m.File, m.Message = found[1], inside().ReplaceAllString(found[4], "")
		for _, known := range [...]error{errEndless, errTooLong} {
			if errors.Is(err, known) {
				m.Message = known.Error()
			}
		}
		m.Line = max(number(found[2]), 1)
		m.Column = number(found[3]) + 1 // columns are counted from 0
		return m
	}
	return m
}

// number is 0 where there are no digits.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
