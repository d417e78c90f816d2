package template

import (
	"fmt"
	"strings"
)

// made reports whether a resource is: whether it is there, and its condition holds.
func (s Setting) made(name string) (bool, error) {
	r := s.Resources[name]
	if r == nil || r["Condition"] == nil {
		return r != nil, nil
	}
	yes, err := s.holds(Resource{"Condition": r["Condition"]})
	if err != nil {
		return false, fmt.Errorf("%s: %w", name, err)
	}
	return yes, nil
}

// Named are the names of the resources of a kind that are made, in order.
func (s Setting) Named(kind string) (names []string, err error) {
	for _, name := range s.Template.Named(kind) {
		made, err := s.made(name)
		if err != nil {
			return nil, err
		}
		if made {
			names = append(names, name)
		}
	}
	return names, nil
}

// Made are all resources that are made, by name, with their properties worked out,
// and the outputs. It is an error if anything of them is not known here.
func (s Setting) Made() (all map[string]Resource, outputs Resource, err error) {
	all = map[string]Resource{}
	for name := range s.Resources {
		made, err := s.made(name)
		if err != nil {
			return nil, nil, err
		}
		if !made {
			continue
		}
		p, err := s.Properties(name)
		if err != nil {
			return nil, nil, err
		}
		all[name] = Resource{"Type": s.Resources[name].Kind(), "Properties": p}
	}
	said, err := s.resolve(s.Outputs)
	if err != nil {
		return nil, nil, fmt.Errorf("the outputs: %w", err)
	}
	outputs, _ = said.(Resource)
	return all, outputs, nil
}

// parameter is the value of a parameter by its type.
func parameter(p Resource, value string) (any, error) {
	switch kind := Text(p["Type"]); kind {
	case "", "String", "Number": // what has none is of AWS itself, as its region
		return value, nil
	case "CommaDelimitedList":
		all := []any{}
		for word := range strings.SplitSeq(value, ",") {
			all = append(all, strings.TrimSpace(word))
		}
		return all, nil
	default:
		return nil, fmt.Errorf("parameters of the type %s are not known here", kind)
	}
}

// glue is what Fn::Join gives: words with a sign between them.
func (s Setting) glue(of any) (any, error) {
	is, err := s.resolve(of)
	if err != nil {
		return nil, err
	}
	pair := List(is)
	if len(pair) != 2 {
		return nil, fmt.Errorf("Fn::Join of %v is not known here", of)
	}
	var words []string
	for _, word := range List(pair[1]) {
		words = append(words, Text(word))
	}
	return strings.Join(words, Text(pair[0])), nil
}
