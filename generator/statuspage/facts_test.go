package statuspage

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

func TestIndicator(t *testing.T) {
	const (
		ok, unknown, work     = status.Operational, status.Unknown, status.UnderMaintenance
		slow, partial, broken = status.DegradedPerformance, status.PartialOutage, status.MajorOutage
	)
	for _, c := range []struct {
		components             []status.Status
		impact                 status.Impact
		indicator, description string
	}{
		{nil, status.ImpactNone, "none", "All Systems Operational"},
		{nil, status.ImpactMinor, "minor", "Minor Service Outage"},
		{nil, status.ImpactMajor, "major", "Partial System Outage"},
		{nil, status.ImpactCritical, "critical", "Major System Outage"},
		{[]status.Status{ok, ok}, status.ImpactCritical, "none", "All Systems Operational"},
		{[]status.Status{broken, broken}, 0, "critical", "Major System Outage"},
		{[]status.Status{broken, ok, work}, 0, "major", "Partial System Outage"},
		{[]status.Status{partial, partial}, 0, "major", "Partial System Outage"},
		{[]status.Status{partial, slow, work, ok}, 0, "minor", "Minor Service Outage"},
		{[]status.Status{slow, slow}, 0, "minor", "Degraded System Service"},
		{[]status.Status{slow, work, ok}, 0, "minor", "Partially Degraded Service"},
		{[]status.Status{work, ok}, 0, "maintenance", "Service Under Maintenance"},
		{[]status.Status{work, work}, 0, "maintenance", "Service Under Maintenance"},
		{[]status.Status{unknown, ok}, 0, "minor", "Partially Degraded Service"},
	} {
		in := Input{View: &status.View{Incidents: []*status.Incident{{ID: "a", Impact: c.impact, Updates: []status.Update{{}}}}}}
		for _, s := range c.components {
			in.View.States = append(in.View.States, status.ComponentState{Status: s})
			in.View.Layout.Components = append(in.View.Layout.Components, status.Component{ID: s.String()})
		}
		got := decode(t, documents(t, in)["api/v2/status.json"]).Status
		if got.Indicator != c.indicator || got.Description != c.description {
			t.Errorf("%v, impact %v: %+v, want %s / %s", c.components, c.impact, got, c.indicator, c.description)
		}
	}
}

func TestComponentsAreInPageOrderUnderTheirGroups(t *testing.T) {
	d := decode(t, documents(t, acme(t))["api/v2/components.json"])
	var got []string
	for i, c := range d.Components {
		line := c.Name + " " + c.Status
		if c.Group {
			line += " group"
		}
		if c.Position != i+1 {
			t.Errorf("%s has position %d", c.Name, c.Position)
		}
		got = append(got, line)
	}
	want := []string{
		"Status page under_maintenance",
		"Core services partial_outage group", "API degraded_performance", "Website partial_outage",
		"More degraded_performance group", "Mail degraded_performance",
		"Documentation operational",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	api, docs := d.Components[2], d.Components[6]
	if *api.StartDate != "2024-02-29" || api.CreatedAt != "2024-02-29T00:00:00.000-07:00" || *api.Description != "Public REST API" {
		t.Errorf("%+v", api)
	}
	if docs.StartDate != nil || docs.Description != nil || docs.CreatedAt != "1969-12-31T17:00:00.000-07:00" || docs.UpdatedAt != "2026-10-01T03:00:00.000-06:00" {
		t.Errorf("%+v", docs)
	}
}

func TestMembersApartAreStillOneGroup(t *testing.T) {
	in := acme(t)
	c := in.View.Layout.Components
	c[2], c[4] = c[4], c[2]
	c[3].Group = "no-such-group"
	d := decode(t, documents(t, in)["api/v2/summary.json"])
	if err := consistent(d); err != nil {
		t.Error(err)
	}
}

func changesOf(i incident) map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, u := range i.Updates {
		all[u.Status] = map[string]string{}
		for _, a := range u.Affected {
			all[u.Status][a.Name] = a.Old + " > " + a.New
		}
	}
	return all
}

