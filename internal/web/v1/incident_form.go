package v1

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"tidings/internal/clip"
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
	x.name = optional(f.name(creating))
	x.status = optional(f.integer("status", 0, 4))
	if creating {
		f.required("status", x.status != nil)
	}
	x.message = optional(f.text("message"))
	text, ok, err := c.fromTemplate(f, x.name)
	if err != nil {
		return x, err
	}
	if ok {
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
			f.wrong("The %s %q is not a language of this site: use one of %s.", words(name), clip.Text(m.key, 20), strings.Join(f.languages, ", "))
		default:
			f.bearable(name, text)
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
		f.wrong("The %s names no component that there is: %q.", words(field), clip.Text(name, 60))
		return nil
	}
	return x
}
