package v1

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"tidings/internal/status"
)

// Cachet's numbers, words and icons of incident states.
var (
	stateNumbers = map[status.State]int{
		status.Investigating: 1, status.Identified: 2, status.Monitoring: 3, status.Resolved: 4, status.Postmortem: 4,
	}
	numberStates = [...]status.State{1: status.Investigating, 2: status.Identified, 3: status.Monitoring, 4: status.Resolved}
	stateWords   = [...]string{"Scheduled", "Investigating", "Identified", "Watching", "Fixed"}
	stateIcons   = [...]string{
		"icon ion-android-calendar", "icon ion-flag oranges", "icon ion-alert yellows", "icon ion-eye blues", "icon ion-checkmark greens",
	}
)

// incidentItem is an incident as Cachet has it, and what it has beyond.
type incidentItem struct {
	ID            int          `json:"id"`
	UserID        int          `json:"user_id"`
	ComponentID   int          `json:"component_id"`
	Name          string       `json:"name"`
	Status        int          `json:"status"`
	Visible       int          `json:"visible"`
	Stickied      bool         `json:"stickied"`
	Notifications bool         `json:"notifications"`
	Message       string       `json:"message"`
	Occurred      string       `json:"occurred_at"`
	Created       string       `json:"created_at"`
	Updated       string       `json:"updated_at"`
	Deleted       *string      `json:"deleted_at"`
	Resolved      bool         `json:"is_resolved"`
	Updates       []updateItem `json:"updates"`
	Meta          metaObject   `json:"meta"`
	HumanStatus   string       `json:"human_status"`
	LatestID      *int         `json:"latest_update_id"`
	LatestStatus  int          `json:"latest_status"`
	LatestHuman   string       `json:"latest_human_status"`
	LatestIcon    string       `json:"latest_icon"`
	Permalink     string       `json:"permalink"`
	Duration      int          `json:"duration"`

	PublicID   string              `json:"public_id"`
	Impact     status.Impact       `json:"impact"`
	Components []incidentComponent `json:"components"`
	Lang       map[string]string   `json:"lang,omitempty"` // the message by language
	Times      itemTimes           `json:"times"`
	Managed    string              `json:"managed_by"`
}

// incidentComponent is one component of an incident and the status it gives it.
type incidentComponent struct {
	ID       int    `json:"id"`
	PublicID string `json:"public_id"`
	Status   int    `json:"status"`
	Name     string `json:"status_name"`
}

// metaObject is an object, and an empty list when it is empty, as PHP writes it.
type metaObject map[string]json.RawMessage

// MarshalJSON implements json.Marshaler.
func (m metaObject) MarshalJSON() ([]byte, error) {
	if len(m) == 0 {
		return []byte("[]"), nil
	}
	return json.Marshal(map[string]json.RawMessage(m))
}

// story is an incident with all that its item is made of.
type story struct {
	*status.Incident
	numbers status.Numbers
	user    int
	work    *work // of which this is only another view; nil for an incident
}

func (c *call) incidentItem(s story, h *house) incidentItem {
	head, posted := headline(s.Incident), posts(s.Incident)
	item := incidentItem{
		ID: s.numbers.Own, UserID: s.user, Name: s.Title, Status: stateNumbers[s.State()], Visible: bit(!s.Hidden), Stickied: s.Stickied,
		Notifications: !s.Updates[0].Quiet, Message: head.Body, Lang: head.Lang, Occurred: c.dated(s.Started()), Resolved: !s.Open(), Meta: s.Meta,
		Permalink: c.site.URL + "/incidents/" + s.ID, PublicID: s.ID, Impact: s.Impact,
		Components: c.affected(s.Incident, h), Managed: managed(s.Origin.Kind == status.OriginContent), Updates: []updateItem{},
	}
	item.HumanStatus = stateWords[item.Status]
	if len(item.Components) > 0 {
		item.ComponentID = item.Components[0].ID
	}
	for _, u := range posted {
		item.Updates = append(item.Updates, c.updateItem(s, u))
	}
	item.latest(s, posted)
	c.dateIncident(&item, s)
	if s.work != nil {
		c.plannedItem(&item, s.work)
	}
	return item
}

// latest fills what an item says of its newest update.
func (item *incidentItem) latest(s story, posted []status.Update) {
	item.LatestStatus, item.LatestHuman, item.LatestIcon = item.Status, item.HumanStatus, stateIcons[item.Status]
	if len(posted) == 0 {
		return
	}
	newest := posted[0]
	n := s.numbers.Updates[newest.ID]
	item.LatestID = &n
	item.Duration = int(newest.At.Sub(s.Started()) / time.Second)
}