func TestAffectedComponents(t *testing.T) {
	docs := documents(t, acme(t))
	incidents := decode(t, docs["api/v2/incidents.json"]).Incidents
	for n, want := range []map[string]map[string]string{
		{
			"investigating": {"Core services - API": "operational > degraded_performance"},
			"identified": {
				"Core services - API":     "degraded_performance > degraded_performance",
				"Core services - Website": "operational > partial_outage",
			},
		},
		{
			"investigating": {"Documentation": "operational > major_outage"},
			"monitoring":    {"Documentation": "major_outage > degraded_performance"},
			"resolved":      {"Documentation": "degraded_performance > operational"},
			"postmortem":    {"Documentation": "operational > operational"},
		},
	} {
		if diff := cmp.Diff(want, changesOf(incidents[n])); diff != "" {
			t.Error(diff)
		}
	}
	past := decode(t, docs["api/v2/scheduled-maintenances.json"]).Maintenances[2]
	want := map[string]map[string]string{
		"scheduled":   {"Core services - API": "operational > operational"},
		"in_progress": {"Core services - API": "operational > under_maintenance"},
	}
	if diff := cmp.Diff(want, changesOf(past)); diff != "" {
		t.Error(diff)
	}
}

func TestIncident(t *testing.T) {
	closed := decode(t, documents(t, acme(t))["api/v2/incidents.json"]).Incidents[1]
	if closed.Status != "postmortem" || closed.Impact != "major" || closed.Shortlink != "https://status.example.com/incidents/docs-down" {
		t.Errorf("%+v", closed)
	}
	if *closed.MonitoringAt != "2026-10-01T02:20:00.000-06:00" || *closed.ResolvedAt != "2026-10-01T03:00:00.000-06:00" || closed.UpdatedAt != "2026-10-03T03:00:00.000-06:00" {
		t.Errorf("monitoring %s, resolved %s, updated %s", *closed.MonitoringAt, *closed.ResolvedAt, closed.UpdatedAt)
	}
	if len(closed.Components) != 1 || closed.Components[0].Name != "Documentation" || closed.Components[0].Status != "operational" {
		t.Errorf("components: %+v", closed.Components)
	}
	for _, u := range closed.Updates {
		if u.IncidentID != closed.ID {
			t.Errorf("update %s belongs to %s", u.ID, u.IncidentID)
		}
	}
	open := decode(t, documents(t, acme(t))["api/v2/incidents/unresolved.json"]).Incidents
	if len(open) != 1 || open[0].ResolvedAt != nil || open[0].MonitoringAt != nil || open[0].Updates[1].Body != "We see slow answers." {
		t.Errorf("%+v", open)
	}
	if got := open[0].Updates[0].UpdatedAt; got != "2026-11-22T03:40:00.000-07:00" {
		t.Errorf("the edited update was updated at %s", got)
	}
}

// TestPageIsNoOlderThanItsIncidents holds that what ended before the bars begin
// still counts as a change, and what is dated in the future not yet.
func TestPageIsNoOlderThanItsIncidents(t *testing.T) {
	in := acme(t)
	in.View.Changed = time.Time{}
	last := time.Time{}
	for _, i := range in.Incidents {
		last = later(last, i.Changed())
	}
	for _, m := range in.Maintenance {
		if c := m.Changed(); !c.After(in.View.At) {
			last = later(last, c)
		}
	}
	want := last.In(denver(t)).Format(`"updated_at":"2006-01-02T15:04:05.000Z07:00"`)
	if got := string(documents(t, in)["api/v2/status.json"]); last.IsZero() || !strings.Contains(got, want) {
		t.Errorf("want %s in %s", want, got)
	}
}

