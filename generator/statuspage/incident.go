package statuspage

import (
	"time"

	"tidings/internal/status"
)

// event is what an incident and a maintenance have in common in this shape.
type event struct {
	id, ours, title, folder, impact string
	state                           status.State
	created, updated                time.Time
	monitoring, resolved            time.Time
	updates                         []status.Update
	changes                         [][]change // of each update
}

func (p *page) incidents(w *writer, incidents []*status.Incident) {
	w.key("incidents")
	w.open('[')
	for _, i := range incidents {
		made := p.Kept.incident(i, func() written { return p.write(i) })
		w.raw(made.json)
		p.touched(w, made.rows)
		w.null("reminder_intervals")
		w.close('}')
	}
	w.close(']')
}

// write writes an incident as far as no component's status matters.
func (p *page) write(i *status.Incident) written {
	e := event{
		id: identifier("incident", i.ID), ours: i.ID, title: i.Title, folder: "incidents",
		impact: i.Impact.String(), state: i.State(),
		created: i.Started(), updated: i.Changed(),
		monitoring: monitoringSince(i.Updates), resolved: i.Resolved(),
		updates: i.Updates, changes: p.incidentChanges(i),
	}
	w := &writer{zone: p.zone, b: make([]byte, 0, 1024*(1+len(i.Updates)))}
	w.open('{')
	p.event(w, e)
	return written{w.b, e.touched()}
}

// monitoringSince is when the incident last went over to monitoring, or zero
// when it never did or has gone back to work since.
func monitoringSince(updates []status.Update) time.Time {
	var at time.Time
	for _, u := range updates {
		switch u.State {
		case status.Monitoring:
			if at.IsZero() {
				at = u.At
			}
		case status.Investigating, status.Identified:
			at = time.Time{}
		}
	}
	return at
}

// event writes the keys from id to updates.
func (p *page) event(w *writer, e event) {
	w.text("id", e.id)
	w.name(e.title)
	w.text("status", stateWord(e.state))
	w.time("created_at", e.created)
	w.time("updated_at", e.updated)
	w.timeOrNull("monitoring_at", e.monitoring)
	w.timeOrNull("resolved_at", e.resolved)
	w.text("impact", e.impact)
	w.text("shortlink", p.link(e.folder, e.ours))
	w.time("started_at", e.created)
	w.text("page_id", p.id)
	w.key("incident_updates")
	w.open('[')
	for n := len(e.updates) - 1; n >= 0; n-- {
		p.update(w, e, n)
	}
	w.close(']')
}

// stateWord is a state in the words of that shape.
func stateWord(s status.State) string {
	if s == status.Cancelled {
		s = status.Completed
	}
	return s.String()
}

// touched writes the components of an event as they are now.
func (p *page) touched(w *writer, rows []int) {
	w.key("components")
	w.open('[')
	for _, row := range rows {
		w.raw(p.rows[row].json)
	}
	w.close(']')
}

// touched are the rows of the last update's list, which names every component so far.
func (e event) touched() (rows []int) {
	if len(e.changes) == 0 {
		return nil
	}
	for _, c := range e.changes[len(e.changes)-1] {
		rows = append(rows, c.row)
	}
	return rows
}

func (p *page) body(u *status.Update) string {
	if !u.Redacted.IsZero() && p.TakenOut != nil {
		return p.TakenOut(u.Redacted)
	}
	return p.Light(u.Body)
}

func (p *page) update(w *writer, e event, n int) {
	u := e.updates[n]
	w.open('{')
	w.text("id", identifier("update", e.folder, e.ours, u.ID))
	w.text("status", stateWord(u.State))
	w.text("body", p.body(&u))
	w.text("incident_id", e.id)
	w.time("created_at", u.At)
	w.time("updated_at", u.Changed())
	w.time("display_at", u.At)
	w.key("affected_components")
	w.open('[')
	for _, c := range e.changes[n] {
		p.affected(w, c)
	}
	w.close(']')
	w.flag("deliver_notifications", true)
	w.null("custom_tweet")
	w.null("tweet_id")
	w.close('}')
}
