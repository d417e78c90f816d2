package importer

import (
	"path"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"tidings/internal/pattern"
	"tidings/internal/status"
)

var (
	languageName  = pattern.New(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	linkAddress   = pattern.New(`^(https?://|mailto:)\S+$`)
	secureAddress = pattern.New(`^https://[^\s/]+\S*$`)
	upkeep        = pattern.New(`(?i)\bmaintenance\b`)
)

// post is a file of content/issues.
type post struct {
	Title         string   `yaml:"title"`
	Date          string   `yaml:"date"`
	Resolved      bool     `yaml:"resolved"`
	ResolvedWhen  string   `yaml:"resolvedWhen"`
	Severity      string   `yaml:"severity"`
	Affected      []string `yaml:"affected"`
	Section       string   `yaml:"section"`
	Informational bool     `yaml:"informational"`
	Draft         bool     `yaml:"draft"`

	name    string // of its file
	body    string
	started time.Time
	ended   time.Time // zero: it does not say
}

func (p *post) about() string { return "issue " + path.Base(p.name) }

// issue imports one file, or notes why not.
func (s *cstate) issue(name, src string) {
	p := &post{name: name}
	if why := p.read(src); why != "" {
		s.note(p.about(), "not imported: %s", why)
		return
	}
	var ok bool
	if p.started, ok = s.localTime(p.Date); !ok {
		s.note(p.about(), "not imported: its date %q cannot be read", p.Date)
		return
	}
	if p.ended, ok = s.localTime(p.ResolvedWhen); !ok && strings.TrimSpace(p.ResolvedWhen) != "" {
		s.note(p.about(), "its resolvedWhen %q cannot be read: left out", p.ResolvedWhen)
	}
	if p.Draft {
		s.note(p.about(), "not imported: it is a draft")
		return
	}
	r := &record{id: stableID(strings.TrimSuffix(path.Base(name), path.Ext(name))), title: p.Title, created: p.started, affected: p.Affected}
	r.updates = s.blocks(p)
	c := &converter{Page: s.Page, known: s.known}
	title := c.title(r)
	if p.planned() {
		r.maintenance = true
		s.maintenance(c, r, p, title)
		return
	}
	s.incident(c, r, p, title)
}

// read takes a file apart. It returns why that cannot be done.
func (p *post) read(src string) string {
	src = strings.ReplaceAll(strings.TrimPrefix(strings.ToValidUTF8(src, "\ufffd"), "\ufeff"), "\r\n", "\n")
	rest, ok := strings.CutPrefix(src, "---\n")
	if !ok {
		return "it has no front matter between lines of three hyphens"
	}
	front, body, ok := strings.Cut("\n"+rest+"\n", "\n---\n")
	if !ok {
		return "its front matter is never closed"
	}
	p.body = body
	if err := yaml.Unmarshal([]byte(front), p); err != nil {
		return "its front matter cannot be read: " + oneLine(err.Error(), 200)
	}
	return ""
}

// planned reports whether a post speaks of a maintenance and says when it ends:
// without that it can only stay a notice.
func (p *post) planned() bool {
	says := strings.EqualFold(p.Section, "maintenance") || upkeep().MatchString(p.Title)
	return says && (p.Informational || p.Severity == "notice") && p.ended.After(p.started)
}

func (s *cstate) maintenance(c *converter, r *record, p *post, title string) {
	m := &status.Maintenance{ID: r.id, Title: title, Starts: p.started, Ends: p.ended}
	for _, name := range p.Affected {
		if id, ok := c.component(r, name); ok {
			m.Components = append(m.Components, id)
		}
	}
	m.Components = unique(m.Components)
	for i, u := range r.updates {
		m.Updates = append(m.Updates, status.Update{ID: itoa(i + 1), At: u.at, State: status.Scheduled, Body: u.body})
	}
	s.note(p.about(), "it speaks of a maintenance and says when it ends: it is a maintenance here")
	s.Maintenances = append(s.Maintenances, m)
}

func (s *cstate) incident(c *converter, r *record, p *post, title string) {
	impact, worst := s.severity(p)
	inc := &status.Incident{ID: r.id, Title: title, Impact: impact}
	for i, u := range r.updates {
		inc.Updates = append(inc.Updates, status.Update{ID: itoa(i + 1), At: u.at, State: s.state(p, u.state, inc.Updates), Body: u.body})
	}
	s.close(p, inc)
	for _, name := range p.Affected {
		if id, ok := c.component(r, name); ok {
			if inc.Components == nil {
				inc.Components = map[string]status.Status{}
			}
			inc.Components[id] = worst
		}
	}
	s.Incidents = append(s.Incidents, inc)
}

// severity is what cState's words for it come to.
func (s *cstate) severity(p *post) (status.Impact, status.Status) {
	switch severity := strings.ToLower(strings.TrimSpace(p.Severity)); {
	case p.Informational:
		if upkeep().MatchString(p.Title) {
			s.note(p.about(), "it speaks of a maintenance but not of when that ends (resolvedWhen): it is a notice here, an incident without impact")
		}
		return status.ImpactNone, status.Operational
	case severity == "notice", severity == "":
		return status.ImpactNone, status.Operational
	case severity == "disrupted":
		return status.ImpactMinor, status.DegradedPerformance
	case severity == "down":
		return status.ImpactMajor, status.MajorOutage
	}
	s.note(p.about(), "its severity %q is not known: minor is set", p.Severity)
	return status.ImpactMinor, status.DegradedPerformance
}

// state is what an update's own word comes to, else the state before it.
func (s *cstate) state(p *post, word string, before []status.Update) status.State {
	last := status.Investigating
	if len(before) > 0 {
		last = before[len(before)-1].State
	}
	state, err := status.ParseState(stateName(word))
	switch {
	case stateName(word) == "update" || word == "":
		return last
	case err != nil || state.OfMaintenance():
		s.note(p.about(), "%q is no state of an incident: it stays %s", word, last)
		return last
	}
	return state
}

// close ends an incident as its front matter says: by the update that tells of
// it, or by one without words.
func (s *cstate) close(p *post, inc *status.Incident) {
	last := len(inc.Updates) - 1
	if !p.Resolved && !p.Informational || inc.Updates[last].State == status.Resolved {
		return
	}
	for last > 0 && inc.Updates[last].State == status.Postmortem {
		last--
	}
	u := &inc.Updates[last]
	switch {
	case u.State.Ends():
	case p.Informational, !p.ended.After(u.At):
		u.State = status.Resolved
	case last == len(inc.Updates)-1:
		inc.Updates = append(inc.Updates, status.Update{ID: itoa(last + 2), At: p.ended, State: status.Resolved})
	}
}
