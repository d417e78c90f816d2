package composer

import (
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// staleError says that an incident is not what the writer has seen.
type staleError struct {
	admin.Failure
	now *status.Incident
}

func (e *staleError) Unwrap() error { return e.Failure }

func stale(now *status.Incident) error {
	return &staleError{posting.Stale(), now}
}

func seenOf(inc *status.Incident) string { return posting.Seen(inc, titleSeen(inc), inc.Updates) }

func titleSeen(inc *status.Incident) string {
	return status.Revision([]any{inc.Title, inc.Impact, inc.Stickied})
}

// unchanged refuses an incident that is not the one a form has shown, unless the
// form's own update is on it already.
func unchanged(seen, own string) func(*status.Incident) error {
	return func(inc *status.Incident) error {
		switch {
		case inc == nil:
			return status.ErrNotFound
		case !posting.Unchanged(seen, own, inc, inc.Updates):
			return stale(inc)
		}
		return nil
	}
}

// theirs are the updates that a form has not shown as they are now, and the
// title if it is another.
func (c *Composer) theirs(seen string, s admin.Site, inc *status.Incident) (changed []posting.Said, title string) {
	updates, other := posting.Changed(seen, inc, titleSeen(inc), inc.Updates)
	if other {
		title = inc.Title + " (" + inc.Impact.String() + ")"
	}
	for _, u := range updates {
		changed = append(changed, posting.SaidOf(s.Config.Site.Zone, inc.Origin, u))
	}
	return changed, title
}
