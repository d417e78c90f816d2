package planner

import (
	"errors"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// retitle changes the title, the components and the reminder of a maintenance.
func (p *Planner) retitle(v *admin.Visit) error {
	x, err := p.found(v)
	if err != nil {
		return err
	}
	title, named := v.Text("title"), ticked(v.PostForm, x.view.Layout)
	ahead, err := reminder(v)
	if err == nil && (title == "" || len(title) > posting.MaxTitle) {
		err = admin.Wrong("Write a title, of at most %d bytes.", posting.MaxTitle)
	}
	if err == nil {
		err = p.change(v, x, func(own *status.Maintenance) error {
			next := *own
			next.Title, next.Components, next.Reminder, next.Tell = title, named, ahead, tellOf(v, own.Tell)
			if headSeen(&next) != headSeen(own) && headSeen(own) != v.Field("seen") {
				return stale(own)
			}
			*own = next
			return nil
		})
	}
	if err == nil {
		return v.Go(to(x.ID, "saved"))
	}
	return p.retitleAgain(v, x, err)
}

// retitleAgain shows theirs above and yours in the form.
func (p *Planner) retitleAgain(v *admin.Visit, x subject, why error) error {
	var changed *staleError
	if errors.As(why, &changed) {
		x.Maintenance = changed.now
	}
	d, err := p.workData(v, x)
	if err != nil {
		return err
	}
	if changed != nil {
		d.TheirHead = x.Title + " (" + names(x.view.Layout, x.Components) + ")"
	}
	d.NewTitle, d.Boxes = v.Field("title"), boxes(x.view.Layout, ticked(v.PostForm, x.view.Layout))
	d.Turns = turnsOf(tellOf(v, x.Tell), p.siteTell())
	admin.Pick(d.Reminders, v.PostForm)
	return v.Again("maintenance", x.Title, d, plain(why))
}

// change edits a maintenance in place.
func (p *Planner) change(v *admin.Visit, x subject, edit func(own *status.Maintenance) error) error {
	return p.House.Do(func() error {
		_, _, err := x.board.ChangeMaintenance(v.Context(), v.Actor(), x.ID, p.Now(), func(own *status.Maintenance) (*status.Maintenance, error) {
			if own == nil {
				return nil, status.ErrNotFound
			}
			return own, edit(own)
		})
		return err
	})
}

// delete takes a maintenance out, as if nobody had announced it.
func (p *Planner) delete(v *admin.Visit) error {
	x, err := p.found(v)
	if err != nil {
		return err
	}
	if err := p.mayDelete(x); err != nil {
		return err
	}
	err = p.House.Do(func() error {
		_, err := x.board.DeleteMaintenance(v.Context(), v.Actor(), x.ID, p.Now())
		return err
	})
	if err != nil {
		return plain(err)
	}
	return v.Go(listPath + "?told=unplanned")
}
