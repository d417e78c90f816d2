package v1

import (
	"maps"
	"time"

	"tidings/internal/status"
)

func (c *call) makeIncident() (*answer, error) {
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	form, err := c.incidentForm(h, nil)
	if err != nil {
		return nil, err
	}
	if *form.status == 0 {
		return c.makeScheduled(form)
	}
	if err := c.notAhead(form.occurred); err != nil {
		return nil, err
	}
	id, err := c.newID(*form.name)
	if err != nil {
		return nil, err
	}
	if err := c.enroll(); err != nil {
		return nil, err
	}
	_, _, err = c.site.Board.ChangeIncident(c.ctx, c.actor(), id, c.at, func(own *status.Incident) (*status.Incident, error) {
		if own != nil {
			return own, nil // made by the same request before
		}
		return c.newIncident(form), nil
	})
	if err != nil {
		return nil, err
	}
	return c.afterIncident(id, form)
}

func (c *call) newIncident(form incidentForm) *status.Incident {
	at := c.at
	if form.occurred != nil {
		at = *form.occurred
	}
	inc := &status.Incident{
		Title: *form.name, Impact: status.ImpactOf(form.components), Components: form.components, Hidden: form.visible != nil && !*form.visible,
		Meta: form.meta, Created: c.at, Origin: c.origin(),
		Updates: []status.Update{{ID: "1", At: at, State: numberStates[*form.status], Body: *form.message, Lang: form.lang, Quiet: !form.notify}},
	}
	set(&inc.Stickied, form.stickied)
	set(&inc.Impact, form.impact)
	return inc
}

// ahead is how far a client's clock may be before ours.
const ahead = 2 * time.Minute

// notAhead refuses what has not happened yet; what a clock that is a little
// fast calls the future is now.
func (c *call) notAhead(at *time.Time) error {
	if at == nil || !at.After(c.at) {
		return nil
	}
	if at.After(c.at.Add(ahead)) {
		return invalid("The occurred at lies in the future: plan a maintenance with /schedules, or set the clock or the Time-Zone header of the client.")
	}
	*at = c.at
	return nil
}

// afterIncident makes the components have the statuses that came with an
// incident, and shows what it is now.
func (c *call) afterIncident(id string, form incidentForm) (*answer, error) {
	for component, s := range form.components {
		c.house = nil
		if err := c.say(component, s); err != nil {
			return nil, err
		}
	}
	c.api.House.Wrote()
	c.house = nil
	s, err := c.story(id)
	if err != nil {
		return nil, err
	}
	return c.incidentAnswer(s)
}

func (c *call) changeIncident() (*answer, error) {
	old, err := c.findChangeable(c.path["id"])
	if err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	form, err := c.incidentForm(h, old.Incident)
	if err != nil {
		return nil, err
	}
	if form.status != nil && *form.status == 0 {
		return nil, invalid("The status 0 is for planned work: use /schedules.")
	}
	if err := c.notAhead(form.occurred); err != nil {
		return nil, err
	}
	var fresh incidentForm // without what is so already
	_, _, err = c.site.Board.ChangeIncident(c.ctx, c.actor(), old.ID, c.at, seen(c, func(own *status.Incident) (*status.Incident, error) {
		now := said(own)
		fresh = form
		fresh.components = maps.Clone(form.components)
		maps.DeleteFunc(fresh.components, func(id string, s status.Status) bool { old, known := now[id]; return known && old == s })
		return own, c.rewrite(own, fresh)
	}))
	if err != nil {
		return nil, err
	}
	return c.afterIncident(old.ID, fresh)
}

// rewrite brings an incident to what a form says of it. A new state, or a new
// status of a component, is an update of its own on the page, so that what was
// so before stays to be read; a new text alone mends the text.
func (c *call) rewrite(inc *status.Incident, form incidentForm) error {
	set(&inc.Title, form.name)
	set(&inc.Stickied, form.stickied)
	set(&inc.Impact, form.impact)
	if form.visible != nil {
		inc.Hidden = !*form.visible
	}
	if form.meta != nil {
		inc.Meta = form.meta
	}
	if err := redate(inc, form.occurred); err != nil {
		return err
	}
	u := status.Update{State: inc.State(), Headline: true, Quiet: !form.notify, Components: news(inc, form.components)}
	moved := form.status != nil && *form.status != stateNumbers[u.State]
	if moved {
		u.State = numberStates[*form.status]
	}
	if !moved && len(u.Components) == 0 {
		c.mend(inc, form)
		return nil
	}
	if form.message != nil && *form.message != headline(inc).Body {
		u.Body, u.Lang = *form.message, form.lang
	}
	_, err := c.add(inc, "headline", u)
	return err
}

// redate moves the incident's beginning.
func redate(inc *status.Incident, at *time.Time) error {
	if at == nil || at.Equal(inc.Started()) || at.Equal(inc.Started().Truncate(time.Second)) || at.Equal(inc.Started().Truncate(time.Minute)) {
		return nil
	}
	if len(inc.Updates) > 1 && at.After(inc.Updates[1].At) {
		return invalid("The occurred at lies after the incident's first update: give an earlier one.")
	}
	inc.Updates[0].At = *at
	return nil
}

// news are those of the statuses that are not what the incident says already.
func news(inc *status.Incident, said map[string]status.Status) map[string]status.Status {
	now := inc.Statuses()
	fresh := map[string]status.Status{}
	for id, s := range said {
		if old, known := now[id]; inc.Open() && (!known || old != s) {
			fresh[id] = s
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return fresh
}

// mend replaces the incident's own text.
func (c *call) mend(inc *status.Incident, form incidentForm) {
	id := headline(inc).ID
	for i := range inc.Updates {
		u := &inc.Updates[i]
		if u.ID != id {
			continue
		}
		if form.message != nil && u.Body != *form.message {
			u.Body, u.Edited = *form.message, c.at.UTC()
		}
		if form.lang != nil {
			u.Lang = form.lang
		}
	}
}
