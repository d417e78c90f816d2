package planner

import (
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// staleError says that a maintenance is not what the writer has seen.
type staleError struct {
	admin.Failure
	now *status.Maintenance
}

func (e *staleError) Unwrap() error { return e.Failure }

func stale(now *status.Maintenance) error { return &staleError{posting.Stale(), now} }

func seenOf(m *status.Maintenance) string { return posting.Seen(m, headSeen(m), m.Updates) }

// headSeen names the title and what stands beside it.
func headSeen(m *status.Maintenance) string {
	return status.Revision(struct {
		Title      string
		Components []string
		Reminder   time.Duration
		Tell       status.Tell
	}{m.Title, m.Components, m.Reminder, m.Tell})
}

// unchanged refuses a maintenance that is not the one a form has shown, unless
// the form's own update is on it already.
func unchanged(seen, own string) func(*status.Maintenance) error {
	return func(m *status.Maintenance) error {
		switch {
		case m == nil:
			return status.ErrNotFound
		case !posting.Unchanged(seen, own, m, m.Updates):
			return stale(m)
		}
		return nil
	}
}

// theirs are the updates that a form has not shown as they are now, and the
// title and components if they are others.
func theirs(seen string, x subject) (changed []posting.Said, head string) {
	updates, other := posting.Changed(seen, x.Maintenance, headSeen(x.Maintenance), x.Updates)
	if other {
		head = x.Title + " (" + names(x.view.Layout, x.Components) + ")"
	}
	for _, u := range updates {
		changed = append(changed, posting.SaidOf(x.view.Zone, x.Origin, u))
	}
	return changed, head
}
