package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tidings/internal/order"
	"tidings/internal/status"
)

// Cachet turns what a page of Cachet 2 answers into ours. Components, groups and
// metrics keep the numbers by which clients of its API know them. It reads API v1
// as https://docs.cachethq.io and the pages that run have it.
func Cachet(a *CachetAnswers) (*Page, error) {
	g := &gathering{Page: &Page{Site: standard(), Notes: slices.Clone(a.Notes)}, by: map[string]*record{}}
	g.api2 = v2Page{Name: a.Title, URL: a.Address}
	c := &cachet{gathering: g, statuses: map[int]int{}}
	c.groups(a.Groups)
	c.components(a.Components)
	each(g, "incident", a.Incidents, c.incident)
	each(g, "schedule", a.Schedules, c.schedule)
	each(g, "metric", a.Metrics, c.metric)
	c.rest(a)
	return g.page(nil)
}

// cachet collects what the answers hold.
type cachet struct {
	*gathering
	known    map[int]bool // groups
	statuses map[int]int  // of components, as they are now
	closed   int          // incidents that were closed without words
	endless  int          // maintenances of which nobody said when they end
}

// each reads every item of a list, and notes those that cannot be read.
func each[T any](g *gathering, kind string, list []json.RawMessage, take func(T)) {
	for i, src := range list {
		var item T
		if err := json.Unmarshal(src, &item); err != nil {
			g.note(fmt.Sprintf("%s %d of the list", kind, i+1), "left out: %v", readable(src, err))
			continue
		}
		take(item)
	}
}

type cachetGroup struct {
	ID        int    `json:"id"`
	Name      string `json:"name"`
	Order     int    `json:"order"`
	Collapsed int    `json:"collapsed"`
}

// groups puts groups in their order; those outside any stand below them there.
func (c *cachet) groups(list []json.RawMessage) {
	c.known = map[int]bool{}
	var all []cachetGroup
	each(c.gathering, "group", list, func(g cachetGroup) { all = append(all, g) })
	order.StablyBy(all, func(a, b cachetGroup) int { return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID)) })
	for i, g := range all {
		c.known[g.ID] = true
		mode := map[int]string{0: "open", 1: "folded", 2: "auto"}[g.Collapsed]
		c.listed = append(c.listed, v2Component{ID: groupID(g.ID), Name: g.Name, Group: true, Position: i,
			cachetComponent: cachetComponent{want: slug(g.Name), number: g.ID, mode: mode}})
	}
}

// groupID keeps the numbers of groups apart from those of components.
func groupID(number int) string { return "group-" + itoa(number) }

type cachetPart struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Link        string `json:"link"`
	Status      int    `json:"status"`
	Order       int    `json:"order"`
	Group       int    `json:"group_id"`
	Enabled     *bool  `json:"enabled"`
}

func (c *cachet) components(list []json.RawMessage) {
	var all []cachetPart
	each(c.gathering, "component", list, func(p cachetPart) { all = append(all, p) })
	order.StablyBy(all, func(a, b cachetPart) int { return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID)) })
	for _, p := range all {
		switch {
		case p.Enabled != nil && !*p.Enabled:
			c.note("component "+itoa(p.ID), "left out: it is not shown to everybody")
		case p.Group != 0 && !c.known[p.Group]:
			c.note("component "+itoa(p.ID), "left out: its group %d is not shown to everybody", p.Group)
		default:
			c.component(p)
		}
	}
}

func (c *cachet) component(p cachetPart) {
	c.statuses[p.ID] = p.Status
	ours := v2Component{ID: itoa(p.ID), Name: p.Name, Position: len(c.listed), Status: statusOf(p.Status).String(),
		cachetComponent: cachetComponent{want: slug(p.Name), number: p.ID}}
	if p.Description != "" {
		ours.Description = &p.Description
	}
	if p.Group != 0 {
		group := groupID(p.Group)
		ours.GroupID = &group
	}
	switch {
	case secureAddress().MatchString(p.Link):
		ours.link = p.Link
	case p.Link != "":
		c.note("component "+itoa(p.ID), "its link %q is left out: only an address with https:// can stand there", oneLine(p.Link, 100))
	}
	c.listed = append(c.listed, ours)
}

