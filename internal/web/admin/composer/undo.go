package composer

import (
	"errors"
	"net/url"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// send publishes a post of the form with a key, or lets it wait. Check may
// refuse it for what the incident is by now.
func (c *Composer) send(v *admin.Visit, key string, p *posting.Post, check func(own *status.Incident) error) (told string, err error) {
	return c.Send(v.Context(), v.Actor(), key, p, posting.Check{Incident: check})
}

func (c *Composer) foresee(v *admin.Visit, p *posting.Post, whole bool, check func(own *status.Incident) error) (posting.Foresight, error) {
	return c.Foresee(v.Context(), v.Actor(), p, whole, posting.Check{Incident: check})
}

// waitings are the posts that wait about an incident, or all for an empty id.
func (c *Composer) waitings(v *admin.Visit, incident string) ([]posting.Shown, error) {
	if incident != "" {
		incident = status.AboutIncident + "/" + incident
	}
	return c.Waiting(v.Context(), incident)
}

func (c *Composer) undo(v *admin.Visit) error {
	if c.Pending == nil || !admin.IsFormKey(v.PathValue("id")) {
		return v.Go(admin.Prefix + "?told=late")
	}
	w, err := c.Pending.Take(v.Context(), v.PathValue("id"))
	if errors.Is(err, posting.ErrLate) || errors.Is(err, posting.ErrNone) {
		return v.Go(admin.Prefix + "?told=late")
	}
	if err != nil {
		return err
	}
	if err := v.Note("post.undone", w.Subject(), nil); err != nil {
		return err
	}
	return v.Go(w.Home() + "?told=undone")
}

func (c *Composer) publishNow(v *admin.Visit) error {
	if c.Pending == nil || !admin.IsFormKey(v.PathValue("id")) {
		return v.Go(admin.Prefix)
	}
	w, err := c.Pending.Publish(v.Context(), c.House, v.PathValue("id"), c.Now())
	switch {
	case err != nil && !errors.Is(err, posting.ErrNone):
		return err
	case w.Failed != "":
		return v.Go(w.Home()) // which says why
	}
	return v.Go(w.Home() + "?told=published")
}

// to is the page of an incident, with a word of what was done.
func to(id, told string) string {
	return incidentsPath + "/" + url.PathEscape(id) + "?told=" + url.QueryEscape(told)
}
