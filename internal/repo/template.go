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

// part is a template's text for one state.
type part struct {
	state status.State
	line  int // offset of its heading
	text  region
}

// bodies reads a template's texts by state, each below a heading of that name.
func (p *page) bodies(from int) map[status.State]string {
	preamble, parts := p.parts(from)
	if p.body(preamble) != "" {
		p.add(p.start(preamble), "this text stands before the first state: put it below a heading such as \"## investigating\"")
	} else if len(parts) == 0 && len(p.problems) == 0 {
		p.add(from, "the template has no text: write at least \"## investigating\" with a text below it")
	}
	out, first := map[status.State]string{}, map[status.State]int{}
	for _, t := range parts {
		text := p.body(t.text)
		if line, twice := first[t.state]; twice {
			p.add(t.line, "the state %s stands twice, first in line %d: take one out", t.state, p.lineOf(line))
		} else if text == "" {
			p.add(t.line, "the state has no text: write at least a sentence below its heading")
		} else {
			out[t.state] = text
		}
		first[t.state] = t.line
	}
	return out
}

// parts cuts a template at its headings.
func (p *page) parts(from int) (preamble region, found []part) {
	preamble = region{from, len(p.text)}
	last := &preamble
	h := headings{page: p, at: from}
	for at, line, ok := h.next(); ok; at, line, ok = h.next() {
		name, second := strings.CutPrefix(line, "## ")
		state, err := status.ParseState(strings.TrimSpace(name))
		if !second || err != nil {
			p.refuseTemplateHeading(at, line)
			continue
		}
		last.to = at
		found = append(found, part{state, at, region{h.at, len(p.text)}})
		last = &found[len(found)-1].text
	}
	h.checkClosed()
	return preamble, found
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
