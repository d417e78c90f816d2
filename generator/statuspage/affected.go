package statuspage

import (
	"maps"
	"slices"

	"tidings/internal/status"
)

// change is what one update did to one component.
type change struct {
	row      int
	old, new status.Status
}

// ledger follows what an incident says of its components, update by update.
// Components that are no longer on the page are not in it.
type ledger struct {
	page *page
	now  map[int]status.Status // by row
}

func (p *page) newLedger() ledger { return ledger{p, map[int]status.Status{}} }

func (l ledger) set(component string, s status.Status) {
	if row, ok := l.page.row[component]; ok {
		l.now[row] = readable(s)
	}
}

func (l ledger) setAll(s status.Status) {
	for row := range l.now {
		l.now[row] = s
	}
}

// since lists every component so far with its status before and now.
func (l ledger) since(before map[int]status.Status) []change {
	changes := make([]change, 0, len(l.now))
	for _, row := range slices.Sorted(maps.Keys(l.now)) {
		changes = append(changes, change{row, before[row], l.now[row]})
	}
	return changes
}

func (p *page) incidentChanges(i *status.Incident) [][]change {
	l := p.newLedger()
	changes := make([][]change, 0, len(i.Updates))
	for n, u := range i.Updates {
		before := maps.Clone(l.now)
		if n == 0 {
			for id, s := range i.Components {
				l.set(id, s)
			}
		}
		for id, s := range u.Components {
			l.set(id, s)
		}
		if u.State.Ends() {
			l.setAll(status.Operational)
		}
		changes = append(changes, l.since(before))
	}
	return changes
}

func (p *page) maintenanceChanges(m *status.Maintenance, posted []status.Update) [][]change {
	l := p.newLedger()
	for _, id := range m.Components {
		l.set(id, status.Operational)
	}
	changes := make([][]change, 0, len(posted))
	for _, u := range posted {
		before := maps.Clone(l.now)
		l.setAll(during(u.State))
		changes = append(changes, l.since(before))
	}
	return changes
}

// during is the status of a maintenance's components in one of its states.
func during(s status.State) status.Status {
	if s == status.InProgress || s == status.Verifying {
		return status.UnderMaintenance
	}
	return status.Operational
}

func (p *page) affected(w *writer, c change) {
	r := p.rows[c.row]
	w.open('{')
	w.text("code", r.id)
	w.name(r.fullName)
	w.text("old_status", c.old.String())
	w.text("new_status", c.new.String())
	w.close('}')
}