// TestNewsOfIncidentsLeavesWorkAsItWas holds that an update of an incident makes
// the documents on maintenance no newer, that one of a maintenance does, and that
// of a component which work touches a new status does.
func TestNewsOfIncidentsLeavesWorkAsItWas(t *testing.T) {
	updated := func(in Input, list string) string {
		return decode(t, documents(t, in)["api/v2/scheduled-maintenances"+list+".json"]).Page.UpdatedAt
	}
	in, more := acme(t), acme(t)
	open := more.View.Incidents[0]
	open.Updates = append(open.Updates, status.Update{ID: "3", At: at("2026-11-22 11:30"), State: status.Monitoring})
	more.View.Changed = at("2026-11-22 11:30")
	for _, list := range []string{"", "/upcoming", "/active"} {
		if before, after := updated(in, list), updated(more, list); before != after {
			t.Errorf("%s: an incident's update makes %s of %s", list, after, before)
		}
	}
	more.View.At = at("2026-11-22 11:40")
	for i, c := range more.View.Layout.Components {
		if c.ID == "web" {
			more.View.States[i].Since = at("2026-11-22 11:31")
		}
	}
	if got := updated(more, "/active"); got != "2026-11-22T04:31:00.000-07:00" {
		t.Errorf("a component that work touches has changed, and active.json is of %s", got)
	}
	planned := more.View.Upcoming[0]
	planned.Updates = append(planned.Updates, status.Update{ID: "2", At: at("2026-11-22 11:32"), State: status.Scheduled})
	if got := updated(more, "/upcoming"); got != "2026-11-22T04:32:00.000-07:00" {
		t.Errorf("work was announced again, and upcoming.json is of %s", got)
	}
}

func TestMonitoringIsForgottenWhenWorkGoesOn(t *testing.T) {
	in := acme(t)
	i := in.View.Incidents[0]
	add := func(clock string, s status.State) {
		i.Updates = append(i.Updates, status.Update{ID: clock, At: at(clock), State: s})
	}
	add("2026-11-22 10:50", status.Monitoring)
	add("2026-11-22 10:55", status.Monitoring)
	if got := decode(t, documents(t, in)["api/v2/summary.json"]).Incidents[0].MonitoringAt; *got != "2026-11-22T03:50:00.000-07:00" {
		t.Errorf("monitoring since %s", *got)
	}
	add("2026-11-22 11:00", status.Identified)
	if got := decode(t, documents(t, in)["api/v2/summary.json"]).Incidents[0].MonitoringAt; got != nil {
		t.Errorf("monitoring since %s", *got)
	}
}

func TestMaintenanceMovesByItself(t *testing.T) {
	docs := documents(t, acme(t))
	running := decode(t, docs["api/v2/scheduled-maintenances/active.json"]).Maintenances[0]
	if running.Status != "in_progress" || running.Impact != "maintenance" || running.ResolvedAt != nil || running.UpdatedAt != "2026-11-22T04:00:00.000-07:00" {
		t.Errorf("%+v", running)
	}
	if len(running.Updates) != 1 || len(running.Components) != 2 || running.Shortlink != "https://status.example.com/maintenance/db" {
		t.Errorf("%+v", running)
	}
	planned := decode(t, docs["api/v2/scheduled-maintenances/upcoming.json"]).Maintenances[0]
	if planned.Status != "scheduled" || planned.UpdatedAt != planned.CreatedAt || planned.ScheduledFor != "2026-11-30T18:00:00.000-07:00" {
		t.Errorf("%+v", planned)
	}
	past := decode(t, docs["api/v2/scheduled-maintenances.json"]).Maintenances[2]
	if past.Status != "completed" || *past.ResolvedAt != "2026-08-31T20:00:00.000-06:00" || past.UpdatedAt != *past.ResolvedAt {
		t.Errorf("%+v", past)
	}
}

// Whoever reads that shape knows completed alone; a maintenance that was called
// off was resolved before its start, and nothing happened at its start.
func TestACancelledMaintenanceIsCompleted(t *testing.T) {
	in := acme(t)
	past := in.Maintenance[2]
	past.Updates[1] = status.Update{ID: "2", At: at("2026-08-30 12:00"), State: status.Cancelled, Body: "Cancelled: we do not do it."}
	docs := documents(t, in)
	got := decode(t, docs["api/v2/scheduled-maintenances.json"]).Maintenances[2]
	if got.Status != "completed" || *got.ResolvedAt != "2026-08-30T06:00:00.000-06:00" || got.UpdatedAt != *got.ResolvedAt || got.Updates[0].Status != "completed" {
		t.Errorf("%+v", got)
	}
	for path, body := range docs {
		if strings.Contains(string(body), `"cancelled"`) {
			t.Errorf("%s has a word that no reader knows", path)
		}
	}
}

