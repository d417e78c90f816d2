package v1

import (
	"fmt"
	"slices"

	"tidings/internal/access"
	"tidings/internal/order"
	"tidings/internal/status"
)

var groupColumns = columns{
	sortable:   []string{"id", "name", "order", "collapsed", "visible"},
	searchable: []string{"id", "name", "order", "collapsed", "visible"},
	ascending:  true,
}

// groupItem is a group as Cachet has it, and what it has beyond.
type groupItem struct {
	ID        int             `json:"id"`
	Name      string          `json:"name"`
	Created   string          `json:"created_at"`
	Updated   string          `json:"updated_at"`
	Order     int             `json:"order"`
	Collapsed int             `json:"collapsed"`
	Visible   int             `json:"visible"`
	Enabled   []componentItem `json:"enabled_components"`
	Lowest    []componentItem `json:"enabled_components_lowest"`
	Worst     string          `json:"lowest_human_status"`

	PublicID string    `json:"public_id"`
	Times    itemTimes `json:"times"`
	Managed  string    `json:"managed_by"`
}

// modes are Cachet's numbers of how a group is folded.
var modes = [...]string{"open", "folded", "auto"}

// collapsed is a mode's number; one that is not said is auto.
func collapsed(mode string) int {
	if n := slices.Index(modes[:], mode); n >= 0 {
		return n
	}
	return 2
}

func (c *call) groupItem(g *group, h *house) groupItem {
	item := groupItem{
		ID: g.number, Name: g.Name, Order: g.Order, Collapsed: collapsed(g.Mode), Visible: bit(!g.Hidden),
		Enabled: []componentItem{}, Lowest: []componentItem{}, PublicID: g.ID, Managed: managed(g.filed),
	}
	created, updated := g.Created, g.Updated
	if created.IsZero() {
		created = sinceDay("", c.site.Zone)
	}
	if updated.Before(created) {
		updated = created
	}
	item.Created, item.Updated = c.dated(created), c.dated(updated)
	item.Times = itemTimes{Created: exact(created), Updated: exact(updated)}
	var members []*component
	for _, x := range h.components {
		if x.group == g && !x.Disabled {
			members = append(members, x)
			item.Enabled = append(item.Enabled, c.componentItem(x))
		}
	}
	order.StablyBy(members, func(a, b *component) int { return severity(b.status) - severity(a.status) })
	for _, x := range members {
		item.Lowest = append(item.Lowest, c.componentItem(x))
	}
	if len(members) > 0 {
		item.Worst = statusWords[members[0].status]
	} else {
		item.Worst = statusWords[1]
	}
	return item
}

// severity orders Cachet's numbers: unknown is worse than operational.
func severity(number int) int { return int(numberStatuses[number]) }

func (g *group) column(name string) any {
	switch name {
	case "id":
		return g.number
	case "name":
		return g.Name
	case "order":
		return g.Order
	case "collapsed":
		return collapsed(g.Mode)
	}
	return bit(!g.Hidden)
}

func (c *call) listGroups() (*answer, error) {
	h, err := c.lookAround()
	if err != nil {
		return nil, err
	}
	wanted := c.filters(groupColumns)
	all := []*group{}
	for _, g := range h.groups {
		if (g.public || c.insider()) && chosen(wanted, g.column) {
			all = append(all, g)
		}
	}
	p := c.paging(groupColumns)
	order.StablyBy(all, func(a, b *group) int { return a.number - b.number })
	sortBy(all, p, (*group).column)
	items := []groupItem{}
	for _, g := range pick(all, p) {
		items = append(items, c.groupItem(g, h))
	}
	return c.paged(p, len(all), len(items), items), nil
}

func (c *call) showGroup() (*answer, error) {
	return c.groupAnswer(c.path["id"], c.insider())
}

