package composer

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"tidings/internal/access"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// retitle changes the title and the impact of an incident.
func (c *Composer) retitle(v *admin.Visit) error {
	s, inc, err := c.found(v)
	if err != nil {
		return err
	}
	impact, bad := status.ParseImpact(v.Field("impact"))
	title := strings.TrimSpace(v.Field("title"))
	switch {
	case bad != nil:
		err = admin.Wrong("Choose an impact.")
	case title == "" || len(title) > maxTitle:
		err = admin.Wrong("Write a title, of at most %d bytes.", maxTitle)
	default:
		err = c.change(v, s, inc.ID, func(own *status.Incident) error {
			if own.Title == title && own.Impact == impact {
				return nil
			}
			if titleSeen(own) != v.Field("seen") {
				return stale(own)
			}
			own.Title, own.Impact = title, impact
			return nil
		})
	}
	if err == nil {
		return v.Go(to(inc.ID, "saved"))
	}
	return c.retitleAgain(v, s, inc, err)
}

// retitleAgain shows theirs above and yours in the form.
func (c *Composer) retitleAgain(v *admin.Visit, s admin.Site, inc *status.Incident, why error) error {
	var changed *staleError
	if errors.As(why, &changed) {
		inc = changed.now
	}
	d, err := c.incidentData(v, s, inc)
	if err != nil {
		return err
	}
	if changed != nil {
		d.TheirTitle = inc.Title + " (" + inc.Impact.String() + ")"
	}
	d.NewTitle = v.Field("title")
	admin.Pick(d.Impacts, v.PostForm)
	return v.Again("incident", inc.Title, d, plain(why))
}

// change edits an incident in place.
func (c *Composer) change(v *admin.Visit, s admin.Site, id string, edit func(own *status.Incident) error) error {
	return c.House.Do(func() error {
		_, _, err := s.Board.ChangeIncident(v.Context(), v.Actor(), id, c.Now(), func(own *status.Incident) (*status.Incident, error) {
			if own == nil {
				return nil, status.ErrNotFound
			}
			return own, edit(own)
		})
		return err
	})
}

// updateData is what the page of one update is given.
type updateData struct {
	ID, Title string // of the incident
	Update    said
	Seen      string
	Body      string
	Theirs    bool // the text has changed: Update has theirs, Body yours
	MayManage bool
	File      string
}

func (c *Composer) foundUpdate(v *admin.Visit) (admin.Site, *status.Incident, *status.Update, error) {
	s, inc, err := c.found(v)
	if err != nil {
		return s, nil, nil, err
	}
	u := updateOf(inc, v.PathValue("update"))
	if u == nil {
		return s, nil, nil, admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such update. It may have been removed."}
	}
	return s, inc, u, nil
}

func updateOf(inc *status.Incident, id string) *status.Update {
	for i := range inc.Updates {
		if inc.Updates[i].ID == id {
			return &inc.Updates[i]
		}
	}
	return nil
}

func (c *Composer) updateData(v *admin.Visit, s admin.Site, inc *status.Incident, u *status.Update) updateData {
	d := updateData{ID: inc.ID, Title: inc.Title, Update: c.saidOf(s, inc, u), Seen: updateSeen(u), Body: u.Body, MayManage: access.Can(v.Who, access.ManageSite)}
	if d.Update.Filed {
		d.File = inc.Origin.Ref
	}
	return d
}

func (c *Composer) update(v *admin.Visit) error {
	s, inc, u, err := c.foundUpdate(v)
	if err != nil {
		return err
	}
	return v.Show("update", "Edit an update", c.updateData(v, s, inc, u))
}

// rewrite changes the text of an update, or takes the update back. Nobody is
// told again of what they were told; the page says that it was edited.
func (c *Composer) rewrite(v *admin.Visit) error {
	s, inc, u, err := c.foundUpdate(v)
	if err != nil {
		return err
	}
	body := v.Text("body")
	if body == "" || len(body) > maxBody {
		err = admin.Wrong("Write a text, of at most %d bytes.", maxBody)
	} else {
		err = c.change(v, s, inc.ID, func(own *status.Incident) error { return reword(own, u.ID, v.Field("seen"), body) })
	}
	if err == nil {
		return v.Go(to(inc.ID, "saved"))
	}
	var changed *staleError
	if errors.As(err, &changed) {
		inc = changed.now
		u = updateOf(inc, u.ID)
	}
	if u == nil {
		return errGone
	}
	d := c.updateData(v, s, inc, u)
	d.Body, d.Theirs = v.Field("body"), changed != nil
	return v.Again("update", "Edit an update", d, plain(err))
}

func reword(own *status.Incident, id, seen, body string) error {
	u := updateOf(own, id)
	switch {
	case u == nil || updateSeen(u) != seen && u.Body != body:
		return stale(own)
	case !u.Redacted.IsZero():
		return admin.Wrong("The text of this update was taken out and stays so.")
	}
	u.Body = body
	return nil
}

func (c *Composer) redact(v *admin.Visit) error {
	s, inc, u, err := c.foundUpdate(v)
	if err != nil {
		return err
	}
	if inc.Origin.Kind == status.OriginContent && !u.Added {
		return admin.Failure{Status: http.StatusConflict, Sentence: "The content file " + inc.Origin.Ref + " holds this text: redact it there, by redacted in the update's block."}
	}
	err = c.House.Do(func() error {
		_, err := s.Board.Redact(v.Context(), v.Actor(), status.AboutIncident+"/"+inc.ID, u.ID, c.Now())
		return err
	})
	if err != nil {
		return plain(err)
	}
	return v.Go(incidentsPath + "/" + url.PathEscape(inc.ID) + "?told=redacted")
}
