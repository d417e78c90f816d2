package schemas

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// fault is one leaf of the validator's tree with all that its message needs.
type fault struct {
	at      []string       // names down to the value
	value   any            // the value at fault
	whole   any            // the whole value
	keyword string         // type, enum, required, …
	schema  map[string]any // the schema that holds the keyword
	isKey   bool           // the value is a name in a map
	library *library
}

func (l *library) explain(whole any, e *jsonschema.ValidationError) []Violation {
	at := instance(e.InstanceLocation)
	schema, keyword := l.holder(e.AbsoluteKeywordLocation)
	f := fault{at: at, value: lookup(whole, at), whole: whole, keyword: keyword, schema: schema, library: l}
	if strings.Contains(e.KeywordLocation, "/propertyNames") && len(at) > 0 {
		f.isKey, f.value = true, at[len(at)-1]
	}
	switch keyword {
	case "additionalProperties":
		return f.unknownKeys()
	case "required":
		return f.missingKeys()
	}
	return []Violation{{Pointer: Pointer(at...), Key: f.isKey, Message: f.message()}}
}

// instance reads the validator's location, which is escaped twice.
func instance(location string) []string {
	tokens := Tokens(location)
	for i, t := range tokens {
		if plain, err := url.PathUnescape(t); err == nil {
			tokens[i] = plain
		}
	}
	return tokens
}

// holder finds the schema that holds the keyword at an absolute location.
func (l *library) holder(location string) (schema map[string]any, keyword string) {
	file, pointer, _ := strings.Cut(strings.TrimPrefix(location, base), "#")
	tokens := instance(pointer)
	if len(tokens) == 0 {
		return nil, ""
	}
	last := len(tokens) - 1
	schema, _ = lookup(l.text(file), tokens[:last]).(map[string]any)
	return schema, tokens[last]
}

// text is a schema's file, decoded.
func (l *library) text(file string) any {
	l.mu.Lock()
	defer l.mu.Unlock()
	if text, ok := l.texts[file]; ok {
		return text
	}
	var text any
	if raw, err := Files.ReadFile(file); err == nil && json.Unmarshal(raw, &text) == nil {
		l.texts[file] = text
	}
	return text
}

func (f *fault) unknownKeys() []Violation {
	known := slices.Sorted(maps.Keys(object(f.schema["properties"])))
	var out []Violation
	for _, key := range slices.Sorted(maps.Keys(object(f.value))) {
		if !slices.Contains(known, key) {
			out = append(out, Violation{
				Pointer: Pointer(append(slices.Clone(f.at), key)...),
				Key:     true,
				Message: fmt.Sprintf("unknown key %q: %s", key, suggest(key, known, "the keys here are ")),
			})
		}
	}
	return out
}

func (f *fault) missingKeys() []Violation {
	required, _ := f.schema["required"].([]any)
	var out []Violation
	for _, key := range required {
		name := fmt.Sprint(key)
		if _, ok := object(f.value)[name]; ok {
			continue
		}
		message := fmt.Sprintf("key %q is missing", name)
		if what := f.library.describe(lookup(f.schema, []string{"properties", name})); what != "" {
			message += "; it is " + what
		}
		out = append(out, Violation{Pointer: Pointer(f.at...), Message: message})
	}
	return out
}

// describe gives what a schema calls its value, its own word before that of
// the schema it refers to.
func (l *library) describe(schema any) string {
	s := object(schema)
	if what, ok := s["description"].(string); ok {
		return what
	}
	ref, _ := s["$ref"].(string)
	if file, pointer, ok := strings.Cut(ref, "#"); ok && file != "" {
		return l.describe(lookup(l.text(file), Tokens(pointer)))
	}
	return ""
}

func object(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}
