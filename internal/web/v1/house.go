package v1

import (
	"fmt"
	"strconv"
	"time"

	"tidings/internal/status"
)

// house is the components and groups as they are now, with their numbers: all
// of them, in the order of the page. What stands in it is for guests only where
// it is public.
type house struct {
	components []*component
	groups     []*group
	retired    []*component // named to say so; for nothing else
	byID       map[string]*component
	facts      status.Facts // once statuses have been asked for
}

// component is one of a file or one that was made.
type component struct {
	status.MadeComponent
	number int
	filed  bool // a file defines it
	public bool
	group  *group // nil: none
	state  status.ComponentState
	status int // in Cachet's numbers, what is under a maintenance
}

type group struct {
	status.MadeGroup
	number int
	filed  bool
	public bool
}

// plan reads which components and groups there are.
func (c *call) plan() (*house, error) {
	if c.house != nil {
		return c.house, nil
	}
	made, err := c.site.Board.Made(c.ctx)
	if err != nil {
		return nil, err
	}
	h := &house{byID: map[string]*component{}}
	h.add(c.site.Layout, made)
	if err := c.number(h); err != nil {
		return nil, err
	}
	c.house = h
	return h, nil
}

// number gives the components and groups their numbers.
func (c *call) number(h *house) error {
	var groups, components []string
	for _, g := range h.groups {
		groups = append(groups, g.ID)
	}
	for _, x := range h.components {
		components = append(components, x.ID)
	}
	for _, x := range h.retired {
		components = append(components, x.ID)
	}
	ofGroups, err := c.api.numbers.of(c, status.AboutGroup, groups)
	if err != nil {
		return err
	}
	ofComponents, err := c.api.numbers.of(c, status.AboutComponent, components)
	if err != nil {
		return err
	}
	for _, g := range h.groups {
		g.number = ofGroups[g.ID]
	}
	for _, x := range h.components {
		x.number = ofComponents[x.ID]
	}
	for _, x := range h.retired {
		x.number = ofComponents[x.ID]
	}
	return nil
}

// add puts what the files define and what was made together.
func (h *house) add(files status.Layout, made *status.Made) {
	layout, madeGroups, components := made.Whole(files)
	for _, r := range layout.Retired {
		h.retired = append(h.retired, &component{MadeComponent: status.MadeComponent{Component: r}})
	}
	groups := map[string]*group{}
	for _, g := range madeGroups {
		x := &group{MadeGroup: g, filed: g.Origin.Kind == status.OriginContent, public: !g.Hidden}
		groups[g.ID], h.groups = x, append(h.groups, x)
	}
	for i, m := range components {
		x := &component{MadeComponent: m, filed: m.Origin.Kind == status.OriginContent, status: 1, group: groups[layout.Components[i].Group]}
		x.public = !x.Disabled && (x.group == nil || x.group.public)
		h.byID[x.ID], h.components = x, append(h.components, x)
	}
}

// lookAround is plan with the status of every component.
func (c *call) lookAround() (*house, error) {
	h, err := c.plan()
	if err != nil || h.facts.Zone != nil {
		return h, err
	}
	f, err := c.site.Board.Present(c.ctx, h.layout(), asOf(c.at))
	if err != nil {
		return nil, err
	}
	view, err := status.Derive(f)
	if err != nil {
		return nil, err
	}
	h.facts = f
	below, err := beneath(f, view)
	if err != nil {
		return nil, err
	}
	for i, x := range h.components {
		x.state, x.status = view.States[i], toNumber(below[i].Status)
	}
	return h, nil
}

// asOf is the end of the second that a time is in: what is derived knows whole
// seconds only, and what was said within this one must be in it.
func asOf(at time.Time) time.Time { return at.Add(time.Second - 1).Truncate(time.Second) }

func (h *house) layout() status.Layout {
	var l status.Layout
	for _, g := range h.groups {
		l.Groups = append(l.Groups, g.Group)
	}
	for _, x := range h.components {
		l.Components = append(l.Components, x.Component)
	}
	return l
}

// findComponent finds a component by number or public id, for whom it may be.
func (h *house) findComponent(name string, insider bool) (*component, error) {
	n := naming(name)
	for _, x := range h.components {
		if n.means(x.number, x.ID) && (x.public || insider) {
			return x, nil
		}
	}
	for _, x := range h.retired {
		if n.means(x.number, x.ID) {
			return nil, notFound(fmt.Sprintf("There is no such component any more: %s was retired on %s.", x.Name, x.Retired))
		}
	}
	return nil, notFound("There is no such component.")
}

func (h *house) findGroup(name string, insider bool) (*group, error) {
	n := naming(name)
	for _, g := range h.groups {
		if n.means(g.number, g.ID) && (g.public || insider) {
			return g, nil
		}
	}
	return nil, notFound("There is no such group.")
}

// named is a thing by its number or its public id.
type named struct {
	number int
	id     string
}

func naming(text string) named {
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return named{number: n}
	}
	return named{id: text}
}

func (n named) means(number int, id string) bool {
	if n.id == "" {
		return n.number > 0 && n.number == number
	}
	return n.id == id
}