// statusOf is a status of a component by Cachet's number.
func statusOf(number int) status.Status {
	all := [...]status.Status{status.Unknown, status.Operational, status.DegradedPerformance, status.PartialOutage, status.MajorOutage}
	if number < 0 || number >= len(all) {
		return status.Unknown
	}
	return all[number]
}

type cachetIncident struct {
	ID        int            `json:"id"`
	Component int            `json:"component_id"`
	Name      string         `json:"name"`
	Status    int            `json:"status"`
	Visible   *int           `json:"visible"`
	Message   string         `json:"message"`
	Occurred  string         `json:"occurred_at"`
	Scheduled string         `json:"scheduled_at"` // to version 2.3: then it is a maintenance
	Created   string         `json:"created_at"`
	Updated   string         `json:"updated_at"`
	Updates   []cachetUpdate `json:"updates"`
}

type cachetUpdate struct {
	ID      int    `json:"id"`
	Status  int    `json:"status"`
	Message string `json:"message"`
	Created string `json:"created_at"`
}

// The states of incidents, by Cachet's numbers. The first is that of a maintenance.
var cachetStates = []string{"scheduled", "investigating", "identified", "monitoring", "resolved"}

const cachetFixed = 4

func stateOf(number int) string {
	if number < 1 || number >= len(cachetStates) {
		return "update"
	}
	return cachetStates[number]
}

func (c *cachet) incident(in cachetIncident) {
	about := "incident " + itoa(in.ID)
	if in.Visible != nil && *in.Visible != 1 {
		c.note(about, "left out: it is not shown to everybody")
		return
	}
	if in.Status == 0 {
		c.schedule(cachetSchedule{ID: in.ID, Name: in.Name, Message: in.Message, Scheduled: cmp.Or(in.Scheduled, in.Occurred, in.Created), Created: in.Created,
			Components: []cachetAffected{{in.Component}}, incident: true})
		return
	}
	r := &record{id: itoa(in.ID), title: in.Name, markdown: true, created: cachetTime(in.Occurred, in.Created)}
	if in.Component != 0 {
		r.affected = []string{itoa(in.Component)}
	}
	if r.created.IsZero() {
		c.note(about, "left out: it says neither when it occurred nor when it was made")
		return
	}
	order.StablyBy(in.Updates, func(a, b cachetUpdate) int { return strings.Compare(a.Created, b.Created) })
	r.updates = c.said(in, r.created)
	if last := r.updates[len(r.updates)-1]; last.state != stateOf(cachetFixed) {
		c.worth(r, in.Component)
	}
	c.keep("incidents", r)
}

// said are the words of an incident and of its updates. Cachet keeps no state but
// the last: an incident that was closed by an edit began as one that was looked into.
func (c *cachet) said(in cachetIncident, at time.Time) []said {
	first := said{at: at, state: stateOf(in.Status), body: in.Message}
	if len(in.Updates) > 0 {
		first.state = stateOf(1)
	}
	all := []said{first}
	for _, u := range in.Updates {
		when := cachetTime(u.Created)
		if when.Before(at) {
			when = at
		}
		all = append(all, said{id: "u" + itoa(u.ID), at: when, state: stateOf(u.Status), body: u.Message})
	}
	if end := cachetTime(in.Updated); len(all) == 1 && in.Status == cachetFixed && end.After(at) {
		all[0].state = stateOf(1)
		all = append(all, said{at: end, state: stateOf(cachetFixed)})
		c.closed++
	}
	return all
}

// worth is what an open incident does to its component, which is what that is now.
func (c *cachet) worth(r *record, component int) {
	now := statusOf(c.statuses[component])
	impacts := map[status.Status]status.Impact{status.DegradedPerformance: status.ImpactMinor, status.PartialOutage: status.ImpactMajor, status.MajorOutage: status.ImpactCritical}
	if impact, hurts := impacts[now]; hurts {
		r.impact = impact.String()
		r.updates[0].statuses = map[string]string{itoa(component): now.String()}
	}
}

// cachetTime is the first of some times that can be read, in UTC.
func cachetTime(words ...string) time.Time {
	for _, word := range words {
		if t, err := time.Parse(time.DateTime, word); err == nil && t.Year() >= 1970 {
			return t
		}
	}
	return time.Time{}
}
