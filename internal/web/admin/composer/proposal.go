package composer

import (
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/wording"
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

// proposing is what an incident is worded from.
type proposing struct {
	config    *config.Config
	templates []wording.Template
	layout    status.Layout
	said      map[string]status.Status
	at        time.Time
}

// propose words an incident from the components and their statuses, with a
// template that is asked for, else the one that fits.
func (x proposing) propose(asked string) proposal {
	impact := status.ImpactOf(x.said)
	t := wording.Find(x.templates, asked)
	if t == nil && asked == "" {
		t = x.fitting(impact)
	}
	if t == nil {
		title, body := inPlainWords(wording.Phrase(x.layout, x.said), x.said)
		return proposal{Title: title, Impact: impact, Body: body, Next: soon(impact)}
	}
	p := proposal{Template: t.ID, Title: fill(t, t.Title, wording.Values(x.layout, x.said, "", x.at)), Impact: t.Impact, Next: soon(t.Impact)}
	for _, s := range []status.State{status.Investigating, status.Identified, status.Monitoring} {
		if body := t.Bodies[s]; body != "" {
			p.State, p.Body = s, fill(t, body, wording.Values(x.layout, x.said, p.Title, x.at))
			return p
		}
	}
	return p
}

// fill puts values into a text of a template; one that cannot be filled in
// stays as it is written, to be seen.
func fill(t *wording.Template, text string, values map[string]any) string {
	if filled, err := t.Fill(text, values, true); err == nil {
		return strings.TrimSpace(filled)
	}
	return text
}

// soon is in how many minutes people want to hear more.
func soon(impact status.Impact) int {
	if impact >= status.ImpactMajor {
		return 30
	}
	return 60
}

// fitting is the template that a source's rule names for one of the components,
// else the first one of the impact; nil for none.
func (x proposing) fitting(impact status.Impact) *wording.Template {
	for _, s := range x.config.Sources {
		for _, r := range s.Rules {
			if is, there := x.said[r.Component]; there && r.Template != "" && (r.Status == nil || *r.Status == is) {
				if t := wording.Find(x.templates, r.Template); t != nil && usable(t) && (r.Status != nil || t.Impact == impact) {
					return t
				}
			}
		}
	}
	for i := range x.templates {
		if t := &x.templates[i]; t.Impact == impact && usable(t) {
			return t
		}
	}
	return nil
}

// usable reports whether a template has words for an incident that begins.
func usable(t *wording.Template) bool {
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

// closing is what the template whose title an incident has says of its end,
// else a plain sentence.
func closing(templates []wording.Template, l status.Layout, inc *status.Incident, at time.Time) string {
	for i := range templates {
		t := &templates[i]
		if body := t.Bodies[status.Resolved]; body != "" && titled(t.Title, inc.Title) {
			return fill(t, body, wording.Values(l, inc.Statuses(), inc.Title, at))
		}
	}
	return "This is resolved."
}

// titled reports whether a title can be of a template's.
func titled(template, title string) bool {
	begin, rest, varies := strings.Cut(template, "{{")
	if !varies {
		return title == template
	}
	last := strings.LastIndex(rest, "}}")
	if last < 0 {
		return false
	}
	end := rest[last+len("}}"):]
	return strings.HasPrefix(title, begin) && strings.HasSuffix(title, end)
}

// closingOf is closing with the templates that there are.
func (c *Composer) closingOf(v *admin.Visit, s admin.Site, l status.Layout, inc *status.Incident) (string, error) {
	templates, err := wording.All(v.Context(), s.Config, s.Board)
	return closing(templates, l, inc, c.Now()), err
}
