package posting

import (
	"strings"

	"tidings/internal/status"
)

// Seen names what a form shows of a subject: the whole, its head (the title and
// what stands beside it), and each update, so that what changed meanwhile can be
// told.
func Seen(fact any, head string, updates []status.Update) string {
	parts := []string{status.Revision(fact), head}
	for i := range updates {
		parts = append(parts, updates[i].ID+"="+UpdateSeen(&updates[i]))
	}
	return strings.Join(parts, " ")
}

// UpdateSeen names a state of an update.
func UpdateSeen(u *status.Update) string { return status.Revision(u)[:8] }

// Unchanged reports whether a subject is the one that a form has shown, or has
// the form's own update already.
func Unchanged(seen, own string, fact any, updates []status.Update) bool {
	for i := range updates {
		if updates[i].ID == own {
			return true
		}
	}
	revision, _, _ := strings.Cut(seen, " ")
	return status.Revision(fact) == revision
}

// Changed are the updates that a form has not shown as they are now, and whether
// the head is another.
func Changed(seen string, fact any, head string, updates []status.Update) (changed []*status.Update, other bool) {
	shown := strings.Fields(seen)
	if len(shown) < 2 || shown[0] == status.Revision(fact) {
		return nil, false
	}
	known := map[string]bool{}
	for _, part := range shown[2:] {
		known[part] = true
	}
	for i := range updates {
		if u := &updates[i]; !known[u.ID+"="+UpdateSeen(u)] {
			changed = append(changed, u)
		}
	}
	return changed, shown[1] != head
}
