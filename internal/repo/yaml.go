package repo

import (
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"tidings/schemas"
)

// decode reads a region of YAML by the schema of a kind into a struct. What is
// wrong is added to the page's problems.
func (p *page) decode(kind string, r region, into any) (*tree, bool) {
	before := len(p.problems)
	t, ok := p.yaml(r)
	if !ok {
		return nil, false
	}
	value := t.value(p, t.root, 0)
	if len(p.problems) > before {
		return t, false
	}
	if !p.passed && !p.obeys(kind, t, value) {
		return t, false
	}
	if err := t.root.Decode(into); err != nil {
		p.addAt(t.line+1, 1, "%v", err)
	}
	return t, len(p.problems) == before
}

// obeys holds a value against the schema of a kind.
func (p *page) obeys(kind string, t *tree, value any) bool {
	violations, err := schemas.Validate(kind, value)
	if err != nil {
		p.whole("%v", err)
	}
	for _, v := range violations {
		t.fault(p, v.Pointer, v.Key, "%s", v.Message)
	}
	return err == nil && len(violations) == 0
}

// yaml parses a region, which must hold one mapping.
func (p *page) yaml(r region) (*tree, bool) {
	t := &tree{line: p.lineOf(r.from) - 1}
	text := p.in(r)
	var doc yaml.Node
	decoder := yaml.NewDecoder(strings.NewReader(text))
	switch err := decoder.Decode(&doc); {
	case errors.Is(err, io.EOF):
		t.root = &yaml.Node{Kind: yaml.MappingNode, Line: 1, Column: 1}
		return t, true
	case err != nil:
		t.unparsed(p, r, err)
		return nil, false
	}
	t.root = doc.Content[0]
	return t, t.alone(p, decoder)
}

// unparsed says why YAML could not be parsed. A tab in indentation is the
// likeliest cause, of which the parser's own message says nothing.
func (t *tree) unparsed(p *page, r region, err error) {
	if at := tabIndent(p.in(r)); at >= 0 {
		p.add(r.from+at, "a tab stands where YAML wants spaces: indent with spaces")
		return
	}
	line, column, message := yamlError(err, p.in(r))
	p.addAt(t.line+line, column, "the YAML cannot be read: %s", message)
}

// alone checks that the document is a mapping and that none follows it.
func (t *tree) alone(p *page, decoder *yaml.Decoder) bool {
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		p.addAt(t.line+1, 1, "there is more than one YAML document: take out the line of three hyphens or dots that begins the second")
		return false
	}
	if t.root.Kind != yaml.MappingNode {
		t.at(p, t.root, "keys are expected here, such as \"name: value\"")
		return false
	}
	return true
}

// tabIndent finds a tab in the white space that a line begins with.
func tabIndent(text string) int {
	for at, found := 0, 0; at < len(text); at += found + 1 {
		line := text[at:]
		if found = strings.IndexByte(line, '\n'); found < 0 {
			found = len(line)
		}
		indent := line[:found]
		indent = indent[:len(indent)-len(strings.TrimLeft(indent, " \t"))]
		if tab := strings.IndexByte(indent, '\t'); tab >= 0 && len(indent) < found {
			return at + tab
		}
	}
	return -1
}
