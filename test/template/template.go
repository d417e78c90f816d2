// Package template reads the templates of the stack for tests: what stands in
// them, and what CloudFormation and the SAM transform make of it. It knows the
// sections, functions and kinds of event that our templates use, and refuses others.
package template

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Template is one file.
type Template struct {
	Parameters, Conditions, Globals, Outputs Resource
	Resources                                map[string]Resource
}

// What a template may say at its top, and of a resource.
var (
	sections = []string{"AWSTemplateFormatVersion", "Conditions", "Description", "Globals", "Outputs", "Parameters", "Resources", "Transform"}
	parts    = []string{"Condition", "DeletionPolicy", "Properties", "Type", "UpdateReplacePolicy"}
)

// only refuses what has further keys.
func only(r Resource, keys []string) error {
	for _, key := range r.Keys() {
		if !slices.Contains(keys, key) {
			return fmt.Errorf("%s is not known here", key)
		}
	}
	return nil
}

// Read reads a file as it stands.
func Read(file string) (*Template, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var root yaml.Node
	if err := yaml.Unmarshal(src, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	all, ok := value(root.Content[0]).(Resource)
	if !ok {
		return nil, fmt.Errorf("%s is no template", file)
	}
	if err := only(all, sections); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	t := &Template{Outputs: part(all, "Outputs"), Parameters: part(all, "Parameters"), Conditions: part(all, "Conditions"), Globals: part(all, "Globals"), Resources: map[string]Resource{}}
	for name, r := range part(all, "Resources") {
		if t.Resources[name], ok = r.(Resource); !ok {
			return nil, fmt.Errorf("%s: %s is no resource", file, name)
		}
		if err := only(t.Resources[name], parts); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, name, err)
		}
	}
	return t, nil
}

// Named are the names of the resources of a kind, in order.
func (t *Template) Named(kind string) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(t.Resources)) {
		if t.Resources[name].Kind() == kind {
			names = append(names, name)
		}
	}
	return names
}

// Resource is a part of a template, with the short forms of functions written out.
type Resource map[string]any

// Kind is what a resource is, as AWS::SQS::Queue.
func (r Resource) Kind() string { return Text(r["Type"]) }

// At follows keys; nil where they lead nowhere.
func (r Resource) At(keys ...string) any {
	var v any = r
	for _, k := range keys {
		m, ok := v.(Resource)
		if !ok {
			return nil
		}
		v = m[k]
	}
	return v
}

// Keys are the names of the parts, in order.
func (r Resource) Keys() []string {
	return append([]string{}, slices.Sorted(maps.Keys(r))...)
}

// List is a value as a list: of itself, if it is none.
func List(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// Text is a word, or what a function is given.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case Resource:
		for _, f := range []string{"Fn::GetAtt", "Fn::Sub", "Ref"} {
			if word, ok := v[f].(string); ok {
				return word
			}
			if parts, ok := v[f].([]any); ok && f == "Fn::Sub" {
				return Text(parts[0]) // beside which it has names of its own
			}
		}
	}
	return fmt.Sprint(v)
}

// part is a part that may be missing.
func part(r Resource, keys ...string) Resource {
	p, _ := r.At(keys...).(Resource)
	return p
}

// value is a node with !Ref, !GetAtt and the like as the maps that they stand for.
func value(n *yaml.Node) (v any) {
	switch n.Kind {
	case yaml.MappingNode:
		m := Resource{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = value(n.Content[i+1])
		}
		v = m
	case yaml.SequenceNode:
		s := []any{}
		for _, c := range n.Content {
			s = append(s, value(c))
		}
		v = s
	default:
		if strings.HasPrefix(n.Tag, "!!") {
			_ = n.Decode(&v) // a scalar of its own kind: it cannot fail
		} else {
			v = n.Value
		}
	}
	switch {
	case n.Tag == "!Ref" || n.Tag == "!Condition":
		return Resource{n.Tag[1:]: v}
	case strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!"):
		return Resource{"Fn::" + n.Tag[1:]: v}
	}
	return v
}
