package repo

import (
	"strings"

	"tidings/internal/config"
	"tidings/internal/status"
)

// template reads one file of templates/.
func (r *reader) template(p *page) {
	front, rest, ok := p.front()
	if !ok {
		return
	}
	before := len(p.problems)
	var keys titleKeys
	p.decode("template", front, &keys)
	bodies := p.bodies(rest)
	p.checkVariables(front.from)
	if len(p.problems) > before {
		return
	}
	r.config.Templates = append(r.config.Templates, config.Template{
		ID: stem(p.path), Title: keys.Title, Impact: keys.Impact, Bodies: bodies,
	})
}

// bodies reads a template's texts by state, each below a heading of that name.
func (p *page) bodies(from int) map[status.State]string {
	out := map[status.State]string{}
	lines := map[status.State]int{}
	last, part := status.State(0), region{from, len(p.text)}
	keep := func(end int) {
		part.to = end
		text := p.body(part)
		switch {
		case len(lines) == 0 && text != "":
			p.add(p.start(part), "this text stands before the first state: put it below a heading such as \"## investigating\"")
		case len(lines) > 0 && text == "":
			p.add(lines[last], "the state has no text: write at least a sentence below its heading")
		case len(lines) > 0:
			out[last] = text
		}
	}
	h := headings{page: p, at: from}
	for at, line, ok := h.next(); ok; at, line, ok = h.next() {
		name, isState := strings.CutPrefix(line, "## ")
		state, err := status.ParseState(strings.TrimSpace(name))
		if !isState || err != nil {
			p.refuseTemplateHeading(at, line)
			continue
		}
		keep(at)
		if first, twice := lines[state]; twice {
			p.add(at, "the state %s stands twice, first in line %d: take one out", state, p.lineOf(first))
		}
		last, lines[state], part = state, at, region{h.at, len(p.text)}
	}
	keep(len(p.text))
	if h.fence != "" {
		p.add(h.open, "this code block is never closed: end it with a line of %s", h.fence)
	}
	if len(lines) == 0 && len(p.problems) == 0 {
		p.add(from, "the template has no text: write at least \"## investigating\" with a text below it")
	}
	return out
}

// refuseTemplateHeading speaks up where a heading of one word is no state: it
// was meant for one.
func (p *page) refuseTemplateHeading(at int, line string) {
	words := strings.Fields(line)
	if len(words) != 2 || words[0] != "##" {
		return
	}
	p.add(at, "%s", refuseState(words[1]))
}

// checkVariables refuses what stands in double braces and is not known.
func (p *page) checkVariables(from int) {
	for {
		start := strings.Index(p.text[from:], "{{")
		if start < 0 {
			return
		}
		start += from
		end := strings.Index(p.text[start:], "}}")
		if end < 0 {
			p.add(start, "the braces are never closed: write {{component}}")
			return
		}
		from = start + end + 2
		if name := p.text[start+2 : start+end]; name != "component" {
			p.add(start, "unknown variable %q: the only one is {{component}}", name)
		}
	}
}