func (c *call) groupAnswer(name string, insider bool) (*answer, error) {
	c.house = nil
	h, err := c.lookAround()
	if err != nil {
		return nil, err
	}
	g, err := h.findGroup(name, insider)
	if err != nil {
		return nil, err
	}
	a := done(c.groupItem(g, h))
	a.revision = status.Revision(&g.MadeGroup)
	return a, nil
}

// groupForm is what a request says of a group.
type groupForm struct {
	name             *string
	order, collapsed *int
	visible          *bool
}

func (c *call) groupForm(creating bool) (groupForm, error) {
	f := c.fields()
	x := groupForm{name: optional(f.name(creating))}
	x.order = optional(f.integer("order", -1<<31, 1<<31))
	x.collapsed = optional(f.integer("collapsed", 0, 4))
	x.visible = optional(f.flag("visible"))
	return x, f.err()
}

func (f *groupForm) apply(g *status.MadeGroup) {
	set(&g.Name, f.name)
	set(&g.Order, f.order)
	if f.collapsed != nil {
		g.Mode = modes[min(*f.collapsed, 2)]
	}
	if f.visible != nil {
		g.Hidden = !*f.visible
	}
}

func (c *call) makeGroup() (*answer, error) {
	if err := c.may(access.ManageSite); err != nil {
		return nil, err
	}
	form, err := c.groupForm(true)
	if err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	if len(h.groups) >= status.MaxMade {
		return nil, invalid(fmt.Sprintf("There are %d groups, more than which cannot be made: delete one.", len(h.groups)))
	}
	id, err := c.newID(*form.name)
	if err != nil {
		return nil, err
	}
	_, err = c.site.Board.ChangeGroup(c.ctx, c.actor(), id, c.at, func(own *status.MadeGroup) (*status.MadeGroup, error) {
		if own == nil { // as in Cachet, a group is not for guests until somebody says so
			own = &status.MadeGroup{Hidden: true, Created: c.at.UTC(), Origin: c.origin()}
			own.Mode = modes[0]
		}
		own.ID, own.Updated = id, c.at.UTC()
		form.apply(own)
		return own, nil
	})
	if err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return c.groupAnswer(id, true)
}

// anyGroup finds the group of the address, also one that is hidden.
func (c *call) anyGroup() (*group, error) {
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	return h.findGroup(c.path["id"], true)
}

// own refuses to do something with a group that the files define.
func (g *group) own(then string) error {
	if !g.filed {
		return nil
	}
	return forbidden(fmt.Sprintf("The group %q is defined in components.yaml: %s it there.", g.Name, then))
}

func (c *call) changeGroup() (*answer, error) {
	form, err := c.groupForm(false)
	if err != nil {
		return nil, err
	}
	g, err := c.anyGroup()
	if err != nil {
		return nil, err
	}
	next := g.MadeGroup
	if form.apply(&next); collapsed(next.Mode) == collapsed(g.Mode) {
		next.Mode = g.Mode
	}
	if status.Revision(&next) == status.Revision(&g.MadeGroup) {
		if err := c.fresh(&g.MadeGroup); err != nil {
			return nil, err
		}
		return c.groupAnswer(g.ID, true)
	}
	if err := g.own("change"); err != nil {
		return nil, err
	}
	if err := c.may(access.ManageSite); err != nil {
		return nil, err
	}
	_, err = c.site.Board.ChangeGroup(c.ctx, c.actor(), g.ID, c.at, seen(c, func(own *status.MadeGroup) (*status.MadeGroup, error) {
		form.apply(own)
		own.Updated = c.at.UTC()
		return own, nil
	}))
	if err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return c.groupAnswer(g.ID, true)
}

func (c *call) dropGroup() (*answer, error) {
	g, err := c.anyGroup()
	if err != nil {
		return nil, err
	}
	if err := g.own("delete"); err != nil {
		return nil, err
	}
	if err := c.fresh(&g.MadeGroup); err != nil {
		return nil, err
	}
	if err := c.site.Board.DeleteGroup(c.ctx, c.actor(), g.ID, c.at); err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return deleted(), nil
}
