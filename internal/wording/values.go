package wording

import (
	"strings"
	"time"

	"tidings/internal/status"
)

// Values are what a template of an incident that begins can speak of: component
// (the names in one phrase), components, status, and Cachet's incident with its
// name, status, occurred_at, component and component_status.
func Values(l status.Layout, said map[string]status.Status, title string, at time.Time) map[string]any {
	incident := map[string]any{"name": title, "status": 1, "visible": true, "notify": true, "stickied": false, "message": "", "occurred_at": at.Format("2006-01-02 15:04:05")}
	values := map[string]any{"incident": incident}
	var names []any
	worst := status.Operational
	for _, c := range l.Components {
		s, there := said[c.ID]
		if !there {
			continue
		}
		names = append(names, c.Name)
		worst = max(worst, s)
		if len(names) == 1 {
			incident["component"] = map[string]any{"id": c.ID, "name": c.Name, "description": c.Description, "link": c.Link}
			incident["component_status"] = cachetStatus(s)
		}
	}
	if len(names) > 0 {
		values["components"], values["component"] = names, Phrase(l, said)
		values["status"] = strings.ReplaceAll(worst.String(), "_", " ")
	}
	return values
}

func cachetStatus(s status.Status) int {
	switch s {
	case status.MajorOutage:
		return 4
	case status.PartialOutage:
		return 3
	case status.DegradedPerformance:
		return 2
	case status.Unknown:
		return 0
	}
	return 1
}

// Phrase is "API and Website", in the order of the page; empty for none.
func Phrase(l status.Layout, said map[string]status.Status) string {
	var names []string
	for _, comp := range l.Components {
		if _, there := said[comp.ID]; there {
			names = append(names, comp.Name)
		}
	}
	switch n := len(names); {
	case n > 3:
		return "Several services"
	case n > 1:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	case n == 1:
		return names[0]
	}
	return ""
}
