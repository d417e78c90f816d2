package importer

import (
	"cmp"
	"html"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"tidings/internal/status"
)

// codes remembers what an update calls a component: the page may no longer
// have it.
func (g *gathering) codes(code, name string) {
	if g.called == nil {
		g.called = map[string]string{}
	}
	if code != "" && name != "" {
		g.called[code] = name
	}
}

// site settles the page's name, address and zone.
func (g *gathering) site() {
	s := &g.Site
	s.Name, s.Zone = oneLine(g.api2.Name, maxTitle), time.UTC
	g.SiteGuessed = s.Name == ""
	if s.Name == "" {
		s.Name = oneLine(g.guess.Name, maxTitle)
	}
	address := cmp.Or(g.api2.URL, g.guess.URL)
	if u, err := url.Parse(address); err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") {
		s.URL = "https://" + u.Host + strings.TrimRight(u.Path, "/")
		if s.Name == "" {
			s.Name = u.Hostname()
			g.note("site", "its name is not in the source: the name of its host stands in site.yaml")
		}
	}
	if s.URL == "" {
		s.URL = "https://status.example.com"
		g.note("site", "its address %q cannot be used: write the right one into site.yaml", address)
	}
	s.Name = cmp.Or(s.Name, "Status")
	if zone, ok := zoneOf(g.api2.TimeZone); ok {
		s.Zone = zone
	} else {
		g.note("site", "its time zone %q is not known: UTC is set", g.api2.TimeZone)
	}
}

// zoneOf loads a zone by its name. The zones that are UTC are called so.
func zoneOf(name string) (*time.Location, bool) {
	switch name {
	case "", "UTC", "Etc/UTC", "Etc/GMT", "GMT", "Etc/Zulu":
		return time.UTC, true
	case "Local":
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}

// layout puts the listed components in the order of the page.
func (g *gathering) layout() *directory {
	g.LayoutGuessed = false
	known := newDirectory()
	for code, name := range g.called {
		known.names[code] = name
	}
	slices.SortStableFunc(g.listed, func(a, b v2Component) int { return cmp.Compare(a.Position, b.Position) })
	members, lone := g.members()
	firstLone, taken, groups := lone, ids{}, ids{}
	if len(lone) > 0 && g.loneFirst() {
		g.show(known, taken, lone, "")
		lone = nil
	}
	for _, c := range g.listed {
		if !c.Group {
			continue
		}
		if len(members[c.ID]) == 0 {
			g.note("group "+c.ID, "left out: it has no components (%q)", c.Name)
			continue
		}
		id := groups.their(c.ID)
		g.Layout.Groups = append(g.Layout.Groups, status.Group{ID: id, Name: g.name("group", c)})
		g.show(known, taken, members[c.ID], id)
	}
	g.show(known, taken, lone, "")
	if len(firstLone) > 0 && len(g.Layout.Groups) > 0 {
		g.note("components", "those outside groups stand together here, before or after all groups")
	}
	return known
}

// members are the components by their group, and those outside any.
func (g *gathering) members() (members map[string][]v2Component, lone []v2Component) {
	groups := map[string]bool{}
	for _, c := range g.listed {
		groups[c.ID] = groups[c.ID] || c.Group
	}
	members = map[string][]v2Component{}
	for _, c := range g.listed {
		switch {
		case c.Group, placeholder.MatchString(c.Name):
		case c.GroupID != nil && groups[*c.GroupID]:
			members[*c.GroupID] = append(members[*c.GroupID], c)
		default:
			lone = append(lone, c)
		}
	}
	return members, lone
}

func (g *gathering) loneFirst() bool {
	for _, c := range g.listed {
		if c.GroupID == nil && !placeholder.MatchString(c.Name) {
			return !c.Group
		}
	}
	return true
}

// show adds components to the page.
func (g *gathering) show(known *directory, taken ids, components []v2Component, group string) {
	for _, c := range components {
		if _, twice := known.byID[c.ID]; twice && c.ID != "" {
			g.note("component "+c.ID, "its id stands twice: the first is taken (%q)", c.Name)
			continue
		}
		id := taken.their(cmp.Or(c.ID, slug(c.Name, 50)))
		ours := status.Component{ID: id, Name: g.name("component", c), Group: group}
		if c.Description != nil {
			ours.Description = g.line("component "+c.ID, "description", plainWords(*c.Description))
		}
		if c.StartDate != nil {
			ours.Since = g.day("component "+c.ID, *c.StartDate)
		}
		if c.OnlyDegraded {
			g.note("component "+c.ID, "it was shown only while degraded: it always is here (%q)", c.Name)
		}
		g.Layout.Components = append(g.Layout.Components, ours)
		known.add(c.ID, c.Name, id)
	}
}

func (g *gathering) name(kind string, c v2Component) string {
	name := oneLine(c.Name, maxTitle)
	if name == "" {
		g.note(kind+" "+c.ID, "it has no name: its id stands for it")
	}
	return cmp.Or(name, oneLine(c.ID, maxTitle), "Unnamed")
}

// line is a line of text, with a note where it was cut.
func (p *Page) line(about, key, text string) string {
	whole := oneLine(text, 1<<20)
	cut := oneLine(whole, maxLine)
	if cut != whole {
		p.note(about, "its %s is cut after %d characters", key, maxLine)
	}
	return cut
}

func (p *Page) day(about, day string) string {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		p.note(about, "its start date %q is no day: left out", day)
		return ""
	}
	return day
}

