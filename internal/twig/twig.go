// Package twig fills in templates of the small part of the Twig language that
// incident templates of Cachet are written in: {{ output }} with filters,
// {% if %}, {% for %} and {# comments #}. There are no functions, no methods and
// no includes, and what a template may cost in work and in size is bounded,
// whatever it says. The package must never know what a template is for.
//
// The result is Markdown: what is put in is not encoded, so that escape and raw
// change nothing.
package twig

import "fmt"

// The bounds of a template.
const (
	MaxSource = 64 << 10 // bytes
	MaxOutput = 64 << 10 // bytes, of any value on the way too
	maxDepth  = 40       // of what stands in something else
	maxWork   = 200_000  // steps: about one for each value and each 16 bytes of it
)

// Error says what is wrong with a template, and where: line and character, from 1.
type Error struct {
	Line, Column int
	Sentence     string
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Sentence)
}

// place is where something stands in the source.
type place struct{ line, column int }

func (p place) wrong(format string, about ...any) *Error {
	return &Error{p.line, p.column, fmt.Sprintf(format, about...)}
}

// Template is one that can be filled in, at the same time as often as you like.
type Template struct{ body []node }

// Parse reads a template. The error is an *Error.
func Parse(source string) (*Template, error) {
	if len(source) > MaxSource {
		return nil, place{1, 1}.wrong("the template has %d bytes and may have %d", len(source), MaxSource)
	}
	pieces, err := cut(source)
	if err != nil {
		return nil, err
	}
	p := &parser{pieces: pieces}
	body, err := p.body("")
	if err != nil {
		return nil, err
	}
	return &Template{body}, nil
}

// Render fills a template in: values are strings, numbers (int or float64),
// bools, nil, and lists ([]any) and maps (map[string]any) of these. A variable
// that is not there is empty; with keep its output stays as it is written. The
// error is an *Error.
func (t *Template) Render(values map[string]any, keep bool) (string, error) {
	r := &rendering{keep: keep, scopes: []map[string]any{values}}
	if err := r.all(t.body); err != nil {
		return "", err
	}
	return r.out.String(), nil
}
