package repo

import (
	"errors"
	"strconv"
	"strings"

	"tidings/internal/markdown/burden"
	"tidings/internal/status"
)

// section is one update as it stands in the file.
type section struct {
	heading
	line  int    // offset of its heading
	block region // its YAML block; empty without one
	text  region // what follows, up to the next heading
	keys  *tree  // of the block, once it is read
}

// sections cuts a page into updates, from an offset to its end. What stands
// before the first heading is the preamble.
func (p *page) sections(from int) (preamble region, found []section) {
	found = make([]section, 0, 1+strings.Count(p.text[from:], "\n## "))
	preamble = region{from, len(p.text)}
	last := &preamble
	h := headings{page: p, at: from}
	for at, line, ok := h.next(); ok; at, line, ok = h.next() {
		head, ok := readHeading(line)
		if !ok {
			if why := refuseHeading(line); why != "" {
				p.add(at, "%s", why)
			}
			continue
		}
		last.to = at
		s := section{heading: head, line: at}
		s.block, h.at = p.updateBlock(h.at)
		s.text = region{h.at, len(p.text)}
		found = append(found, s)
		last = &found[len(found)-1].text
	}
	h.checkClosed()
	return preamble, found
}

// updateBlock finds the YAML block of an update, whose heading ends at an
// offset, and where its text begins.
func (p *page) updateBlock(at int) (block region, rest int) {
	line, next := p.line(at)
	for start := at; strings.TrimSpace(line) == "" && next > start; {
		start = next
		line, next = p.line(start)
	}
	if strings.TrimRight(line, " \t") != "---" {
		return region{}, at
	}
	block, rest, ok := p.block(next)
	if !ok {
		p.add(next-len(line)-1, "this block is never closed: add a line of three hyphens after its keys, or write *** if a rule across the page was meant")
		return region{}, next
	}
	return block, rest
}

// body is a section's text without the empty lines around it. One that would take
// long to read is a problem.
func (p *page) body(r region) string {
	p.checkBurden(r)
	text := strings.TrimRight(p.in(r), " \t\n")
	for {
		line, rest, more := strings.Cut(text, "\n")
		if !more || strings.Trim(line, " \t") != "" {
			return text
		}
		text = rest
	}
}

func (p *page) checkBurden(r region) {
	var much *burden.Error
	if errors.As(burden.Check(p.in(r)), &much) {
		p.addAt(p.lineOf(r.from)+much.Line-1, 1, "%s", much.Reason)
	}
}

// updates turns sections into updates.
func (p *page) updates(sections []section, maintenance bool, known map[string]struct{}) []status.Update {
	out := make([]status.Update, len(sections))
	named := false
	for i := range sections {
		s, u := &sections[i], &out[i]
		u.ID, u.At, u.State = strconv.Itoa(i+1), s.at, s.state
		u.Body = p.body(s.text)
		p.checkState(s, maintenance)
		if i > 0 {
			p.checkOrder(&sections[i-1], s)
		}
		said := p.readBlock(s, u, known)
		p.checkRedacted(s, u)
		if maintenance && i > 0 {
			p.checkOver(&sections[i-1], s)
		}
		if !maintenance && u.Plan != (status.Plan{}) {
			p.add(s.line, "an incident has no plan: take \"starts\" and \"ends\" out of the update's block")
		}
		named = named || s.block != (region{})
		if u.Body == "" && !said {
			p.add(s.line, `the update has no text: write at least a sentence below its heading, or "body: ''" in its block if it is meant to have none`)
		}
	}
	if named {
		p.checkOrdinals(sections, out)
	}
	return out
}

// checkOrder refuses what cannot come after another update. An incident that
// was resolved may go on; once it is explained, it is over.
func (p *page) checkOrder(before, s *section) {
	if s.at.Before(before.at) {
		p.add(s.line, "this update is dated before the one above it (line %d): put the oldest first", p.lineOf(before.line))
	}
	if before.state == status.Postmortem && !s.state.Ends() {
		p.add(s.line, "an incident with a post-mortem (line %d) is over and cannot be %s again: begin a new one", p.lineOf(before.line), s.state)
	}
}

func (p *page) checkState(s *section, maintenance bool) {
	if s.state.OfMaintenance() == maintenance {
		return
	}
	kind, names := "an incident", stateNames(func(s status.State) bool { return !s.OfMaintenance() })
	if maintenance {
		kind, names = "a maintenance", stateNames(status.State.OfMaintenance)
	}
	p.add(s.line, "%s cannot be %s: use one of %s", kind, s.state, strings.Join(names, ", "))
}

// checkOver refuses to go on with a maintenance that is over.
func (p *page) checkOver(before, s *section) {
	if before.state.OfMaintenance() && before.state.Ends() && s.state != before.state && s.state.OfMaintenance() {
		p.add(s.line, "a maintenance that is %s (line %d) cannot be %s afterwards: announce the work in a file of its own", before.state, p.lineOf(before.line), s.state)
	}
}

// checkOrdinals refuses an id that another update of the file has. Ordinals
// alone cannot collide, and most files have nothing else.
func (p *page) checkOrdinals(sections []section, updates []status.Update) {
	first := map[string]int{}
	for i := range updates {
		if other, twice := first[updates[i].ID]; twice {
			p.add(sections[i].line, "the update's id %q is also that of the update in line %d: give one of them another id",
				updates[i].ID, p.lineOf(sections[other].line))
			continue
		}
		first[updates[i].ID] = i
	}
}
