package posting

import (
	"slices"
	"time"

	"tidings/internal/status"
)

// change publishes what is said of an incident at a time.
func (p *Post) change(at time.Time) func(own *status.Incident) (*status.Incident, error) {
	at = at.UTC()
	return func(own *status.Incident) (*status.Incident, error) {
		if p.Incident != nil {
			if own != nil {
				return own, nil // published before
			}
			return p.begin(at), nil
		}
		if own == nil {
			return nil, status.ErrNotFound
		}
		return p.follow(own, at), nil
	}
}

func (p *Post) begin(at time.Time) *status.Incident {
	inc := *p.Incident
	inc.Created, inc.Updates = at, slices.Clone(inc.Updates)
	for i := range inc.Updates {
		if inc.Updates[i].At.IsZero() {
			inc.Updates[i].At = at
		}
		forgetPassed(&inc.Updates[i])
	}
	return &inc
}

func (p *Post) follow(own *status.Incident, at time.Time) *status.Incident {
	own.Updates = following(own.Updates, p.Update, at, own.Origin.Kind == status.OriginContent)
	return own
}

// following are updates with one more, unless it was published before. It stands
// last, and is marked as added where a file has the others.
func following(all []status.Update, u *status.Update, at time.Time, filed bool) []status.Update {
	if slices.ContainsFunc(all, func(old status.Update) bool { return old.ID == u.ID }) {
		return all
	}
	next := *u
	if next.At = at; all[len(all)-1].At.After(at) {
		next.At = all[len(all)-1].At
	}
	next.Added = filed
	forgetPassed(&next)
	return append(all, next)
}

// forgetPassed drops a promise that is over before it is made, as after a long
// time off: the board takes none.
func forgetPassed(u *status.Update) {
	if !u.Next.After(u.At) {
		u.Next = time.Time{}
	}
}
