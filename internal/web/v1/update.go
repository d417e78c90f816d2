package v1

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"tidings/internal/status"
)

var updateColumns = columns{sortable: []string{"id", "status", "user_id"}}

// updateItem is an incident update as Cachet has it, and what it has beyond.
type updateItem struct {
	ID          int    `json:"id"`
	IncidentID  int    `json:"incident_id"`
	Status      int    `json:"status"`
	Message     string `json:"message"`
	UserID      int    `json:"user_id"`
	Created     string `json:"created_at"`
	Updated     string `json:"updated_at"`
	HumanStatus string `json:"human_status"`
	Permalink   string `json:"permalink"`

	PublicID string            `json:"public_id"`
	Lang     map[string]string `json:"lang,omitempty"`
	Times    itemTimes         `json:"times"`
}

func (c *call) updateItem(s story, u status.Update) updateItem {
	edited := u.At
	if u.Edited.After(edited) {
		edited = u.Edited
	}
	n := stateNumbers[u.State]
	return updateItem{
		ID: s.numbers.Updates[u.ID], IncidentID: s.numbers.Own, Status: n, Message: u.Body, UserID: s.user,
		Created: c.dated(u.At), Updated: c.dated(edited), HumanStatus: stateWords[n],
		Permalink: fmt.Sprintf("%s/incidents/%s#update-%s", c.site.URL, s.ID, u.ID),
		PublicID:  u.ID, Lang: u.Lang, Times: itemTimes{Created: exact(u.At), Updated: exact(edited)},
	}
}

func (c *call) parent() (story, error) { return c.findIncident(c.path["incident"]) }

func (c *call) listUpdates() (*answer, error) {
	s, err := c.parent()
	if err != nil {
		return nil, err
	}
	all := []updateItem{}
	for _, u := range posts(s.Incident) {
		all = append(all, c.updateItem(s, u))
	}
	p := c.paging(updateColumns)
	sortBy(all, p, func(u updateItem, name string) any {
		switch name {
		case "status":
			return u.Status
		case "user_id":
			return u.UserID
		}
		return u.ID
	})
	page := pick(all, p)
	return c.paged(p, len(all), len(page), page), nil
}

// findUpdate finds an update that was added to an incident, by number or id.
func (s story) findUpdate(name string) (status.Update, error) {
	n := named{id: name}
	if number, err := strconv.Atoi(name); err == nil {
		n = named{number: number}
	}
	for _, u := range posts(s.Incident) {
		if n.means(s.numbers.Updates[u.ID], u.ID) {
			return u, nil
		}
	}
	return status.Update{}, notFound("This incident has no such update.")
}

func (c *call) showUpdate() (*answer, error) {
	s, err := c.parent()
	if err != nil {
		return nil, err
	}
	u, err := s.findUpdate(c.path["id"])
	if err != nil {
		return nil, err
	}
	return c.updateAnswer(s, u), nil
}

func (c *call) updateAnswer(s story, u status.Update) *answer {
	a := done(c.updateItem(s, u))
	a.revision = status.Revision(s.Incident)
	return a
}

func (c *call) updateForm(creating bool, h *house) (incidentForm, error) {
	f := c.fields()
	x := incidentForm{notify: f.flagOr("notify", true)}
	x.status = optional(f.integer("status", 1, 4))
	x.message = optional(f.text("message"))
	if creating {
		f.required("status", x.status != nil)
		f.required("message", x.message != nil && *x.message != "")
	}
	x.lang = f.lang("lang")
	x.components = c.statusesOf(f, h, nil)
	return x, f.err()
}

func (c *call) makeUpdate() (*answer, error) {
	s, err := c.findChangeable(c.path["incident"])
	if err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	form, err := c.updateForm(true, h)
	if err != nil {
		return nil, err
	}
	made := ""
	_, _, err = c.site.Board.ChangeIncident(c.ctx, c.actor(), s.ID, c.at, seen(c, func(own *status.Incident) (*status.Incident, error) {
		u := status.Update{State: numberStates[*form.status], Body: *form.message, Lang: form.lang, Quiet: !form.notify, Components: form.components}
		made, err = c.add(own, "update", u)
		return own, err
	}))
	if err != nil {
		return nil, err
	}
	if _, err := c.afterIncident(s.ID, form); err != nil {
		return nil, err
	}
	return c.reshowUpdate(s.ID, made)
}

func (c *call) reshowUpdate(incident, update string) (*answer, error) {
	s, err := c.story(incident)
	if err != nil {
		return nil, err
	}
	n := slices.IndexFunc(s.Updates, func(u status.Update) bool { return u.ID == update })
	if n < 0 {
		return nil, status.ErrNotFound
	}
	return c.updateAnswer(s, s.Updates[n]), nil
}

// changeOne changes one update of an incident, or takes it out.
func (c *call) changeOne(s story, id string, change func(*status.Update)) error {
	_, _, err := c.site.Board.ChangeIncident(c.ctx, c.actor(), s.ID, c.at, seen(c, func(own *status.Incident) (*status.Incident, error) {
		n := slices.IndexFunc(own.Updates, func(u status.Update) bool { return u.ID == id })
		if n < 1 {
			return nil, status.ErrNotFound
		}
		if change == nil {
			own.Updates = slices.Delete(own.Updates, n, n+1)
		} else {
			change(&own.Updates[n])
		}
		return own, nil
	}))
	if err == nil {
		c.api.House.Wrote()
	}
	return err
}

func (c *call) changeUpdate() (*answer, error) {
	s, err := c.findChangeable(c.path["incident"])
	if err != nil {
		return nil, err
	}
	u, err := s.findUpdate(c.path["id"])
	if err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	form, err := c.updateForm(false, h)
	if err != nil {
		return nil, err
	}
	err = c.changeOne(s, u.ID, func(own *status.Update) { form.amend(own, c.at) })
	if err != nil {
		return nil, err
	}
	if _, err := c.afterIncident(s.ID, form); err != nil {
		return nil, err
	}
	return c.reshowUpdate(s.ID, u.ID)
}

// amend brings an update to what a form says of it.
func (x *incidentForm) amend(u *status.Update, at time.Time) {
	if x.status != nil && stateNumbers[u.State] != *x.status {
		u.State = numberStates[*x.status]
	}
	if x.message != nil && u.Body != *x.message {
		u.Body, u.Edited = *x.message, at.UTC()
	}
	if x.lang != nil {
		u.Lang = x.lang
	}
	if u.Components == nil && len(x.components) > 0 {
		u.Components = map[string]status.Status{}
	}
	maps.Copy(u.Components, x.components)
}

func (c *call) dropUpdate() (*answer, error) {
	s, err := c.findChangeable(c.path["incident"])
	if err != nil {
		return nil, err
	}
	u, err := s.findUpdate(c.path["id"])
	if err != nil {
		return nil, err
	}
	if err := c.changeOne(s, u.ID, nil); err != nil {
		return nil, err
	}
	return deleted(), nil
}
