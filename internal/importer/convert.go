package importer

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"tidings/internal/status"
)

func itoa(n int) string { return strconv.Itoa(n) }

// add converts a record, or notes why it could not.
func (c *converter) add(r *record) {
	theirs := r.id
	if r.id = stableID(theirs); r.id != theirs {
		c.note(r.about(), "its id %q could not stay", theirs)
	}
	title := c.title(r)
	updates := c.told(r)
	if len(updates) == 0 {
		c.note(r.about(), "not imported: it has no update with a time (%q)", title)
		return
	}
	if r.maintenance {
		c.maintenance(r, title, updates)
		return
	}
	inc := &status.Incident{ID: r.id, Title: title, Impact: c.impact(r), Updates: updates}
	c.statuses(r, inc)
	c.Incidents = append(c.Incidents, inc)
}

// title is one line that a page can show. What is cut off a long one stays in
// the first update.
func (c *converter) title(r *record) string {
	whole := oneLine(r.title, 1<<20)
	title := oneLine(whole, maxTitle)
	switch {
	case title == "":
		title = "Untitled"
		c.note(r.about(), "it has no title: it is called %q here", title)
	case title != whole:
		c.note(r.about(), "its title has %d characters: %d stand, the whole begins the first update", len([]rune(whole)), len([]rune(title)))
		if len(r.updates) > 0 {
			first := slices.MinFunc(r.updates, func(a, b said) int { return a.at.Compare(b.at) })
			i := slices.IndexFunc(r.updates, func(u said) bool { return u.at.Equal(first.at) && u.id == first.id })
			r.updates[i].body = whole + "\n\n" + r.updates[i].body
		}
	}
	return title
}

func (c *converter) impact(r *record) status.Impact {
	impact, err := status.ParseImpact(r.impact)
	switch {
	case err == nil:
		return impact
	case r.impact == "":
		c.impactUnknown++
		return status.ImpactMinor
	case r.impact == "maintenance":
		c.note(r.about(), "its impact is maintenance, which no incident has: none is set")
		return status.ImpactNone
	}
	c.note(r.about(), "its impact %q is not known: minor is set", r.impact)
	return status.ImpactMinor
}

// usual is the status that an impact goes with, the other way round than
// Statuspage works an impact out.
func usual(impact status.Impact) status.Status {
	return [...]status.Status{status.Operational, status.DegradedPerformance, status.PartialOutage, status.MajorOutage}[impact]
}

// statuses puts what was said of components where it was said: with the first
// update into the incident, with a later one what it changed.
func (c *converter) statuses(r *record, inc *status.Incident) {
	now := map[string]status.Status{}
	spoken := false
	for i := range r.updates {
		said := c.resolve(r, r.updates[i].statuses)
		spoken = spoken || len(said) > 0
		if inc.Updates[i].State.Ends() {
			c.leftOver += len(slices.DeleteFunc(slices.Collect(maps.Values(said)), func(s status.Status) bool { return s == status.Operational }))
			continue
		}
		changed := maps.Clone(said)
		maps.DeleteFunc(changed, func(id string, s status.Status) bool { before, ok := now[id]; return ok && before == s })
		maps.Copy(now, said)
		if i == 0 {
			inc.Components = changed
		} else if len(changed) > 0 {
			inc.Updates[i].Components = changed
		}
	}
	c.unspoken(r, inc, now, spoken)
}

// unspoken adds the components that are named without any status.
func (c *converter) unspoken(r *record, inc *status.Incident, now map[string]status.Status, spoken bool) {
	guess := usual(inc.Impact)
	if spoken {
		guess = status.Operational
	}
	for _, name := range r.affected {
		id, ok := c.component(r, name)
		if _, said := now[id]; !ok || said {
			continue
		}
		if inc.Components == nil {
			inc.Components = map[string]status.Status{}
		}
		if inc.Components[id] = guess; guess != status.Operational {
			c.statusGuessed++
		}
	}
	if len(inc.Components) == 0 {
		inc.Components = nil
	}
}

// resolve turns what an update says of components into our ids and statuses.
func (c *converter) resolve(r *record, said map[string]string) map[string]status.Status {
	out := map[string]status.Status{}
	for _, name := range slices.Sorted(maps.Keys(said)) {
		id, ok := c.component(r, name)
		if !ok {
			continue
		}
		s, err := status.ParseStatus(said[name])
		if err != nil {
			c.note(r.about(), "the status %q of %s is not known: it is shown as unknown", said[name], id)
			s = status.Unknown
		}
		out[id] = s
	}
	return out
}

// component finds a component of ours, and notes a name that leads to none.
func (c *converter) component(r *record, name string) (string, bool) {
	id, found := c.known.find(name)
	switch {
	case found:
		return id, true
	case placeholder().MatchString(name):
		c.hidden++
	case c.known.first(r.id, name):
		c.note(r.about(), "the component %q is not on the page: left out of it", c.known.label(name))
	}
	return "", false
}

func (c *converter) maintenance(r *record, title string, updates []status.Update) {
	starts, ends := window(r, updates)
	switch {
	case starts.IsZero() || ends.IsZero():
		c.note(r.about(), "not imported: the source does not say when it starts and ends (%q)", title)
		return
	case !ends.After(starts):
		ends = starts.Add(time.Minute)
		c.note(r.about(), "it ends before it has started: it ends at %s here", when(ends))
	}
	m := &status.Maintenance{ID: r.id, Title: title, Starts: starts, Ends: ends, Updates: updates}
	for i := range r.updates {
		for id := range c.resolve(r, r.updates[i].statuses) {
			m.Components = append(m.Components, id)
		}
	}
	for _, name := range r.affected {
		if id, ok := c.component(r, name); ok {
			m.Components = append(m.Components, id)
		}
	}
	slices.Sort(m.Components)
	m.Components = slices.Compact(m.Components)
	c.Maintenances = append(c.Maintenances, m)
}

// window is when a maintenance was planned, else when it was under way.
func window(r *record, updates []status.Update) (starts, ends time.Time) {
	starts, ends = r.starts, r.ends
	for _, u := range updates {
		if starts.IsZero() && (u.State == status.InProgress || u.State == status.Verifying) {
			starts = u.At
		}
		if ends.IsZero() && u.State.Ends() {
			ends = u.At
		}
	}
	return starts, ends
}
