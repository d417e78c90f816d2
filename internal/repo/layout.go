package repo

import (
	"io/fs"
	"time"

	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/schemas"
)

// layoutKeys is components.yaml.
type layoutKeys struct {
	Groups []struct {
		ID         string          `yaml:"id"`
		Name       string          `yaml:"name"`
		Number     int             `yaml:"number"`
		Mode       string          `yaml:"mode"`
		Components []componentKeys `yaml:"components"`
	} `yaml:"groups"`
	Components []componentKeys `yaml:"components"`
	Metrics    []metricKeys    `yaml:"metrics"`
}

type componentKeys struct {
	ID          string `yaml:"id"`
	Name        string `yaml:"name"`
	Number      int    `yaml:"number"`
	Description string `yaml:"description"`
	Link        string `yaml:"link"`
	Since       string `yaml:"since"`
	Retired     string `yaml:"retired"`
}

// layout reads components.yaml.
func (r *reader) layout() {
	r.read(config.LayoutFile, func(p *page) {
		var keys layoutKeys
		t, ok := p.document("components", &keys)
		if !ok {
			return
		}
		l := lister{page: p, tree: t, layout: &r.config.Layout, numbers: &r.config.Numbers, seen: map[string]int{}}
		if l.loneFirst() {
			l.components(keys.Components, "", "components")
		}
		for i, g := range keys.Groups {
			l.once("group", g.ID, "groups", itoa(i))
			l.number("group", &l.numbers.Groups, g.ID, g.Number, "groups", itoa(i))
			l.layout.Groups = append(l.layout.Groups, status.Group{ID: g.ID, Name: g.Name, Mode: g.Mode})
			l.components(g.Components, g.ID, "groups", itoa(i), "components")
		}
		if !l.loneFirst() {
			l.components(keys.Components, "", "components")
		}
		r.known = Components(r.config.Layout)
		if zone := r.config.Site.Zone; zone != nil && !r.now.IsZero() {
			r.config.Layout = r.config.Layout.On(status.DateOf(r.now, zone))
		}
		r.metrics(&l, keys.Metrics)
		r.config.Lines = l.seen
	})
}

// lister puts components in the order of the page.
type lister struct {
	page    *page
	tree    *tree
	layout  *status.Layout
	numbers *config.Numbers
	seen    map[string]int // line by kind and id, and by kind and number
}

// loneFirst reports whether the components outside groups stand above them.
func (l *lister) loneFirst() bool {
	keys := l.tree.root.Content
	return len(keys) > 0 && keys[0].Value == "components"
}

func (l *lister) components(keys []componentKeys, group string, at ...string) {
	for i, k := range keys {
		place := append(at[:len(at):len(at)], itoa(i))
		l.once("component", k.ID, place...)
		l.number("component", &l.numbers.Components, k.ID, k.Number, place...)
		l.day(k.Since, append(place, "since"))
		l.day(k.Retired, append(place, "retired"))
		if k.Retired != "" && k.Retired < k.Since {
			l.tree.fault(l.page, schemas.Pointer(append(place, "retired")...), false, "the component is retired before it came into being, on %s", k.Since)
		}
		l.layout.Components = append(l.layout.Components, status.Component{
			ID: k.ID, Name: k.Name, Description: k.Description, Link: k.Link, Group: group, Since: k.Since, Retired: k.Retired,
		})
	}
}

// day refuses what is written as a day and is none.
func (l *lister) day(day string, at []string) {
	if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
		l.tree.fault(l.page, schemas.Pointer(at...), false, "%q is no day of the calendar: write it as 2025-03-01", day)
	}
}

// once refuses an id that another of its kind has.
func (l *lister) once(kind, id string, at ...string) {
	n := l.tree.find(append(at[:len(at):len(at)], "id"), false)
	line := l.tree.line + n.Line
	if first, ok := l.seen[kind+" "+id]; ok {
		l.tree.at(l.page, n, "the id %q is also that of the %s in line %d: choose another", id, kind, first)
		return
	}
	l.seen[kind+" "+id] = line
}

// number keeps the number that something asks for, unless another of its kind has it.
func (l *lister) number(kind string, numbers *map[string]int, id string, number int, at ...string) {
	if number == 0 {
		return
	}
	n := l.tree.find(append(at[:len(at):len(at)], "number"), false)
	key := kind + " number " + itoa(number)
	if first, ok := l.seen[key]; ok {
		l.tree.at(l.page, n, "the number %d is also that of the %s in line %d: each needs one of its own", number, kind, first)
		return
	}
	l.seen[key] = l.tree.line + n.Line
	if *numbers == nil {
		*numbers = map[string]int{}
	}
	(*numbers)[id] = number
}

func (r *reader) exists(path string) bool {
	_, err := fs.Stat(r.fsys, path)
	return err == nil
}
