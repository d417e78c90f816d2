package repo

import (
	"tidings/internal/status"

	"tidings/internal/content"
)

// incidentKeys is the front matter of an incident.
type incidentKeys struct {
	ID         string                   `yaml:"id"`
	Title      string                   `yaml:"title"`
	Impact     status.Impact            `yaml:"impact"`
	Components map[string]status.Status `yaml:"components"`
	Notify     *bool                    `yaml:"notify"`
	Earlier    []pastTitleKeys          `yaml:"earlier"`
}

// ParseIncident reads one incident. The path, relative to the content folder,
// gives it its id unless its front matter does, and its origin. Components must
// be among the known ones; nil allows any. With problems there is no incident.
func ParseIncident(path string, src []byte, known map[string]struct{}) (*status.Incident, []content.Problem) {
	return parseIncident(path, src, known, quickIncident)
}

// parseIncident reads front matter with the quick reader when it can. Tests
// hold both ways equal by passing none.
func parseIncident(path string, src []byte, known map[string]struct{}, quick func(string, map[string]struct{}, *incidentKeys) bool) (*status.Incident, []content.Problem) {
	p, ok := open(path, src)
	if !ok {
		return nil, p.problems
	}
	front, rest, ok := p.front()
	if !ok {
		return nil, p.problems
	}
	inc := &status.Incident{Origin: status.Origin{Kind: status.OriginContent, Ref: path}}
	var keys incidentKeys
	if quick != nil && quick(p.in(front), known, &keys) {
		inc.ID = p.identify(keys.ID, nil)
	} else {
		keys = incidentKeys{}
		if t, ok := p.decode("incident", front, &keys); ok {
			inc.ID = p.identify(keys.ID, t)
			inc.Earlier = p.headlines(t, keys.Earlier)
			p.checkKnown(t, keys.Components, known)
		}
	}
	inc.Title, inc.Impact, inc.Components, inc.Notify = keys.Title, keys.Impact, keys.Components, keys.Notify
	inc.Updates = p.told(rest, known)
	if len(p.problems) > 0 || !p.fits(src, "the incident", inc) {
		return nil, p.sorted()
	}
	return inc, nil
}

// told reads an incident's updates, of which there must be one.
func (p *page) told(rest int, known map[string]struct{}) []status.Update {
	preamble, sections := p.sections(rest)
	stray := p.body(preamble)
	switch {
	case len(sections) == 0 && len(p.problems) == 0:
		p.add(rest, "the incident has no update: %s with a text below it", headingForm)
	case len(sections) > 0 && stray != "":
		p.add(p.start(preamble), "this text stands before the first update: put it below an update's heading")
	}
	return p.updates(sections, false, known)
}

// start is the offset of the first line of a region that is not empty.
func (p *page) start(r region) int {
	at := r.from
	for at < r.to {
		line, next := p.line(at)
		if outdent(line) != "" {
			break
		}
		at = next
	}
	return at
}
