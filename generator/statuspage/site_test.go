package statuspage

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/status"
)

func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", clock)
	if err != nil {
		panic(err)
	}
	return t
}

func denver(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// acme is a page with everything on it: groups, a lone component before and
// after them, an open incident, a resolved one, and a maintenance of each kind.
func acme(t testing.TB) Input {
	open := &status.Incident{
		ID: "api-slow", Title: "API answers slowly", Impact: status.ImpactMinor,
		Components: map[string]status.Status{"api": status.DegradedPerformance},
		Updates: []status.Update{
			{ID: "1", At: at("2026-11-22 10:04"), State: status.Investigating, Body: "We see **slow** answers."},
			{ID: "2", At: at("2026-11-22 10:31"), State: status.Identified, Body: "A cache node.", Components: map[string]status.Status{"web": status.PartialOutage}, Edited: at("2026-11-22 10:40")},
		},
	}
	closed := &status.Incident{
		ID: "docs-down", Title: "Documentation down", Impact: status.ImpactMajor,
		Components: map[string]status.Status{"docs": status.MajorOutage, "gone": status.MajorOutage},
		Updates: []status.Update{
			{ID: "1", At: at("2026-10-01 08:00"), State: status.Investigating, Body: "Down."},
			{ID: "2", At: at("2026-10-01 08:20"), State: status.Monitoring, Body: "Back.", Components: map[string]status.Status{"docs": status.DegradedPerformance}},
			{ID: "3", At: at("2026-10-01 09:00"), State: status.Resolved, Body: "Done."},
			{ID: "4", At: at("2026-10-03 09:00"), State: status.Postmortem, Body: "Why."},
		},
	}
	running := &status.Maintenance{
		ID: "db", Title: "Database upgrade", Starts: at("2026-11-22 11:00"), Ends: at("2026-11-22 13:00"), Components: []string{"web", "status"},
		Updates: []status.Update{
			{ID: "1", At: at("2026-11-20 09:00"), State: status.Scheduled, Body: "Soon."},
			{ID: "2", At: at("2026-11-22 13:00"), State: status.Completed, Body: "Written in advance."},
		},
	}
	planned := &status.Maintenance{
		ID: "net", Title: "Network work", Starts: at("2026-12-01 01:00"), Ends: at("2026-12-01 02:00"),
		Updates: []status.Update{{ID: "1", At: at("2026-11-21 09:00"), State: status.Scheduled, Body: "Later."}},
	}
	past := &status.Maintenance{
		ID: "old", Title: "Old work", Starts: at("2026-09-01 01:00"), Ends: at("2026-09-01 02:00"), Components: []string{"api"},
		Updates: []status.Update{
			{ID: "1", At: at("2026-08-21 09:00"), State: status.Scheduled, Body: "Later."},
			{ID: "2", At: at("2026-09-01 01:05"), State: status.InProgress, Body: "Now."},
		},
	}
	layout := status.Layout{
		Groups: []status.Group{{ID: "empty", Name: "Nothing in it"}, {ID: "core", Name: "Core services"}, {ID: "more", Name: "More"}},
		Components: []status.Component{
			{ID: "status", Name: "Status page"},
			{ID: "api", Name: "API", Description: "Public REST API", Group: "core", Since: "2024-02-29"},
			{ID: "web", Name: "Website", Group: "core"},
			{ID: "mail", Name: "Mail", Group: "more"},
			{ID: "docs", Name: "Documentation"},
		},
	}
	view := &status.View{
		At: at("2026-11-22 11:30"), Layout: layout, Changed: at("2026-11-22 11:00"), Worst: status.PartialOutage,
		States: []status.ComponentState{
			{Status: status.UnderMaintenance, Since: at("2026-11-22 11:00")},
			{Status: status.DegradedPerformance, Since: at("2026-11-22 10:04")},
			{Status: status.PartialOutage, Since: at("2026-11-22 10:31")},
			{Status: status.Unknown, Since: at("2026-11-22 09:00")},
			{Status: status.Operational, Since: at("2026-10-01 09:00")},
		},
		Incidents: []*status.Incident{open}, Active: []*status.Maintenance{running}, Upcoming: []*status.Maintenance{planned},
	}
	return Input{
		View: view, Site: config.Site{Name: "Acme", URL: "https://status.example.com", Zone: denver(t)},
		Incidents: []*status.Incident{open, closed}, Maintenance: []*status.Maintenance{planned, running, past},
		Light: func(markdown string) string { return strings.ReplaceAll(markdown, "**", "") },
	}
}

func documents(t testing.TB, in Input) map[string][]byte {
	t.Helper()
	docs, err := Documents(in)
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string][]byte{}
	for _, d := range docs {
		byPath[d.Path] = d.Body
	}
	return byPath
}

// The document as a reader decodes it.
type (
	document struct {
		Page struct {
			ID, Name, URL string
			TimeZone      string `json:"time_zone"`
			UpdatedAt     string `json:"updated_at"`
		}
		Components   []component
		Incidents    []incident
		Maintenances []incident `json:"scheduled_maintenances"`
		Status       struct{ Indicator, Description string }
	}
	component struct {
		ID, Name, Status string
		Group            bool
		GroupID          *string `json:"group_id"`
		CreatedAt        string  `json:"created_at"`
		UpdatedAt        string  `json:"updated_at"`
		StartDate        *string `json:"start_date"`
		Description      *string
		Position         int
		Components       []string
	}
	incident struct {
		ID, Name, Status, Impact, Shortlink string
		CreatedAt                           string   `json:"created_at"`
		UpdatedAt                           string   `json:"updated_at"`
		StartedAt                           string   `json:"started_at"`
		MonitoringAt                        *string  `json:"monitoring_at"`
		ResolvedAt                          *string  `json:"resolved_at"`
		Updates                             []update `json:"incident_updates"`
		Components                          []component
		ScheduledFor                        string `json:"scheduled_for"`
	}
	update struct {
		ID, Status, Body string
		IncidentID       string     `json:"incident_id"`
		UpdatedAt        string     `json:"updated_at"`
		Affected         []affected `json:"affected_components"`
	}
	affected struct {
		Code, Name string
		Old        string `json:"old_status"`
		New        string `json:"new_status"`
	}
)

func decode(t testing.TB, body []byte) (d document) {
	t.Helper()
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	return d
}
