package statuspage

import (
	"time"

	"tidings/generator/escape"
	"tidings/internal/status"
)

// row is a component or a group as the documents list it.
type row struct {
	id, name    string
	fullName    string // "Group - Component", for affected components
	status      status.Status
	created     time.Time
	updated     time.Time
	description string
	since       string
	group       string   // id of its group's row
	children    []string // ids of a group's rows; nil for a component
	json        []byte
}

// layOut lists groups and components in page order; a group stands before its
// first component.
func (p *page) layOut() {
	groups := p.groups()
	placed := make(map[string]int, len(groups)) // rows of groups
	p.row = make(map[string]int, len(p.View.Layout.Components))
	for i, c := range p.View.Layout.Components {
		r := p.leaf(c, p.View.States[i])
		if g, ok := groups[c.Group]; ok {
			at, seen := placed[g.ID]
			if !seen {
				at = len(p.rows)
				placed[g.ID] = at
				p.rows = append(p.rows, row{id: p.groupID(g.ID), name: g.Name, created: time.Unix(0, 0)})
			}
			p.rows[at].adopt(&r)
		}
		p.row[c.ID] = len(p.rows)
		p.rows = append(p.rows, r)
	}
	for i := range p.rows {
		p.rows[i].json = p.render(i)
	}
}

// groupID keeps a group apart from a component that has its id.
func (p *page) groupID(id string) string {
	for _, c := range p.View.Layout.Components {
		if c.ID == id {
			return derived("group", id)
		}
	}
	return identifier("group", id)
}

func (p *page) groups() map[string]status.Group {
	groups := make(map[string]status.Group, len(p.View.Layout.Groups))
	for _, g := range p.View.Layout.Groups {
		groups[g.ID] = g
	}
	return groups
}

func (p *page) leaf(c status.Component, s status.ComponentState) row {
	r := row{
		id: identifier("component", c.ID), name: c.Name, fullName: c.Name,
		status: readable(s.Status), created: time.Unix(0, 0), description: c.Description,
	}
	if born, err := time.ParseInLocation(time.DateOnly, c.Since, p.zone); err == nil {
		r.created, r.since = born, c.Since
	}
	r.updated = later(r.created, s.Since)
	return r
}

// adopt makes r a child of the group g, which is as bad as its worst child.
func (g *row) adopt(r *row) {
	g.children = append(g.children, r.id)
	g.status = max(g.status, r.status)
	g.updated = later(g.updated, r.updated)
	r.group = g.id
	r.fullName = g.name + " - " + r.name
}

func (p *page) render(i int) []byte {
	r := p.rows[i]
	w := &writer{zone: p.zone}
	w.open('{')
	w.text("id", r.id)
	w.name(r.name)
	w.text("status", r.status.String())
	w.time("created_at", r.created)
	w.time("updated_at", r.updated)
	w.number("position", i+1)
	w.textOrNull("description", escape.Undirected(r.description))
	w.flag("showcase", r.children == nil)
	w.textOrNull("start_date", r.since)
	w.textOrNull("group_id", r.group)
	w.text("page_id", p.id)
	w.flag("group", r.children != nil)
	w.flag("only_show_if_degraded", false)
	if r.children != nil {
		w.key("components")
		w.open('[')
		for _, id := range r.children {
			w.value(id)
		}
		w.close(']')
	}
	w.close('}')
	return w.b
}

func (p *page) components(w *writer) {
	w.key("components")
	w.open('[')
	for _, r := range p.rows {
		w.raw(r.json)
	}
	w.close(']')
}
