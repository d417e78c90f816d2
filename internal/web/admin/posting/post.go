package posting

import (
	"context"
	"strings"
	"time"

	"tidings/internal/status"
)

// Post is what somebody has written to be published: an incident that begins,
// an update of one, or what is said of planned work. Publishing it twice
// publishes it once.
type Post struct {
	ID       string           `json:"id"`                 // of the incident, the maintenance or the recurrence
	Incident *status.Incident `json:"incident,omitempty"` // that begins
	Update   *status.Update   `json:"update,omitempty"`   // of the incident
	Work     *Work            `json:"work,omitempty"`     // nothing of an incident then
}

// Check may refuse a post for what its subject is by now: nil, where there is
// none yet. A nil function refuses nothing.
type Check struct {
	Incident func(own *status.Incident) error
	Work     func(own *status.Maintenance) error
}

// write puts the post on the board: what has no time of its own is of at.
func (p *Post) write(ctx context.Context, b *status.Board, by status.Actor, at time.Time, check Check) (status.Scope, error) {
	if p.Work != nil {
		return p.Work.write(ctx, b, by, p.ID, at.UTC(), check.Work)
	}
	change := p.change(at)
	_, scope, err := b.ChangeIncident(ctx, by, p.ID, at, func(own *status.Incident) (*status.Incident, error) {
		if check.Incident != nil {
			if err := check.Incident(own); err != nil {
				return nil, err
			}
		}
		return change(own)
	})
	return scope, err
}

// several reports whether publishing takes more than one write, which a crash may
// cut off.
func (p *Post) several() bool {
	return p.Work != nil && (len(p.Work.Announced) > 1 || p.Work.Ends != "")
}

// subject is what the post is about, as changes name it.
func (p *Post) subject() string {
	if p.Work != nil {
		return status.AboutMaintenance + "/" + p.Work.shownID(p.ID)
	}
	return status.AboutIncident + "/" + p.ID
}

// Address is the page of the site that the post is seen on.
func (p *Post) Address() string {
	about, id, _ := strings.Cut(p.subject(), "/")
	if about == status.AboutMaintenance {
		return "/maintenance/" + id
	}
	return "/incidents/" + id
}

// foreseenAt is when the post is to be looked at.
func (p *Post) foreseenAt(now time.Time) time.Time {
	if p.Work != nil && p.Work.Recurrence != nil {
		return p.Work.firstAnnounced(now)
	}
	return now
}

// said is the post's title, empty where it gives none, and its newest update.
func (p *Post) said() (title string, u *status.Update) {
	switch {
	case p.Work != nil:
		return p.Work.said()
	case p.Incident != nil:
		return p.Incident.Title, &p.Incident.Updates[len(p.Incident.Updates)-1]
	}
	return "", p.Update
}

// Quiet reports whether nobody is told of the post.
func (p *Post) Quiet() bool {
	_, u := p.said()
	return u.Quiet || p.Incident != nil && p.Incident.Notify != nil && !*p.Incident.Notify
}
