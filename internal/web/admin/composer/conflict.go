package composer

import (
	"strings"

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

// seenOf names an incident as a form shows it: as a whole, and each update, so
// that what changed meanwhile can be told.
func seenOf(inc *status.Incident) string {
	parts := []string{status.Revision(inc), titleSeen(inc)}
	for i := range inc.Updates {
		parts = append(parts, inc.Updates[i].ID+"="+updateSeen(&inc.Updates[i]))
	}
	return strings.Join(parts, " ")
}

func titleSeen(inc *status.Incident) string {
	return status.Revision([]string{inc.Title, inc.Impact.String()})
}

func updateSeen(u *status.Update) string { return status.Revision(u)[:8] }

// unchanged refuses an incident that is not the one a form has shown, unless the
// form's own update is on it already.
func unchanged(seen, own string) func(*status.Incident) error {
	revision, _, _ := strings.Cut(seen, " ")
	return func(inc *status.Incident) error {
		if inc == nil {
			return status.ErrNotFound
		}
		for i := range inc.Updates {
			if inc.Updates[i].ID == own {
				return nil
			}
		}
		if status.Revision(inc) != revision {
			return stale(inc)
		}
		return nil
	}
}

// theirs are the updates that a form has not shown as they are now, and the
// title if it is another.
func (c *Composer) theirs(seen string, s admin.Site, inc *status.Incident) (changed []said, title string) {
	shown := strings.Fields(seen)
	if len(shown) < 2 || shown[0] == status.Revision(inc) {
		return nil, ""
	}
	if shown[1] != titleSeen(inc) {
		title = inc.Title + " (" + inc.Impact.String() + ")"
	}
	known := map[string]bool{}
	for _, part := range shown[2:] {
		known[part] = true
	}
	for i := range inc.Updates {
		if u := &inc.Updates[i]; !known[u.ID+"="+updateSeen(u)] {
			changed = append(changed, c.saidOf(s, inc, u))
		}
	}
	return changed, title
}
