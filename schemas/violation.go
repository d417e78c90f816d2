package schemas

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"tidings/internal/order"
)

// Violation is one way in which a value breaks its schema.
type Violation struct {
	// Pointer leads to the value, as RFC 6901 has it: "/components/api".
	Pointer string
	// Key is true when it is the last name in Pointer that is wrong, not the
	// value under it.
	Key bool
	// Message is a sentence: what is wrong and how to mend it.
	Message string
}

// violations flattens the validator's tree to its leaves, each said once.
func (l *library) violations(value any, root *jsonschema.ValidationError) []Violation {
	var found []Violation
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		for _, cause := range e.Causes {
			walk(cause)
		}
		if len(e.Causes) == 0 {
			found = append(found, l.explain(value, e)...)
		}
	}
	walk(root)
	order.By(found, func(a, b Violation) int {
		return cmp.Or(strings.Compare(a.Pointer, b.Pointer), strings.Compare(a.Message, b.Message))
	})
	return slices.Compact(found)
}

// lookup follows a pointer into maps and slices; nil where it leads nowhere.
func lookup(value any, tokens []string) any {
	for _, t := range tokens {
		switch v := value.(type) {
		case map[string]any:
			value = v[t]
		case []any:
			i, err := strconv.Atoi(t)
			if err != nil || i < 0 || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// Tokens are the names of a pointer, unescaped.
func Tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	tokens := strings.Split(pointer[1:], "/")
	for i, t := range tokens {
		tokens[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
	}
	return tokens
}

// Pointer is the pointer of some names.
func Pointer(tokens ...string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(t, "~", "~0"), "/", "~1"))
	}
	return b.String()
}
