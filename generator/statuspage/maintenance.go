package statuspage

import (
	"time"

	"tidings/internal/status"
)

func (p *page) maintenances(w *writer, maintenance []*status.Maintenance) {
	w.key("scheduled_maintenances")
	w.open('[')
	for _, m := range maintenance {
		w.open('{')
		e := p.maintenanceEvent(m)
		p.event(w, e)
		p.touched(w, e.touched())
		w.time("scheduled_for", m.Starts)
		w.time("scheduled_until", m.Ends)
		w.close('}')
	}
	w.close(']')
}

func (p *page) maintenanceEvent(m *status.Maintenance) event {
	posted := m.Updates[:postedBy(m.Updates, p.View.At)]
	e := event{
		id: identifier("maintenance", m.ID), ours: m.ID, title: m.Title, folder: "maintenance",
		impact: "maintenance", state: m.StateAt(p.View.At), created: m.Updates[0].At,
		updates: posted, changes: p.maintenanceChanges(m, posted),
	}
	for _, u := range posted {
		e.updated = later(e.updated, u.Changed())
	}
	if from, to := m.Window(); e.state != status.Scheduled && from.Before(to) {
		e.updated = later(e.updated, from)
	}
	if e.state.Ends() {
		e.resolved = m.EndedAt()
		if e.resolved.After(p.View.At) {
			e.resolved = m.Ends
		}
		e.updated = later(e.updated, e.resolved)
	}
	return e
}

// postedBy is how many updates there are at a time; the first always counts.
func postedBy(updates []status.Update, at time.Time) int {
	n := 1
	for n < len(updates) && !updates[n].At.After(at) {
		n++
	}
	return n
}
