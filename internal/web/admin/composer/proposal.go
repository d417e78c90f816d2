package composer

import (
	"strings"

	"tidings/internal/config"
	"tidings/internal/status"
)

// proposal is what a form is filled with before anybody has typed.
type proposal struct {
	Template string // id; empty for none
	Title    string
	Impact   status.Impact
	State    status.State
	Body     string
	Next     int // minutes
}

// propose words an incident from the components and their statuses, with a
// template that is asked for, else the one that fits.
func propose(c *config.Config, l status.Layout, said map[string]status.Status, asked string) proposal {
	impact := status.ImpactOf(said)
	name := namesOf(l, said)
	t, ok := c.Template(asked)
	if !ok && asked == "" {
		t, ok = fitting(c, said, impact)
	}
	if !ok {
		title, body := inPlainWords(name, said)
		return proposal{Title: title, Impact: impact, Body: body, Next: soon(impact)}
	}
	p := proposal{Template: t.ID, Title: expand(t.Title, name), Impact: t.Impact, Next: soon(t.Impact)}
	for _, s := range []status.State{status.Investigating, status.Identified, status.Monitoring} {
		if body := t.Bodies[s]; body != "" {
			p.State, p.Body = s, expand(body, name)
			return p
		}
	}
	return p
}

// soon is in how many minutes people want to hear more.
func soon(impact status.Impact) int {
	if impact >= status.ImpactMajor {
		return 30
	}
	return 60
}

// fitting is the template that a source's rule names for one of the components,
// else the first one of the impact.
func fitting(c *config.Config, said map[string]status.Status, impact status.Impact) (*config.Template, bool) {
	for _, s := range c.Sources {
		for _, r := range s.Rules {
			if is, there := said[r.Component]; there && r.Template != "" && (r.Status == nil || *r.Status == is) {
				if t, ok := c.Template(r.Template); ok && usable(t) && (r.Status != nil || t.Impact == impact) {
					return t, true
				}
			}
		}
	}
	for i := range c.Templates {
		if t := &c.Templates[i]; t.Impact == impact && usable(t) {
			return t, true
		}
	}
	return nil, false
}

// usable reports whether a template has words for an incident that begins.
func usable(t *config.Template) bool {
	return t.Bodies[status.Investigating]+t.Bodies[status.Identified]+t.Bodies[status.Monitoring] != ""
}

func inPlainWords(name string, said map[string]status.Status) (title, body string) {
	if len(said) == 0 {
		return "", ""
	}
	worst := status.Operational
	for _, s := range said {
		worst = max(worst, s)
	}
	switch worst {
	case status.MajorOutage:
		return name + ": not available", name + " cannot be used at the moment. We are finding out why."
	case status.PartialOutage:
		return name + ": partly unavailable", "Some requests to " + name + " fail. We are finding out why."
	}
	return name + ": slow or faulty", name + " may be slow or answer with errors. We are finding out why."
}

// namesOf is "API and Website", in the order of the page.
func namesOf(l status.Layout, said map[string]status.Status) string {
	var names []string
	for _, comp := range l.Components {
		if _, there := said[comp.ID]; there {
			names = append(names, comp.Name)
		}
	}
	switch n := len(names); {
	case n > 3:
		return "Several services"
	case n > 1:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	case n == 1:
		return names[0]
	}
	return ""
}

// expand puts a name into the words of a template; without one the variable
// stays, to be seen.
func expand(text, name string) string {
	if name == "" {
		return text
	}
	return strings.ReplaceAll(text, "{{component}}", name)
}

// closing is what the template whose title an incident has says of its end,
// else a plain sentence.
func closing(c *config.Config, l status.Layout, inc *status.Incident) string {
	name := namesOf(l, inc.Statuses())
	for i := range c.Templates {
		t := &c.Templates[i]
		begin, end, _ := strings.Cut(t.Title, "{{component}}")
		if body := t.Bodies[status.Resolved]; body != "" && strings.HasPrefix(inc.Title, begin) && strings.HasSuffix(inc.Title, end) {
			return expand(body, name)
		}
	}
	return "This is resolved."
}
