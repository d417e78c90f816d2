package importer

import (
	"cmp"
	"slices"

	"tidings/internal/config"
	"tidings/internal/status"
)

func (s *cstate) links() {
	for _, tab := range s.config.Params.Tabs {
		name := oneLine(tab.Name, maxTitle)
		if name == "" || !linkAddress().MatchString(tab.Link) || len(s.Site.Links) == 20 {
			s.note("site", "the tab %q to %q is left out: a link is https://, http:// or mailto:", tab.Name, tab.Link)
			continue
		}
		s.Site.Links = append(s.Site.Links, config.Link{Name: name, URL: tab.Link})
	}
}

// systems puts the systems into groups by their categories, in that order.
// Those of a category without a title stand outside groups.
func (s *cstate) systems() {
	groups, taken := ids{}, ids{}
	var lone []hugoSystem
	placed := map[string]bool{}
	for _, c := range s.config.Params.Categories {
		members := slices.DeleteFunc(slices.Clone(s.config.Params.Systems), func(x hugoSystem) bool { return x.Category != c.Name })
		switch {
		case placed[c.Name]:
			s.note("category "+c.Name, "it stands twice: the first is taken")
		case len(members) == 0:
			s.note("category "+c.Name, "left out: it has no systems")
		case c.Untitled:
			lone = append(lone, members...)
		default:
			s.group(c.Name, c.Description, c.Closed, groups, taken, members)
		}
		placed[c.Name] = true
	}
	for _, x := range s.config.Params.Systems {
		if !placed[x.Category] {
			s.note("system "+x.Name, "its category %q is not among the categories: it stands outside groups", x.Category)
			lone = append(lone, x)
		}
	}
	s.show(lone, "", taken)
}

func (s *cstate) group(name, description string, closed bool, groups, taken ids, members []hugoSystem) {
	g := status.Group{ID: groups.name(name), Name: cmp.Or(oneLine(name, maxTitle), "Unnamed"), Mode: "open"}
	if closed {
		g.Mode = "auto"
	}
	if description != "" {
		s.note("category "+name, "its description is left out, for a group has none: %q", description)
	}
	s.Layout.Groups = append(s.Layout.Groups, g)
	s.show(members, g.ID, taken)
}

func (s *cstate) show(systems []hugoSystem, group string, taken ids) {
	for _, x := range systems {
		name := oneLine(x.Name, maxTitle)
		if _, twice := s.known.byID[x.Name]; twice || name == "" {
			s.note("system "+x.Name, "left out: it has no name, or that of another")
			continue
		}
		c := status.Component{ID: taken.name(name), Name: name, Group: group, Description: s.description("system "+name, x.Description)}
		switch {
		case secureAddress().MatchString(x.Link):
			c.Link = x.Link
		case x.Link != "":
			s.note("system "+name, "its link %q is left out: a component's link starts with https://", x.Link)
		}
		s.Layout.Components = append(s.Layout.Components, c)
		s.known.add(x.Name, name, c.ID)
	}
}
