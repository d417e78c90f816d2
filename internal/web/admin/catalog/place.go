package catalog

import (
	"slices"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// apart is how far from each other places are given, so that something can be
// put between two without touching others.
const apart = 10

// row is something with a place among its like, those of the files apart:
// these stand first and keep their order.
type row struct {
	ID    string
	Order int
}

// siblings are the made components of a group, in order.
func siblings(h *house, group string) []row {
	var all []row
	for i, m := range h.components {
		if !filed(m.Origin) && h.layout.Components[i].Group == group {
			all = append(all, row{m.ID, m.Order})
		}
	}
	return all
}

func madeGroups(h *house) []row {
	var all []row
	for _, g := range h.groups {
		if !filed(g.Origin) {
			all = append(all, row{g.ID, g.Order})
		}
	}
	return all
}

// last is a place behind all others of a group.
func last(h *house, group string) int { return behind(siblings(h, group)) }

func lastGroup(h *house) int { return behind(madeGroups(h)) }

func behind(all []row) int {
	if len(all) == 0 {
		return 0
	}
	return all[len(all)-1].Order + apart
}

// put puts something before another among some rows, or at their end, and says
// which places have to change: its own alone where there is room.
func put(all []row, id, before string) []row {
	all = slices.DeleteFunc(all, func(r row) bool { return r.ID == id })
	n := slices.IndexFunc(all, func(r row) bool { return r.ID == before })
	if n < 0 {
		n = len(all)
	}
	switch {
	case len(all) == 0:
		return []row{{id, 0}}
	case n == len(all):
		return []row{{id, behind(all)}}
	case n == 0:
		return []row{{id, all[0].Order - apart}}
	case all[n].Order-all[n-1].Order > 1:
		return []row{{id, (all[n].Order + all[n-1].Order) / 2}}
	}
	all = slices.Insert(all, n, row{ID: id})
	for i := range all {
		all[i].Order = i * apart
	}
	return all
}

// wished is before which row something is to stand by the form: that which is
// named, or its neighbour where it goes up or down by one. Empty: at the end.
func wished(v *admin.Visit, all []row, id string) (before string, moves bool) {
	n := slices.IndexFunc(all, func(r row) bool { return r.ID == id })
	switch v.Field("to") {
	case "up":
		if n < 1 {
			return "", false
		}
		return all[n-1].ID, true
	case "down":
		if n < 0 || n+1 >= len(all) {
			return "", false
		}
		if n+2 < len(all) {
			return all[n+2].ID, true
		}
		return "", true
	}
	return v.Field("before"), v.Field("before") != id
}

// arrange puts something where the form wants it; place gives a row its place.
func (c *catalog) arrange(v *admin.Visit, all []row, id string, place func(r row) error) error {
	before, moves := wished(v, all, id)
	if !moves {
		return v.Go(listed(id))
	}
	return c.done(v, listed(id), func() error {
		for _, r := range put(all, id, before) {
			if err := place(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// moveComponent gives a component another place: among its like, or, by
// dragging, before one of another group or at the end of a group.
func (c *catalog) moveComponent(v *admin.Visit) error {
	h, m, err := c.ownComponent(v)
	if err != nil {
		return err
	}
	if err := checkGroup(v, h); err != nil {
		return err
	}
	group := groupIn(h, m.ID)
	if v.PostForm.Has("group") {
		group = v.Field("group")
	}
	return c.arrange(v, siblings(h, group), m.ID, func(r row) error {
		_, err := h.Board.ChangeComponent(v.Context(), v.Actor(), r.ID, c.Now(), func(own *status.MadeComponent) (*status.MadeComponent, error) {
			if own == nil {
				return nil, nil // deleted meanwhile
			}
			if own.Order = r.Order; own.ID == m.ID && own.Group != group {
				own.Group, own.Wanted = group, 0
			}
			return own, nil
		})
		return err
	})
}

// groupIn is the group that a component stands in.
func groupIn(h *house, id string) string {
	for _, c := range h.layout.Components {
		if c.ID == id {
			return c.Group
		}
	}
	return ""
}

func (c *catalog) moveGroup(v *admin.Visit) error {
	h, g, err := c.ownGroup(v)
	if err != nil {
		return err
	}
	return c.arrange(v, madeGroups(h), g.ID, func(r row) error {
		_, err := h.Board.ChangeGroup(v.Context(), v.Actor(), r.ID, c.Now(), func(own *status.MadeGroup) (*status.MadeGroup, error) {
			if own != nil {
				own.Order = r.Order
			}
			return own, nil
		})
		return err
	})
}
