package outlet

import (
	"encoding/json"
	"time"

	"tidings/internal/status"
)

// statuspage is the body that Statuspage posts to its subscribers, so that what
// was made to receive those goes on working.
func statuspage(b *Bulletin, address string) (message, error) {
	indicator := [...]string{"none", "minor", "maintenance", "minor", "major", "critical"}[b.Verdict]
	id, state, impact, updates, created := "test", status.Resolved, "none", []status.Update(nil), b.At
	incident := object{}
	if m := b.Maintenance; m != nil {
		id, state, impact, updates, created = m.ID, m.StateAt(b.At), "maintenance", m.Updates, m.Updates[0].At
		incident["scheduled_for"], incident["scheduled_until"] = stamp(m.Starts), stamp(m.Ends)
	} else if i := b.Incident; i != nil {
		id, state, impact, updates, created = i.ID, i.State(), i.Impact.String(), i.Updates, i.Started()
		incident["resolved_at"] = nil
		if at := i.Resolved(); !at.IsZero() {
			incident["resolved_at"] = stamp(at)
		}
	}
	told := make([]object, 0, len(updates))
	for n := len(updates) - 1; n >= 0; n-- {
		u := updates[n]
		told = append(told, object{"id": u.ID, "incident_id": id, "status": u.State.String(), "body": u.Body, "created_at": stamp(u.At), "updated_at": stamp(u.At), "display_at": stamp(u.At)})
	}
	components := make([]object, 0, len(b.Affected))
	for _, a := range b.Affected {
		components = append(components, object{"id": a.ID, "name": a.Name, "status": a.Status.String()})
	}
	for key, v := range (object{"id": id, "name": b.Title, "status": state.String(), "impact": impact, "shortlink": b.URL, "created_at": stamp(created),
		"updated_at": stamp(b.At), "incident_updates": told, "components": components, "backfilled": false}) {
		incident[key] = v
	}
	body, err := json.Marshal(object{
		"meta":     object{"unsubscribe": "", "documentation": "https://doers.statuspage.io/customer-notifications/webhooks/", "generated_at": stamp(b.At)},
		"page":     object{"id": b.Site, "status_indicator": indicator, "status_description": b.Severity},
		"incident": incident,
	})
	return message{address, body}, err
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