// their hands out their id as ours where it can be.
func (taken ids) their(id string) string {
	lower := strings.ToLower(id)
	if !componentID.MatchString(lower) || taken[lower] {
		return taken.name(id)
	}
	taken[lower] = true
	return lower
}

// named makes a page of the components that histories name.
func (g *gathering) named() *directory {
	names := map[string]string{}
	for _, r := range g.records {
		for _, name := range r.affected {
			if !placeholder.MatchString(name) && oneLine(name, maxTitle) != "" {
				names[folded(name)] = oneLine(name, maxTitle)
			}
		}
	}
	known, taken := newDirectory(), ids{}
	for _, name := range sortedValues(names) {
		id := taken.name(name)
		g.Layout.Components = append(g.Layout.Components, status.Component{ID: id, Name: name})
		known.add("", name, id)
	}
	if len(names) > 0 {
		g.note("components", "no document lists them: %s that incidents name, in the order of the alphabet", many(len(names), "component"))
	} else {
		g.note("components", "no document lists or names any: add them to components.yaml")
	}
	return known
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

func sortedValues(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for _, v := range m {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(strings.Compare(folded(a), folded(b)), strings.Compare(a, b)) })
	return out
}

// stale notes what the page says now and no incident does: the placeholder that
// is no component, and a status without an incident.
func (g *gathering) stale(c *converter) {
	saying := map[string]bool{}
	for _, inc := range g.Incidents {
		for i := range inc.Updates {
			for id := range inc.Updates[i].Components {
				saying[id] = saying[id] || inc.Open()
			}
		}
		for id := range inc.Components {
			saying[id] = saying[id] || inc.Open()
		}
	}
	for _, m := range g.Maintenances {
		for _, id := range m.Components {
			saying[id] = true
		}
	}
	for _, l := range g.listed {
		id, ok := c.known.byID[l.ID]
		switch {
		case placeholder.MatchString(l.Name):
			g.note("component "+l.ID, "left out: %q is a hint to readers, not a component", l.Name)
		case ok && !l.Group && l.Status != "operational" && l.Status != "" && !saying[id]:
			g.note("component "+l.ID, "it is %s there and no open incident says so: it is operational here (%q)", l.Status, l.Name)
		}
	}
}

// plainWords are the words of a line that may hold light HTML.
func plainWords(text string) string {
	return html.UnescapeString(anyTag.ReplaceAllString(looseSigns(text), " "))
}
