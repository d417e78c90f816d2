package statuspage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// A shape reads one JSON value, token by token, and refuses what Statuspage
// does not write: keys that are unknown, missing or out of order, other types,
// other words, times and ids in another form.
type shape func(d *json.Decoder) error

type field struct {
	name     string
	shape    shape
	optional bool
}

func object(fields ...field) shape {
	return func(d *json.Decoder) error {
		if err := delim(d, '{'); err != nil {
			return err
		}
		next := 0
		for d.More() {
			t, err := d.Token()
			if err != nil {
				return err
			}
			for next < len(fields) && fields[next].name != t && fields[next].optional {
				next++
			}
			if next == len(fields) || fields[next].name != t {
				return fmt.Errorf("key %v is unknown or out of order", t)
			}
			if err := fields[next].shape(d); err != nil {
				return fmt.Errorf("%v: %w", t, err)
			}
			next++
		}
		for ; next < len(fields); next++ {
			if !fields[next].optional {
				return fmt.Errorf("key %s is missing", fields[next].name)
			}
		}
		return delim(d, '}')
	}
}

func list(of shape) shape {
	return func(d *json.Decoder) error {
		if err := delim(d, '['); err != nil {
			return err
		}
		for n := 0; d.More(); n++ {
			if err := of(d); err != nil {
				return fmt.Errorf("[%d]: %w", n, err)
			}
		}
		return delim(d, ']')
	}
}

func delim(d *json.Decoder, want json.Delim) error {
	t, err := d.Token()
	if err == nil && t != want {
		err = fmt.Errorf("%v where %v should be", t, want)
	}
	return err
}

// leaf is a value that is no object and no list.
func leaf(ok func(json.Token) bool) shape {
	return func(d *json.Decoder) error {
		t, err := d.Token()
		if err == nil && !ok(t) {
			err = fmt.Errorf("%v (%T) is not allowed here", t, t)
		}
		return err
	}
}

func matching(pattern string) shape {
	re := regexp.MustCompile("^(?:" + pattern + ")$")
	return leaf(func(t json.Token) bool { s, ok := t.(string); return ok && re.MatchString(s) })
}

func words(all ...string) shape {
	return leaf(func(t json.Token) bool { s, ok := t.(string); return ok && slices.Contains(all, s) })
}

// nullOr needs a look ahead, so it reads the whole value first.
func nullOr(of shape) shape {
	return func(d *json.Decoder) error {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		if string(raw) == "null" {
			return nil
		}
		return of(json.NewDecoder(strings.NewReader(string(raw))))
	}
}

var (
	anyText = leaf(func(t json.Token) bool { _, ok := t.(string); return ok })
	boolean = leaf(func(t json.Token) bool { _, ok := t.(bool); return ok })
	null    = leaf(func(t json.Token) bool { return t == nil })
	integer = leaf(func(t json.Token) bool { f, ok := t.(float64); return ok && f == float64(int(f)) })
	id      = matching(`[a-z0-9]{12}`)
	moment  = matching(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)`)
	address = matching(`https://\S+`)
	working = words("operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage")
	told    = []string{"investigating", "identified", "monitoring", "resolved", "postmortem"}
	planned = []string{"scheduled", "in_progress", "verifying", "completed"}
)

var pageShape = object(
	field{name: "id", shape: id}, field{name: "name", shape: anyText}, field{name: "url", shape: address},
	field{name: "time_zone", shape: matching(`[A-Z]\w+/\w+`)}, field{name: "updated_at", shape: moment},
)

var statusShape = object(
	field{name: "indicator", shape: words("none", "minor", "major", "critical", "maintenance")},
	field{name: "description", shape: anyText},
)

var componentShape = object(
	field{name: "id", shape: id}, field{name: "name", shape: anyText}, field{name: "status", shape: working},
	field{name: "created_at", shape: moment}, field{name: "updated_at", shape: moment},
	field{name: "position", shape: integer}, field{name: "description", shape: nullOr(anyText)},
	field{name: "showcase", shape: boolean}, field{name: "start_date", shape: nullOr(matching(`\d{4}-\d\d-\d\d`))},
	field{name: "group_id", shape: nullOr(id)}, field{name: "page_id", shape: id},
	field{name: "group", shape: boolean}, field{name: "only_show_if_degraded", shape: boolean},
	field{name: "components", shape: list(id), optional: true},
)

func updateShape(states []string) shape {
	return object(
		field{name: "id", shape: id}, field{name: "status", shape: words(states...)}, field{name: "body", shape: anyText},
		field{name: "incident_id", shape: id}, field{name: "created_at", shape: moment},
		field{name: "updated_at", shape: moment}, field{name: "display_at", shape: moment},
		field{name: "affected_components", shape: nullOr(list(object(
			field{name: "code", shape: id}, field{name: "name", shape: anyText},
			field{name: "old_status", shape: working}, field{name: "new_status", shape: working},
		)))},
		field{name: "deliver_notifications", shape: boolean},
		field{name: "custom_tweet", shape: nullOr(anyText)}, field{name: "tweet_id", shape: nullOr(anyText)},
	)
}

func eventFields(states, impacts []string) []field {
	return []field{
		{name: "id", shape: id}, {name: "name", shape: anyText}, {name: "status", shape: words(states...)},
		{name: "created_at", shape: moment}, {name: "updated_at", shape: moment},
		{name: "monitoring_at", shape: nullOr(moment)}, {name: "resolved_at", shape: nullOr(moment)},
		{name: "impact", shape: words(impacts...)}, {name: "shortlink", shape: address},
		{name: "started_at", shape: moment}, {name: "page_id", shape: id},
		{name: "incident_updates", shape: list(updateShape(states))}, {name: "components", shape: list(componentShape)},
	}
}

var (
	incidentShape = object(append(eventFields(told, []string{"none", "minor", "major", "critical", "maintenance"}),
		field{name: "reminder_intervals", shape: null, optional: true})...)
	maintenanceShape = object(append(eventFields(planned, []string{"maintenance"}),
		field{name: "scheduled_for", shape: moment}, field{name: "scheduled_until", shape: moment})...)

	componentsField  = field{name: "components", shape: list(componentShape)}
	incidentsField   = field{name: "incidents", shape: list(incidentShape)}
	maintenanceField = field{name: "scheduled_maintenances", shape: list(maintenanceShape)}
	statusField      = field{name: "status", shape: statusShape}
)

// documentFields are what each file holds after its page.
var documentFields = map[string][]field{
	"api/v2/summary.json":                         {componentsField, incidentsField, maintenanceField, statusField},
	"api/v2/status.json":                          {statusField},
	"api/v2/components.json":                      {componentsField},
	"api/v2/incidents.json":                       {incidentsField},
	"api/v2/incidents/unresolved.json":            {incidentsField},
	"api/v2/scheduled-maintenances.json":          {maintenanceField},
	"api/v2/scheduled-maintenances/upcoming.json": {maintenanceField},
	"api/v2/scheduled-maintenances/active.json":   {maintenanceField},
}

// check reads a whole document of a path against its shape.
func check(path string, body []byte) error {
	fields, ok := documentFields[path]
	if !ok {
		return fmt.Errorf("%s is no document of the shape", path)
	}
	d := json.NewDecoder(strings.NewReader(string(body)))
	if err := object(append([]field{{name: "page", shape: pageShape}}, fields...)...)(d); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("something follows the document: %v", err)
	}
	return nil
}