func (c *call) dateIncident(item *incidentItem, s story) {
	created := s.Created
	if created.IsZero() {
		created = s.Started()
	}
	updated := s.Changed()
	if created.After(updated) {
		updated = created
	}
	item.Created, item.Updated = c.dated(created), c.dated(updated)
	item.Times = itemTimes{Created: exact(created), Updated: exact(updated), Occurred: exact(s.Started()), Resolved: exact(s.Resolved())}
}

// headline is the text that the incident itself has: its first update, or the
// newest that changed the incident and not only added to it.
func headline(inc *status.Incident) status.Update {
	head := inc.Updates[0]
	for _, u := range inc.Updates[1:] {
		if u.Headline && u.Body != "" {
			head = u
		}
	}
	return head
}

// posts are the updates that were added to the incident, newest first.
func posts(inc *status.Incident) []status.Update {
	var all []status.Update
	for _, u := range inc.Updates[1:] {
		if !u.Headline {
			all = append(all, u)
		}
	}
	slices.Reverse(all)
	return all
}

// said is the newest status that an incident gives each of its components:
// operational once it is closed.
func said(inc *status.Incident) map[string]status.Status {
	all := map[string]status.Status{}
	for id, s := range inc.Components {
		all[id] = s
	}
	for _, u := range inc.Updates {
		for id, s := range u.Components {
			all[id] = s
		}
	}
	if !inc.Open() {
		for id := range all {
			all[id] = status.Operational
		}
	}
	return all
}

// affected are the incident's components in page order.
func (c *call) affected(inc *status.Incident, h *house) []incidentComponent {
	now, all := said(inc), []incidentComponent{}
	for _, x := range h.components {
		if s, named := now[x.ID]; named && (x.public || c.insider()) {
			all = append(all, incidentComponent{x.number, x.ID, toNumber(s), statusWords[toNumber(s)]})
		}
	}
	return all
}

// findIncident finds an incident by its number or its public id.
func (c *call) findIncident(name string) (story, error) {
	n := naming(name)
	if n.id == "" {
		id, err := c.site.Board.ByNumber(c.ctx, status.AboutIncident, n.number)
		if errors.Is(err, status.ErrNotFound) && n.number > 0 {
			return c.scheduled(n.number)
		}
		if err != nil {
			return story{}, missing(err, "There is no such incident.")
		}
		n.id = id
	}
	return c.story(n.id)
}

// findChangeable is findIncident for what is to be changed as one.
func (c *call) findChangeable(name string) (story, error) {
	s, err := c.findIncident(name)
	if err == nil {
		err = s.changeable()
	}
	return s, err
}

// missing puts a sentence of its own to what is not found.
func missing(err error, detail string) error {
	if errors.Is(err, status.ErrNotFound) || errors.Is(err, status.ErrInvalid) {
		return notFound(detail)
	}
	return err
}

func (c *call) story(id string) (story, error) {
	if len(id) > 100 {
		return story{}, notFound("There is no such incident.")
	}
	all, err := c.stories([]status.Row{{ID: id}})
	if err == nil && len(all) == 0 {
		err = notFound("There is no such incident.")
	}
	if err != nil {
		return story{}, err
	}
	return all[0], nil
}

func (c *call) showIncident() (*answer, error) {
	s, err := c.findIncident(c.path["id"])
	if err != nil {
		return nil, err
	}
	return c.incidentAnswer(s)
}

func (c *call) incidentAnswer(s story) (*answer, error) {
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	a := done(c.incidentItem(s, h))
	a.revision = status.Revision(s.Incident)
	return a, nil
}

func (c *call) dropIncident() (*answer, error) {
	s, err := c.findChangeable(c.path["id"])
	if err != nil {
		return nil, err
	}
	_, _, err = c.site.Board.ChangeIncident(c.ctx, c.actor(), s.ID, c.at, seen(c, func(*status.Incident) (*status.Incident, error) { return nil, nil }))
	if err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return deleted(), nil
}

// add appends an update that is of now, or right after the newest. A request
// that is sent again finds it there.
func (c *call) add(inc *status.Incident, purpose string, u status.Update) (id string, err error) {
	tail, err := c.tail(purpose)
	if err != nil {
		return "", err
	}
	u.ID, u.At = "u-"+tail, c.at.UTC()
	for _, old := range inc.Updates {
		if old.ID == u.ID {
			return u.ID, nil
		}
		if old.At.After(u.At) {
			u.At = old.At
		}
	}
	u.Added = inc.Origin.Kind == status.OriginContent
	inc.Updates = append(inc.Updates, u)
	return u.ID, nil
}
