package catalog

import (
	"cmp"

	"tidings/internal/access"
	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// listData is what the page of all components is given.
type listData struct {
	Blocks    []block
	Component componentForm // of a new one
	Group     groupForm
	File      string
	MayManage bool
}

// block is a group with its components, or those outside any where it has no name.
type block struct {
	ID, Name, Note string
	Filed          bool
	Components     []item
}

// item is a component in the list.
type item struct {
	ID, Name, Status, Class, Note string
	Filed                         bool
}

func (c *catalog) components(v *admin.Visit) error {
	h, err := c.plan(v)
	if err != nil {
		return err
	}
	data, err := c.listData(v, h)
	if err != nil {
		return err
	}
	return v.Show("components", "Components", data)
}

func (c *catalog) listData(v *admin.Visit, h *house) (*listData, error) {
	states, err := c.states(v, h)
	if err != nil {
		return nil, err
	}
	d := &listData{Blocks: blocksOf(h, states), File: config.LayoutFile, MayManage: access.Can(v.Who, access.ManageSite)}
	key, err := admin.FormKey(c.Random)
	d.Component = componentForm{Key: key, Visible: true, Groups: groupsOf(h, "")}
	d.Group = groupForm{Key: key, Visible: true, Modes: modesOf("")}
	return d, err
}

// blocksOf are the groups and the runs of components in none, as on the page;
// groups without a component stand at the end.
func blocksOf(h *house, states []status.ComponentState) []block {
	var all []block
	groups, shown := map[string]*status.MadeGroup{}, map[string]bool{}
	for i := range h.groups {
		groups[h.groups[i].ID] = &h.groups[i]
	}
	for i := range h.components {
		in := h.layout.Components[i].Group
		if len(all) == 0 || all[len(all)-1].ID != in {
			all, shown[in] = append(all, blockOf(groups[in])), true
		}
		b := &all[len(all)-1]
		b.Components = append(b.Components, itemOf(&h.components[i], states[i].Status))
	}
	for i := range h.groups {
		if !shown[h.groups[i].ID] {
			all = append(all, blockOf(&h.groups[i]))
		}
	}
	return all
}

func blockOf(g *status.MadeGroup) block {
	if g == nil {
		return block{}
	}
	b := block{ID: g.ID, Name: g.Name, Filed: filed(g.Origin), Note: modeNames[cmp.Or(g.Mode, "auto")]}
	if g.Hidden {
		b.Note += ", not public"
	}
	return b
}

func itemOf(m *status.MadeComponent, s status.Status) item {
	it := item{ID: m.ID, Name: m.Name, Status: admin.Word("status", s.String()), Class: s.String(), Filed: filed(m.Origin)}
	if m.Disabled {
		it.Note = "not public"
	}
	return it
}
