package v1

import (
	"slices"
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
	b := c.site.Board
	made, err := b.Made(c.ctx)
	if err != nil {
		return nil, err
	}
	components, err := b.AllNumbers(c.ctx, status.AboutComponent)
	if err != nil {
		return nil, err
	}
	groups, err := b.AllNumbers(c.ctx, status.AboutGroup)
	if err != nil {
		return nil, err
	}
	h := &house{byID: map[string]*component{}}
	all, public := made.Merge(c.site.Layout, false), made.Merge(c.site.Layout, true)
	h.addGroups(c.site.Layout, made, all, groups)
	h.addComponents(c.site.Layout, made, all, public, components)
	c.house = h
	return h, nil
}

func (h *house) addGroups(files status.Layout, made *status.Made, all status.Layout, numbers map[string]int) {
	for i, g := range all.Groups {
		x := &group{number: numbers[g.ID], public: true}
		x.filed = slices.ContainsFunc(files.Groups, func(f status.Group) bool { return f.ID == g.ID })
		if n := slices.IndexFunc(made.Groups, func(m status.MadeGroup) bool { return m.ID == g.ID }); n >= 0 && !x.filed {
			x.MadeGroup = made.Groups[n]
			x.public = !x.Hidden
		} else {
			x.MadeGroup = status.MadeGroup{Group: g, Order: i, Origin: status.Origin{Kind: status.OriginContent}}
		}
		h.groups = append(h.groups, x)
	}
}

func (h *house) addComponents(files status.Layout, made *status.Made, all, public status.Layout, numbers map[string]int) {
	for i, comp := range all.Components {
		x := &component{number: numbers[comp.ID], status: 1}
		x.filed = slices.ContainsFunc(files.Components, func(f status.Component) bool { return f.ID == comp.ID })
		if n := slices.IndexFunc(made.Components, func(m status.MadeComponent) bool { return m.ID == comp.ID }); n >= 0 && !x.filed {
			x.MadeComponent = made.Components[n]
		} else {
			x.MadeComponent = status.MadeComponent{Component: comp, Order: i, Origin: status.Origin{Kind: status.OriginContent}}
		}
		x.public = slices.ContainsFunc(public.Components, func(p status.Component) bool { return p.ID == comp.ID })
		for _, g := range h.groups {
			if g.ID == comp.Group {
				x.group = g
			}
		}
		h.components = append(h.components, x)
		h.byID[comp.ID] = x
	}
}

// lookAround is plan with the status of every component.
func (c *call) lookAround() (*house, error) {
	h, err := c.plan()
	if err != nil || h.facts.Zone != nil {
		return h, err
	}
	f, err := c.site.Board.Facts(c.ctx, c.site.Layout, asOf(c.at))
	if err != nil {
		return nil, err
	}
	f.Layout = h.layout()
	f.Days = noDays
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
