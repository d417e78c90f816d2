package v1

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"tidings/internal/status"
)

// incidentForm is what a request says of an incident or of an update.
type incidentForm struct {
	name, message     *string
	status            *int
	visible, stickied *bool
	notify            bool
	occurred          *time.Time
	impact            *status.Impact
	meta              map[string]json.RawMessage
	lang              map[string]string
	components        map[string]status.Status // by public id
}

func (c *call) incidentForm(h *house, old *status.Incident) (incidentForm, error) {
	creating, have := old == nil, []string(nil)
	if old != nil {
		have = slices.Collect(maps.Keys(said(old)))
	}
	f := c.fields()
	var x incidentForm
	x.name = optional(f.name("name", status.MaxName, creating))
	x.status = optional(f.integer("status", 0, 4))
	if creating {
		f.required("status", x.status != nil)
	}
	x.message = optional(f.text("message"))
	if text, ok := c.fromTemplate(f, x.name); ok {
		x.message = &text
	}
	if creating {
		f.required("message", x.message != nil && strings.TrimSpace(*x.message) != "")
	}
	x.visible, x.stickied = optional(f.flag("visible")), optional(f.flag("stickied"))
	x.notify = f.flagOr("notify", true)
	if x.occurred = optional(f.moment("occurred_at")); x.occurred == nil {
		x.occurred = optional(f.moment("created_at")) // as in 2.3
	}
	if !creating && object(c.in).get("occurred_at") == nil {
		x.occurred = nil
	}
	x.meta, x.impact = f.meta("meta"), f.impact("impact")
	x.lang = f.lang("lang")
	x.components = c.statusesOf(f, h, have)
	return x, f.err()
}

// meta are values by name.
func (f *fields) meta(name string) map[string]json.RawMessage {
	raw := f.object(name)
	if raw == nil {
		return nil
	}
	all := map[string]json.RawMessage{}
	if json.Unmarshal(raw, &all) != nil || len(all) > 100 {
		f.wrong("The %s must be an object of at most 100 values.", words(name))
	}
	return all
}

func (f *fields) impact(name string) *status.Impact {
	text, there := f.scalar(name, "a string")
	if !there || text == "" {
		return nil
	}
	impact, err := status.ParseImpact(text)
	if err != nil {
		f.wrong("The %s must be none, minor, major or critical.", words(name))
		return nil
	}
	return &impact
}

// lang is the message by language.
func (f *fields) lang(name string) map[string]string {
	v, there := f.raw(name)
	if !there {
		return nil
	}
	o, ok := v.(object)
	if l, empty := v.(list); !ok && !(empty && len(l) == 0) {
		f.wrong("The %s must be an object of texts by language.", words(name))
	}
	all := map[string]string{}
	for _, m := range o {
		text, ok := m.value.(string)
		switch {
		case !ok || len(text) > maxText:
			f.wrong("The %s must be texts of at most %d bytes by language.", words(name), maxText)
		case !slices.Contains(f.languages, m.key):
			f.wrong("The %s %q is not a language of this site: use one of %s.", words(name), short(m.key, 20), strings.Join(f.languages, ", "))
		default:
			all[m.key] = text
		}
	}
	return all
}

// statusesOf are the components that a request names: Cachet's pair, of which
// each half requires the other unless the incident has the component already,
// and a list of several.
func (c *call) statusesOf(f *fields, h *house, have []string) map[string]status.Status {
	said := map[string]status.Status{}
	if id, there := f.scalar("component_id", "an integer"); there && id != "" && id != "0" {
		s, given := f.integer("component_status", 0, 4)
		x := f.component("component_id", id, h)
		if x == nil || !slices.Contains(have, x.ID) {
			f.required("component_status", given)
		}
		if x != nil && given {
			said[x.ID] = numberStatuses[s]
		}
	} else if _, given := f.integer("component_status", 0, 4); given && id != "0" {
		f.wrong("The component id field is required when component status is present.")
	}
	v, there := f.raw("components")
	if !there {
		return said
	}
	if o, ok := v.(object); ok && !bracketed(o) {
		for _, m := range o {
			f.saying(said, m.key, m.value, h)
		}
		return said
	}
	all, ok := elements(v)
	if !ok {
		f.wrong("The components must be a list of objects with id and status.")
	}
	for _, e := range all {
		o, _ := e.(object)
		id, _ := scalarText(o.get("id"))
		if o.get("id") == nil {
			id, _ = scalarText(o.get("public_id"))
		}
		f.saying(said, id, o.get("status"), h)
	}
	return said
}

// bracketed reports whether an object is a list in a form's writing.
func bracketed(o object) bool {
	return len(o) > 0 && (strings.HasPrefix(o[0].key, "\x00") || o[0].key == "0")
}

// saying notes the status of one component, by number or by name.
func (f *fields) saying(said map[string]status.Status, id string, value any, h *house) {
	x := f.component("components", id, h)
	text, ok := scalarText(value)
	if x == nil {
		return
	}
	if n, err := wholeNumber(text); ok && err == nil && n >= 0 && n <= 4 {
		said[x.ID] = numberStatuses[n]
		return
	}
	s, err := status.ParseStatus(text)
	if err != nil || s == status.UnderMaintenance {
		f.wrong("The components must each have a status of 0 to 4, or its name such as partial_outage.")
		return
	}
	said[x.ID] = s
}

func (f *fields) component(field, name string, h *house) *component {
	x, err := h.findComponent(strings.TrimSpace(name), true)
	if err != nil {
		f.wrong("The %s names no component that there is: %q.", words(field), short(name, 60))
		return nil
	}
	return x
}

// proposed is the impact of an incident for which nobody has said one.
func proposed(components map[string]status.Status) status.Impact {
	impact := status.ImpactMinor
	for _, s := range components {
		switch s {
		case status.MajorOutage:
			impact = max(impact, status.ImpactCritical)
		case status.PartialOutage:
			impact = max(impact, status.ImpactMajor)
		}
	}
	return impact
}

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
		Title: *form.name, Impact: proposed(form.components), Components: form.components, Hidden: form.visible != nil && !*form.visible,
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
	old, err := c.findIncident(c.path["id"])
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
	_, _, err = c.site.Board.ChangeIncident(c.ctx, c.actor(), old.ID, c.at, func(own *status.Incident) (*status.Incident, error) {
		if own == nil {
			return nil, status.ErrNotFound
		}
		if err := c.fresh(own); err != nil {
			return nil, err
		}
		now := said(own)
		fresh = form
		fresh.components = maps.Clone(form.components)
		maps.DeleteFunc(fresh.components, func(id string, s status.Status) bool { old, known := now[id]; return known && old == s })
		return own, c.rewrite(own, fresh)
	})
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

// makeScheduled refuses what Cachet 2.3 used incidents of status 0 for.
func (c *call) makeScheduled(incidentForm) (*answer, error) {
	return nil, &failure{status: http.StatusBadRequest, detail: "The request cannot be fulfilled due to bad syntax.",
		details: []string{fmt.Sprintf("The status 0 is for planned work: send it to %s/schedules.", Prefix)}}
}
