package planner

import (
	"slices"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin/posting"
)

// lints look over work that is to be announced.
func lints(m *status.Maintenance, view *status.View) []posting.Lint {
	all := posting.Inside(m.Title + "\n" + m.Updates[len(m.Updates)-1].Body)
	say := func(sentence string) { all = append(all, posting.Lint{Sentence: sentence}) }
	switch ahead := m.Starts.Sub(view.At); {
	case ahead <= 0:
		say("It begins at once: the start is not in the future.")
	case ahead < 24*time.Hour:
		say("It is announced less than a day ahead.")
	}
	if m.Ends.Sub(m.Starts) > 24*time.Hour {
		say("It takes more than a day.")
	}
	if len(m.Components) == 0 {
		say("It names no component: none is shown as under maintenance, and people who chose components are not told.")
	}
	for _, other := range overlapping(m, view) {
		say("At that time there is another maintenance of the same components: " + other.Title + ".")
	}
	return all
}

// overlapping are maintenances of the same components at the same time.
func overlapping(m *status.Maintenance, view *status.View) (found []*status.Maintenance) {
	for _, other := range slices.Concat(view.Active, view.Upcoming) {
		shares := slices.ContainsFunc(m.Components, func(id string) bool { return slices.Contains(other.Components, id) })
		if shares && other.ID != m.ID && other.Starts.Before(m.Ends) && m.Starts.Before(other.Ends) {
			found = append(found, other)
		}
	}
	return found
}
