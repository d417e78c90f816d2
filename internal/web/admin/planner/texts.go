package planner

import (
	"errors"
	"net/http"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// mayDelete refuses what is planned elsewhere.
func (p *Planner) mayDelete(x subject) error {
	switch {
	case x.Recurrence != "":
		return admin.Failure{Status: http.StatusConflict, Sentence: "This is one time of work that recurs: cancel it, or leave its day out there."}
	case x.Origin.Kind == status.OriginContent:
		return admin.Failure{Status: http.StatusConflict, Sentence: "The content file " + x.Origin.Ref + " defines this maintenance: delete the file."}
	}
	return nil
}

func (p *Planner) foundUpdate(v *admin.Visit) (subject, *status.Update, error) {
	x, err := p.found(v)
	if err != nil {
		return x, nil, err
	}
	u := posting.UpdateOf(x.Updates, v.PathValue("update"))
	if u == nil {
		return x, nil, admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such update. It may have been removed."}
	}
	return x, u, nil
}

func textPage(v *admin.Visit, x subject, u *status.Update) posting.TextPage {
	return posting.TextPageOf(v, listPath+"/"+x.ID, x.Title, posting.SaidOf(x.view.Zone, x.Origin, u), x.Origin.Ref, x.Updates, u)
}

const editTitle = "Edit an update"

func (p *Planner) update(v *admin.Visit) error {
	x, u, err := p.foundUpdate(v)
	if err != nil {
		return err
	}
	return v.Show("work-update", editTitle, textPage(v, x, u))
}

// rewrite changes the text of an update. Nobody is told again of what they were
// told; the page says that it was edited.
func (p *Planner) rewrite(v *admin.Visit) error {
	x, u, err := p.foundUpdate(v)
	if err != nil {
		return err
	}
	body, err := posting.NewText(v)
	if err == nil {
		err = p.change(v, x, func(own *status.Maintenance) error {
			fits, err := posting.Reword(own.Updates, u.ID, v.Field("seen"), body)
			if !fits {
				return stale(own)
			}
			return err
		})
	}
	if err == nil {
		return v.Go(to(x.ID, "saved"))
	}
	var changed *staleError
	if errors.As(err, &changed) {
		x.Maintenance = changed.now
		u = posting.UpdateOf(x.Updates, u.ID)
	}
	if u == nil {
		return errGone
	}
	d := textPage(v, x, u)
	d.Body, d.Theirs = v.Field("body"), changed != nil
	return v.Again("work-update", editTitle, d, plain(err))
}

func (p *Planner) redact(v *admin.Visit) error {
	x, u, err := p.foundUpdate(v)
	if err != nil {
		return err
	}
	if err := posting.MayRedact(x.Origin, u); err != nil {
		return err
	}
	err = p.House.Do(func() error {
		_, err := x.board.Redact(v.Context(), v.Actor(), status.AboutMaintenance+"/"+x.ID, u.ID, p.Now())
		return err
	})
	if err != nil {
		return plain(err)
	}
	return v.Go(to(x.ID, "redacted"))
}

// remove takes an update out, as if nobody had posted it, with what it planned.
func (p *Planner) remove(v *admin.Visit) error {
	x, u, err := p.foundUpdate(v)
	if err != nil {
		return err
	}
	err = p.change(v, x, func(own *status.Maintenance) error {
		left, fits, err := posting.Remove(own.Updates, u.ID, v.Field("seen"))
		if !fits {
			return stale(own)
		}
		own.Updates = left
		own.Replan()
		return err
	})
	if err != nil {
		return plain(err)
	}
	return v.Go(to(x.ID, "removed"))
}
