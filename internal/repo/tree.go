package repo

import (
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"tidings/schemas"
)

// maxDepth is how deeply YAML may nest; no content file needs half of it.
const maxDepth = 16

// tree is a piece of YAML in a page.
type tree struct {
	root *yaml.Node // the outermost mapping
	line int        // of the page, before the YAML's first
}

// value is the node as encoding/json would decode it. It refuses what is legal
// YAML but no business of a content file.
func (t *tree) value(p *page, n *yaml.Node, depth int) any {
	switch {
	case depth > maxDepth:
		t.at(p, n, "this is nested more than %d deep", maxDepth)
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		t.at(p, n, "anchors and aliases (& and *) are not allowed: write the value out, or put it in quotes if it is text")
	case n.Style&yaml.TaggedStyle != 0:
		t.at(p, n, "tags such as %s are not allowed: put the value in quotes if it is text", n.Tag)
	case n.Kind == yaml.MappingNode:
		return t.mapping(p, n, depth)
	case n.Kind == yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, entry := range n.Content {
			list[i] = t.value(p, entry, depth+1)
		}
		return list
	case n.Kind == yaml.ScalarNode && strings.IndexFunc(n.Value, control) >= 0:
		t.at(p, n, "this text holds a control character: take it out")
	case endless(n):
		t.at(p, n, "%s is not a number that can be counted with: write a plain number, or put it in quotes if it is text", n.Value)
	default:
		return scalar(n)
	}
	return nil
}

// endless reports whether a node is infinite or not a number, which JSON has not.
func endless(n *yaml.Node) bool {
	f, ok := scalar(n).(float64)
	return ok && (math.IsInf(f, 0) || math.IsNaN(f))
}

// control reports whether a character may stand in no content file.
func control(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }

func (t *tree) mapping(p *page, n *yaml.Node, depth int) any {
	out := make(map[string]any, len(n.Content)/2)
	lines := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0 || key.ShortTag() == "!!null" {
			t.at(p, key, "a key must be a plain word")
			continue
		}
		if line, ok := lines[key.Value]; ok {
			t.at(p, key, "key %q stands twice in the same map, first in line %d: take one out", key.Value, line)
		}
		lines[key.Value] = t.line + key.Line
		out[key.Value] = t.value(p, value, depth+1)
	}
	return out
}

// scalar gives text, number, boolean or nil; times stay text.
func scalar(n *yaml.Node) any {
	var value any
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if n.Decode(&b) == nil {
			value = b
		}
	case "!!int", "!!float":
		var f float64
		if n.Decode(&f) == nil {
			value = f
		}
	}
	if value == nil {
		return n.Value
	}
	return value
}

func (t *tree) at(p *page, n *yaml.Node, format string, args ...any) {
	p.addAt(t.line+n.Line, n.Column, format, args...)
}

// fault adds a problem where a pointer leads to: at the value, or with key at
// the last name of the pointer.
func (t *tree) fault(p *page, pointer string, key bool, format string, args ...any) {
	t.at(p, t.find(schemas.Tokens(pointer), key), format, args...)
}

// find follows names as far as they lead.
func (t *tree) find(tokens []string, key bool) *yaml.Node {
	n := t.root
	for i, token := range tokens {
		name, value := child(n, token)
		if value == nil {
			return n
		}
		if key && i == len(tokens)-1 {
			return name
		}
		n = value
	}
	return n
}

// child is the entry of a mapping or sequence, with its key.
func child(n *yaml.Node, token string) (key, value *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == token {
				return n.Content[i], n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i], n.Content[i]
		}
	}
	return nil, nil
}
