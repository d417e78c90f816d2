package composer

import (
	"context"
	"slices"
	"time"

	"tidings/internal/status"
)

// Post is what somebody has written to be published: an incident that begins,
// or an update of one. Publishing it twice publishes it once.
type Post struct {
	ID       string           `json:"id"`                 // of the incident
	Incident *status.Incident `json:"incident,omitempty"` // that begins
	Update   *status.Update   `json:"update,omitempty"`
}

// change publishes the post at a time: what has no time of its own is of then.
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
	u := *p.Update
	if slices.ContainsFunc(own.Updates, func(old status.Update) bool { return old.ID == u.ID }) {
		return own // published before
	}
	if u.At = at; own.Updates[len(own.Updates)-1].At.After(at) {
		u.At = own.Updates[len(own.Updates)-1].At
	}
	u.Added = own.Origin.Kind == status.OriginContent
	forgetPassed(&u)
	own.Updates = append(own.Updates, u)
	return own
}

// forgetPassed drops a promise that is over before it is made, as after a long
// time off: the board takes none.
func forgetPassed(u *status.Update) {
	if !u.Next.After(u.At) {
		u.Next = time.Time{}
	}
}

// quiet reports whether nobody is told of the post.
func (p *Post) quiet() bool {
	if p.Update != nil {
		return p.Update.Quiet
	}
	return p.Incident.Notify != nil && !*p.Incident.Notify || p.Incident.Updates[len(p.Incident.Updates)-1].Quiet
}

// publish puts a post on the board. Check, unless it is nil, may refuse it for
// what the incident is by now.
func publish(ctx context.Context, h House, by status.Actor, p *Post, at time.Time, check func(own *status.Incident) error) error {
	return h.Do(func() error {
		s, _ := h.Site()
		change := p.change(at)
		_, _, err := s.Board.ChangeIncident(ctx, by, p.ID, at, func(own *status.Incident) (*status.Incident, error) {
			if check != nil {
				if err := check(own); err != nil {
					return nil, err
				}
			}
			return change(own)
		})
		return err
	})
}