// A maintenance whose end passed before the update that was written for later
// is over since its end, not since a time to come.
func TestMaintenanceIsNotResolvedInTheFuture(t *testing.T) {
	in := acme(t)
	past := in.Maintenance[2]
	past.Updates = append(past.Updates, status.Update{ID: "3", At: at("2027-01-01 00:00"), State: status.Completed})
	got := decode(t, documents(t, in)["api/v2/scheduled-maintenances.json"]).Maintenances[2]
	if *got.ResolvedAt != "2026-08-31T20:00:00.000-06:00" || len(got.Updates) != 2 {
		t.Errorf("resolved at %s after %d updates", *got.ResolvedAt, len(got.Updates))
	}
}

func TestLinksAreWrittenAsTheSitesAre(t *testing.T) {
	in := acme(t)
	in.Extension = ".html"
	if got := decode(t, documents(t, in)["api/v2/summary.json"]).Incidents[0].Shortlink; got != "https://status.example.com/incidents/api-slow.html" {
		t.Error(got)
	}
}

func TestIdentifiersOutliveTitles(t *testing.T) {
	before, in := documents(t, acme(t)), acme(t)
	in.Site.Name, in.Incidents[0].Title, in.View.Layout.Components[1].Name = "A", "B", "C"
	after := documents(t, in)
	a, b := decode(t, before["api/v2/summary.json"]), decode(t, after["api/v2/summary.json"])
	if a.Page.ID != b.Page.ID || a.Incidents[0].ID != b.Incidents[0].ID || a.Components[2].ID != b.Components[2].ID {
		t.Error("an identifier changed with a name")
	}
	// Held to these values for ever: readers store them.
	if got := identifier("incident", "api-slow"); got != a.Incidents[0].ID || got != "8hjq127qo8k4" {
		t.Errorf("identifier is %s", got)
	}
	if identifier("component", "core") == identifier("group", "core") {
		t.Error("a group and a component of one id are one")
	}
}

// TestIdentifiersOfTheShapeStay is for a page that moved here: whoever asks for
// an incident or a component by its id still finds it.
func TestIdentifiersOfTheShapeStay(t *testing.T) {
	for id, stays := range map[string]bool{"kctbh9vrtdwd": true, "012345678901": true, "integrations": false, "api-2025-gw1": false, "kctbh9vrtdw": false} {
		if got := identifier("update", "incidents", "x", id); (got == id) != stays || len(got) != 12 {
			t.Errorf("%s became %s", id, got)
		}
	}
	in := acme(t)
	in.View.Layout.Groups[0].ID = "eu1eu1eu1eu1"
	for i := range in.View.Layout.Components {
		c := &in.View.Layout.Components[i]
		if c.Group != "" {
			c.Group = "eu1eu1eu1eu1"
		}
	}
	p := newPage(in)
	if got := p.groupID("eu1eu1eu1eu1"); got != "eu1eu1eu1eu1" {
		t.Errorf("the group became %s", got)
	}
	in.View.Layout.Components[0].ID = "eu1eu1eu1eu1"
	if got := p.groupID("eu1eu1eu1eu1"); got == "eu1eu1eu1eu1" {
		t.Error("a group and a component of one id are one")
	}
}

// TestNamesTurnNothing holds that no name turns the direction of what a reader
// shows after it.
func TestNamesTurnNothing(t *testing.T) {
	in := acme(t)
	in.Site.Name += "\u202e"
	in.View.Layout.Groups[1].Name += "\u202e"
	in.View.Layout.Components[1].Name += "\u2066"
	in.View.Layout.Components[1].Description += "\u202e"
	in.Incidents[0].Title += "\u202e"
	in.Maintenance[0].Title += "\u202e"
	for path, body := range documents(t, in) {
		if strings.ContainsAny(string(body), "\u202e\u2066") {
			t.Errorf("%s turns what follows it", path)
		}
	}
}
