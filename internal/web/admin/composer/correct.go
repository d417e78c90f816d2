package composer

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// retitle changes the title and the impact of an incident.
func (c *Composer) retitle(v *admin.Visit) error {
	s, inc, err := c.found(v)
	if err != nil {
		return err
	}
	impact, bad := status.ParseImpact(v.Field("impact"))
	title, pinned := strings.TrimSpace(v.Field("title")), v.Field("pinned") != ""
	switch {
	case bad != nil:
		err = admin.Wrong("Choose an impact.")
	case title == "" || len(title) > posting.MaxTitle:
		err = admin.Wrong("Write a title, of at most %d bytes.", posting.MaxTitle)
	default:
		err = c.change(v, s, inc.ID, func(own *status.Incident) error {
			if own.Title == title && own.Impact == impact && own.Stickied == pinned {
				return nil
			}
			if titleSeen(own) != v.Field("seen") {
				return stale(own)
			}
			own.Title, own.Impact, own.Stickied = title, impact, pinned
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
	d.NewTitle, d.Pinned = v.Field("title"), v.Field("pinned") != ""
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

func (c *Composer) foundUpdate(v *admin.Visit) (admin.Site, *status.Incident, *status.Update, error) {
	s, inc, err := c.found(v)
	if err != nil {
		return s, nil, nil, err
	}
	u := posting.UpdateOf(inc.Updates, v.PathValue("update"))
	if u == nil {
		return s, nil, nil, admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such update. It may have been removed."}
	}
	return s, inc, u, nil
}

func textPage(v *admin.Visit, s admin.Site, inc *status.Incident, u *status.Update) posting.TextPage {
	said := posting.SaidOf(s.Config.Site.Zone, inc.Origin, u)
	return posting.TextPageOf(v, incidentsPath+"/"+inc.ID, inc.Title, said, inc.Origin.Ref, inc.Updates, u)
}

func (c *Composer) update(v *admin.Visit) error {
	s, inc, u, err := c.foundUpdate(v)
	if err != nil {
		return err
	}
	return v.Show("update", "Edit an update", textPage(v, s, inc, u))
}

// rewrite changes the text of an update, or takes the update back. Nobody is
// told again of what they were told; the page says that it was edited.
func (c *Composer) rewrite(v *admin.Visit) error {
	s, inc, u, err := c.foundUpdate(v)
	if err != nil {
		return err
	}
	body, err := posting.NewText(v)
	if err == nil {
		err = c.change(v, s, inc.ID, func(own *status.Incident) error {
			fits, err := posting.Reword(own.Updates, u.ID, v.Field("seen"), body)
			if !fits {
				return stale(own)
			}
			return err
		})
	}
	if err == nil {
		return v.Go(to(inc.ID, "saved"))
	}
	var changed *staleError
	if errors.As(err, &changed) {
		inc = changed.now
		u = posting.UpdateOf(inc.Updates, u.ID)
	}
	if u == nil {
		return errGone
	}
	d := textPage(v, s, inc, u)
	d.Body, d.Theirs = v.Field("body"), changed != nil
	return v.Again("update", "Edit an update", d, plain(err))
}

func (c *Composer) redact(v *admin.Visit) error {
	s, inc, u, err := c.foundUpdate(v)
	if err != nil {
		return err
	}
	if err := posting.MayRedact(inc.Origin, u); err != nil {
		return err
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

// remove takes an update out, as if nobody had posted it.
func (c *Composer) remove(v *admin.Visit) error {
	s, inc, u, err := c.foundUpdate(v)
	if err != nil {
		return err
	}
	err = c.change(v, s, inc.ID, func(own *status.Incident) error {
		left, fits, err := posting.Remove(own.Updates, u.ID, v.Field("seen"))
		if !fits {
			return stale(own)
		}
		own.Updates = left
		return err
	})
	if err != nil {
		return plain(err)
	}
	return v.Go(to(inc.ID, "removed"))
}
