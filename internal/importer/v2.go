package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"tidings/internal/pattern"
	"tidings/internal/status"
)

// v2Document is any answer of the public API: all have some of these keys.
type v2Document struct {
	Page         *v2Page           `json:"page"`
	Components   []json.RawMessage `json:"components"`
	Incidents    []json.RawMessage `json:"incidents"`
	Maintenances []json.RawMessage `json:"scheduled_maintenances"`
}

type v2Page struct {
	Name     string `json:"name"`
	URL      string `json:"url"`
	TimeZone string `json:"time_zone"`
}

type v2Component struct {
	ID           string  `json:"id"`
	Name         string  `json:"name"`
	Status       string  `json:"status"`
	Position     int     `json:"position"`
	Description  *string `json:"description"`
	StartDate    *string `json:"start_date"`
	GroupID      *string `json:"group_id"`
	Group        bool    `json:"group"`
	OnlyDegraded bool    `json:"only_show_if_degraded"`

	cachetComponent
}

// cachetComponent is what Cachet says of a component or a group and Statuspage does not.
type cachetComponent struct {
	want   string // the id to have here, if it can be
	number int    // by which the API knows it
	link   string
	mode   string // of a group
}

type v2Incident struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Status     string     `json:"status"`
	Impact     string     `json:"impact"`
	Created    string     `json:"created_at"`
	Started    string     `json:"started_at"`
	Resolved   string     `json:"resolved_at"`
	Link       string     `json:"shortlink"`
	Starts     string     `json:"scheduled_for"`
	Ends       string     `json:"scheduled_until"`
	Updates    []v2Update `json:"incident_updates"`
	Components []struct {
		ID string `json:"id"`
	} `json:"components"`
	Postmortem   string `json:"postmortem_body"`
	PostmortemAt string `json:"postmortem_published_at"`
}

type v2Update struct {
	ID       string `json:"id"`
	Status   string `json:"status"`
	Body     string `json:"body"`
	Display  string `json:"display_at"`
	Created  string `json:"created_at"`
	Updated  string `json:"updated_at"`
	Affected []struct {
		Code   string `json:"code"`
		Name   string `json:"name"`
		Status string `json:"new_status"`
	} `json:"affected_components"`
}

// api reads a document of the public API.
func (g *gathering) api(d Document) (bool, error) {
	body := bytes.TrimSpace(d.Body)
	if !strings.HasSuffix(d.Name, ".json") || len(body) == 0 || body[0] != '{' {
		return false, badDocument(d)
	}
	var doc v2Document
	if err := json.Unmarshal(body, &doc); err != nil {
		return false, readable(body, err)
	}
	if doc.Page == nil && doc.Components == nil && doc.Incidents == nil && doc.Maintenances == nil {
		return false, nil
	}
	if doc.Page != nil && g.api2 == (v2Page{}) {
		g.api2 = *doc.Page
	}
	if len(g.listed) == 0 {
		g.components(d, doc.Components)
	}
	g.entries(d, doc.Incidents, false)
	g.entries(d, doc.Maintenances, true)
	return true, nil
}

// badDocument refuses what is called .json and is none.
func badDocument(d Document) error {
	if strings.HasSuffix(d.Name, ".json") {
		return errors.New("it is not a JSON object")
	}
	return nil
}

// readable says where a document is broken, in words for its owner.
func readable(body []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("it is not JSON: line %d: %v", 1+bytes.Count(body[:min(int(syntax.Offset), len(body))], []byte("\n")), syntax)
	case errors.As(err, &kind):
		return fmt.Errorf("it is not what such a page sends: %q is a %s", kind.Field, kind.Value)
	}
	return fmt.Errorf("it is not JSON: %w", err)
}

func (g *gathering) components(d Document, raw []json.RawMessage) {
	for i, src := range raw {
		var c v2Component
		if err := json.Unmarshal(src, &c); err != nil {
			g.note(d.Name, "component %d is left out: %v", i+1, readable(src, err))
			continue
		}
		g.listed = append(g.listed, c)
	}
}

// listEnd is how many entries a list of the API holds at most.
const listEnd = 50

func (g *gathering) entries(d Document, raw []json.RawMessage, maintenance bool) {
	if len(raw) >= listEnd {
		g.note(d.Name, "its list ends with %d entries: what is older is in no document of the API", len(raw))
	}
	for i, src := range raw {
		var in v2Incident
		if err := json.Unmarshal(src, &in); err != nil {
			g.note(d.Name, "entry %d is left out: %v", i+1, readable(src, err))
			continue
		}
		g.keep(d.Name, g.record(&in, maintenance))
	}
}

func (g *gathering) record(in *v2Incident, maintenance bool) *record {
	r := &record{
		id: in.own(), title: in.Name, impact: in.Impact, state: in.Status, maintenance: maintenance,
		created: firstTime(in.Started, in.Created), closed: firstTime(in.Resolved),
		starts: firstTime(in.Starts), ends: firstTime(in.Ends),
	}
	for _, c := range in.Components {
		r.affected = append(r.affected, c.ID)
	}
	for i := len(in.Updates) - 1; i >= 0; i-- {
		g.said(r, &in.Updates[i])
	}
	if len(in.Updates) == 0 && !r.created.IsZero() {
		g.note(r.about(), "it has no updates: one without words stands at its beginning")
		r.updates = []said{{at: r.created, state: "update"}}
	}
	if in.Postmortem != "" && in.Status != status.Postmortem.String() {
		at := firstTime(in.PostmortemAt, in.Resolved, in.Started)
		r.updates = append(r.updates, said{at: at, state: status.Postmortem.String(), body: in.Postmortem})
	}
	return r
}

// ownLink is the address of an entry's page, where that is not shortened.
var ownLink = pattern.New(`/(?:incidents|maintenance)/([A-Za-z0-9-]+)(?:\.html)?$`)

// own is the id that the entry's page is found by: pages that are not
// Statuspage's own may have another in the API.
func (in *v2Incident) own() string {
	if m := ownLink().FindStringSubmatch(in.Link); m != nil {
		return m[1]
	}
	return in.ID
}

func (g *gathering) said(r *record, u *v2Update) {
	s := said{id: u.ID, at: firstTime(u.Display, u.Created, u.Updated), state: u.Status, body: u.Body}
	switch shown := firstTime(u.Display); {
	case s.at.IsZero() && r.created.IsZero():
		g.note(r.about(), "an update is left out, for nothing says when it was: %q", oneLine(u.Body, 80))
		return
	case s.at.IsZero():
		s.at = r.created
		g.note(r.about(), "an update has no time that can be (%q): it stands at the beginning", oneLine(u.Display, 40))
	case shown.IsZero() && u.Display != "":
		g.note(r.about(), "an update's time %q cannot be: %s stands instead", oneLine(u.Display, 40), when(s.at))
	}
	for _, a := range u.Affected {
		if s.statuses == nil {
			s.statuses = map[string]string{}
		}
		key := a.Code
		if key == "" {
			key = a.Name
		}
		s.statuses[key] = a.Status
		g.codes(a.Code, a.Name)
	}
	r.updates = append(r.updates, s)
}

// firstTime is the first of some times that can be read and can be.
func firstTime(words ...string) time.Time {
	for _, word := range words {
		t, err := time.Parse(time.RFC3339, word)
		if t = t.UTC(); err == nil && t.Year() >= 1970 && t.Year() <= 9999 {
			return t
		}
	}
	return time.Time{}
}
