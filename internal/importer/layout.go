package importer

import (
	"cmp"
	"html"
	"strings"
	"time"

	"tidings/internal/ident"
	"tidings/internal/order"
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

// layout puts the listed components in the order of the page.
func (g *gathering) layout() *directory {
	known := newDirectory()
	for code, name := range g.called {
		known.names[code] = name
	}
	order.StablyBy(g.listed, func(a, b v2Component) int { return cmp.Compare(a.Position, b.Position) })
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
		id := groups.their(cmp.Or(c.want, c.ID))
		g.Layout.Groups = append(g.Layout.Groups, status.Group{ID: id, Name: g.name("group", c), Mode: c.mode})
		numbered(&g.Numbers.Groups, id, c.number)
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
		case c.Group, placeholder().MatchString(c.Name):
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
		if c.GroupID == nil && !placeholder().MatchString(c.Name) {
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
		id := taken.their(cmp.Or(c.want, c.ID, slug(c.Name)))
		ours := status.Component{ID: id, Name: g.name("component", c), Group: group, Link: c.link}
		numbered(&g.Numbers.Components, id, c.number)
		if c.Description != nil {
			ours.Description = g.description("component "+c.ID, plainWords(*c.Description))
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

// numbered keeps a number, if there is one.
func numbered(numbers *map[string]int, id string, number int) {
	if number == 0 {
		return
	}
	if *numbers == nil {
		*numbers = map[string]int{}
	}
	(*numbers)[id] = number
}

func (g *gathering) name(kind string, c v2Component) string {
	name := oneLine(c.Name, maxTitle)
	if name == "" {
		g.note(kind+" "+c.ID, "it has no name: its id stands for it")
	}
	return cmp.Or(name, oneLine(c.ID, maxTitle), "Unnamed")
}

// description is one as a line of text, with a note where it was cut.
func (p *Page) description(about, text string) string {
	whole := oneLine(text, 1<<20)
	cut := oneLine(whole, maxLine)
	if cut != whole {
		p.note(about, "its description is cut after %d characters", maxLine)
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
	if !ident.Valid(lower) || taken[lower] {
		return taken.name(id)
	}
	taken[lower] = true
	return lower
}

// plainWords are the words of a line that may hold light HTML.
func plainWords(text string) string {
	return html.UnescapeString(anyTag().ReplaceAllString(looseSigns(text), " "))
}
