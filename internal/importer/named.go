package importer

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/dustin/go-humanize/english"

	"tidings/internal/order"
	"tidings/internal/status"
)

// named makes a page of the components that histories name.
func (g *gathering) named() *directory {
	names := map[string]string{}
	for _, r := range g.records {
		for _, name := range r.affected {
			if !placeholder().MatchString(name) && oneLine(name, maxTitle) != "" {
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
		g.note("components", "no document lists them: %s that incidents name, in the order of the alphabet", english.Plural(len(names), "component", ""))
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
	order.By(out, func(a, b string) int { return cmp.Or(strings.Compare(folded(a), folded(b)), strings.Compare(a, b)) })
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
		case placeholder().MatchString(l.Name):
			g.note("component "+l.ID, "left out: %q is a hint to readers, not a component", l.Name)
		case ok && !l.Group && l.Status != "operational" && l.Status != "" && !saying[id]:
			g.note("component "+l.ID, "it is %s there and no open incident says so: it is operational here (%q)", l.Status, l.Name)
		}
	}
}
