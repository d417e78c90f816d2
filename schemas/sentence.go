package schemas

import (
	"fmt"
	"strconv"
	"strings"
)

// message is the sentence for every keyword but those about keys.
func (f *fault) message() string {
	switch f.keyword {
	case "type":
		return f.wrongType()
	case "enum":
		return f.notAllowed()
	case "minimum":
		return fmt.Sprintf("%s must be at least %v", f.name(), f.schema["minimum"])
	case "maximum":
		return fmt.Sprintf("%s must be at most %v", f.name(), f.schema["maximum"])
	case "minItems", "minProperties", "minLength":
		return f.name() + " must not be empty"
	case "maxItems":
		return fmt.Sprintf("%s has more than %v entries", f.name(), f.schema["maxItems"])
	case "uniqueItems":
		return f.name() + " says the same thing twice: take one out"
	}
	if what := f.library.describe(f.schema); what != "" {
		return fmt.Sprintf("%s is %s, but must be %s", f.name(), show(f.value), what)
	}
	return f.name() + " is not right"
}

// name is what the sentence calls the value: its key, or its place in a list.
func (f *fault) name() string {
	if len(f.at) == 0 {
		return "the file"
	}
	last := f.at[len(f.at)-1]
	if f.isKey {
		return "the key"
	}
	if _, inList := lookup(f.whole, f.at[:len(f.at)-1]).([]any); inList {
		i, _ := strconv.Atoi(last)
		return fmt.Sprintf("entry %d", i+1)
	}
	return strconv.Quote(last)
}

func (f *fault) wrongType() string {
	if f.value == nil {
		return f.name() + " is empty: give it a value or take it out"
	}
	want, _ := f.schema["type"].(string)
	message := fmt.Sprintf("%s must be %s, but is %s", f.name(), f.wanted(want), typeName(f.value))
	if want == "string" && typeName(f.value) != "a map" && typeName(f.value) != "a list" {
		message += ": put it in quotes"
	}
	return message
}

// wanted prefers the schema's own words, which have an example, where a bare
// type would leave the reader wondering.
func (f *fault) wanted(kind string) string {
	what := f.library.describe(f.schema)
	switch {
	case kind == "string":
		return "text"
	case kind == "boolean":
		return "true or false"
	case strings.HasPrefix(what, "a "):
		return what
	case kind == "object":
		return "a map"
	case kind == "array":
		return "a list"
	case kind == "number":
		return "a number"
	}
	return "something else"
}

func typeName(value any) string {
	switch value.(type) {
	case map[string]any:
		return "a map"
	case []any:
		return "a list"
	case string:
		return "text"
	case bool:
		return "true or false"
	case nil:
		return "empty"
	}
	return "a number"
}

func (f *fault) notAllowed() string {
	allowed, _ := f.schema["enum"].([]any)
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = fmt.Sprint(a)
	}
	hint := "use one of " + strings.Join(names, ", ")
	if len(names) == 1 {
		hint = "use " + names[0]
	}
	text, isText := f.value.(string)
	if near := Nearest(text, names); isText && near != "" {
		hint = fmt.Sprintf("did you mean %q? Allowed are %s", near, strings.Join(names, ", "))
	}
	return fmt.Sprintf("%s cannot be %s: %s", f.name(), show(f.value), hint)
}

// show quotes a value, cut to a length that fits a line.
func show(value any) string {
	text, ok := value.(string)
	if !ok {
		return typeName(value)
	}
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:60]) + "…"
	}
	return strconv.Quote(text)
}

// suggest is the hint for a name that is not among the known ones.
func suggest(name string, known []string, otherwise string) string {
	if near := Nearest(name, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return otherwise + strings.Join(known, ", ")
}
