package v1

import (
	"strconv"
	"time"

	"tidings/internal/status"
)

// scheduleForm is what a request says of a maintenance.
type scheduleForm struct {
	name, message     *string
	status            *int
	starts, completed *time.Time
	notify            bool
	lang              map[string]string
	components        []string // public ids
	hasComponents     bool
}

func (c *call) scheduleForm(creating bool, h *house) (scheduleForm, error) {
	f := c.fields()
	var x scheduleForm
	x.name = optional(f.name(creating))
	x.status = optional(f.integer("status", 0, 2))
	x.message = optional(f.text("message"))
	x.starts = optional(f.moment("scheduled_at"))
	if creating {
		f.required("scheduled_at", x.starts != nil)
	}
	if x.completed = optional(f.moment("completed_at")); x.completed == nil {
		x.completed = optional(f.moment("ends_at"))
	}
	x.notify = f.flagOr("notify", false)
	x.lang = f.lang("lang")
	x.components, x.hasComponents = f.componentList("components", h)
	return x, f.err()
}

// componentList are components by number or public id, or as objects that name
// them so. What this API prints of a schedule's components can be sent back.
func (f *fields) componentList(name string, h *house) (ids []string, there bool) {
	v, there := f.raw(name)
	if !there {
		return nil, false
	}
	all, ok := elements(v)
	if text, isText := v.(string); isText && text == "" {
		return nil, true
	}
	if !ok {
		f.wrong("The %s must be a list.", words(name))
		return nil, true
	}
	for _, e := range all {
		text, _ := scalarText(e)
		if o, isObject := e.(object); isObject {
			text = firstText(o, "component_id", "public_id", "id")
		}
		if x := f.component(name, text, h); x != nil {
			ids = append(ids, x.ID)
		}
	}
	return ids, true
}

func firstText(o object, keys ...string) string {
	for _, k := range keys {
		if text, ok := scalarText(o.get(k)); ok {
			return text
		}
	}
	return ""
}

func (c *call) makeSchedule() (*answer, error) {
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	form, err := c.scheduleForm(true, h)
	if err != nil {
		return nil, err
	}
	id, err := c.schedule(form)
	if err != nil {
		return nil, err
	}
	return c.reshowSchedule(id)
}

// schedule makes the maintenance that a form speaks of.
func (c *call) schedule(form scheduleForm) (id string, err error) {
	if id, err = c.newID(*form.name); err != nil {
		return "", err
	}
	if err := c.enroll(); err != nil {
		return "", err
	}
	_, _, err = c.site.Board.ChangeMaintenance(c.ctx, c.actor(), id, c.at, func(own *status.Maintenance) (*status.Maintenance, error) {
		if own != nil {
			return own, nil // made by the same request before
		}
		own = &status.Maintenance{
			Created: c.at.UTC(), Origin: c.origin(), OpenEnd: true, Starts: *form.starts, Ends: form.starts.Add(openEnd),
			Updates: []status.Update{{ID: "1", At: c.at.UTC(), State: status.Scheduled, Quiet: !form.notify}},
		}
		return own, c.replan(own, form)
	})
	if err == nil {
		c.api.House.Wrote()
	}
	return id, err
}

// replan brings a maintenance to what a form says of it.
func (c *call) replan(m *status.Maintenance, form scheduleForm) error {
	set(&m.Title, form.name)
	if form.hasComponents {
		m.Components = form.components
	}
	first := &m.Updates[0]
	if form.message != nil && *form.message != first.Body {
		if first.Body != "" {
			first.Edited = c.at.UTC()
		}
		first.Body = *form.message
	}
	if form.lang != nil {
		first.Lang = form.lang
	}
	if err := c.reschedule(m, form); err != nil {
		return err
	}
	return c.advance(m, form)
}

// reschedule moves begin and end. The time is the same when a client sends back
// what it has read, of which this API prints no fractions.
func (c *call) reschedule(m *status.Maintenance, form scheduleForm) error {
	if form.starts != nil && !form.starts.Equal(m.Starts.Truncate(time.Second)) {
		if m.OpenEnd {
			m.Ends = form.starts.Add(openEnd)
		}
		m.Starts = *form.starts
	}
	finished := form.status != nil && *form.status == 2
	if form.completed != nil && !finished && !form.completed.Equal(m.EndedAt().Truncate(time.Second)) {
		m.Ends, m.OpenEnd = *form.completed, false
	}
	if m.Ends.Before(m.Starts) {
		return invalid("The completed at lies before the scheduled at: give a later end, or an earlier beginning.")
	}
	return nil
}

// advance adds the update of a new status. Work that is said to have begun or
// to be done begins or ends now.
func (c *call) advance(m *status.Maintenance, form scheduleForm) error {
	if form.status == nil {
		return nil
	}
	now := phase(m.StateAt(c.at))
	switch {
	case *form.status == now:
		return nil
	case *form.status < now && now == 2:
		return c.reopen(m, *form.status)
	case *form.status == 0:
		return invalid("The status cannot go back to 0 once the work has begun: give it a later scheduled at.")
	}
	at := c.at.UTC()
	state := status.InProgress
	if *form.status == 2 {
		state = status.Completed
		if form.completed != nil && form.completed.Before(at) {
			at = *form.completed
		}
	}
	if at.Before(m.Updates[len(m.Updates)-1].At) {
		at = m.Updates[len(m.Updates)-1].At
	}
	filed := m.Origin.Kind == status.OriginContent
	if m.Starts.After(at) && !filed {
		m.Starts = at
	}
	id, err := c.nextUpdate(m)
	m.Updates = append(m.Updates, status.Update{ID: id, At: at, State: state, Quiet: !form.notify, Added: filed})
	return err
}

// reopen refuses to begin what is over, unless its times say that it is not.
func (c *call) reopen(m *status.Maintenance, _ int) error {
	if !c.at.Before(m.Ends) {
		return invalid("The work was over at " + c.dated(m.EndedAt()) + ": give it a later completed at, or make a new schedule.")
	}
	return invalid("The work is complete: make a new schedule for more of it.")
}

// nextUpdate is an id that no update of the maintenance has, nor will one in its
// file have, whose ids are ordinals.
func (c *call) nextUpdate(m *status.Maintenance) (string, error) {
	if m.Origin.Kind == status.OriginContent {
		tail, err := c.tail("advance")
		return "u-" + tail, err
	}
	most := len(m.Updates)
	for _, u := range m.Updates {
		if n, err := strconv.Atoi(u.ID); err == nil && n > most {
			most = n
		}
	}
	return strconv.Itoa(most + 1), nil
}

func (c *call) changeSchedule() (*answer, error) {
	w, err := c.findSchedule(c.path["id"])
	if err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	form, err := c.scheduleForm(false, h)
	if err != nil {
		return nil, err
	}
	_, _, err = c.site.Board.ChangeMaintenance(c.ctx, c.actor(), w.ID, c.at, seen(c, func(own *status.Maintenance) (*status.Maintenance, error) {
		return own, c.replan(own, form)
	}))
	if err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return c.reshowSchedule(w.ID)
}

func (c *call) dropSchedule() (*answer, error) {
	w, err := c.findSchedule(c.path["id"])
	if err != nil {
		return nil, err
	}
	_, _, err = c.site.Board.ChangeMaintenance(c.ctx, c.actor(), w.ID, c.at, seen(c, func(*status.Maintenance) (*status.Maintenance, error) { return nil, nil }))
	if err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return deleted(), nil
}
