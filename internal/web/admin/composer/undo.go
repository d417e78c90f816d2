package composer

import (
	"errors"
	"net/url"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// send publishes a post, or lets it wait for as long as it can be taken back.
// Check may refuse it for what the incident is by now.
func (c *Composer) send(v *admin.Visit, key string, p *Post, check func(own *status.Incident) error) (word string, err error) {
	if c.Undo <= 0 || c.Pending == nil {
		return "published", publish(v.Context(), c.House, v.Actor(), p, c.Now(), check)
	}
	// The board has the last word later; what it would refuse now is told now.
	if _, err := c.foresee(v, p, false, check); err != nil {
		return "", err
	}
	w := Waiting{ID: key, Post: *p, By: v.Actor(), Due: c.Now().Add(c.Undo).UTC()}
	return "pending", c.House.Do(func() error { return c.Pending.add(v.Context(), w) })
}

func (c *Composer) foresee(v *admin.Visit, p *Post, whole bool, check func(own *status.Incident) error) (Foresight, error) {
	at := c.Now()
	change := p.change(at)
	return c.House.Foresee(v.Context(), Draft{By: v.Actor(), ID: p.ID, At: at, Whole: whole, Change: func(own *status.Incident) (*status.Incident, error) {
		if check != nil {
			if err := check(own); err != nil {
				return nil, err
			}
		}
		return change(own)
	}})
}

// waiting is a post that waits, as pages show it.
type waiting struct {
	ID, Incident, Title, State, Body, Failed string
	Seconds                                  int
	Quiet                                    bool
}

// waitings are those of an incident, or all for an empty id.
func (c *Composer) waitings(v *admin.Visit, incident string) ([]waiting, error) {
	if c.Pending == nil {
		return nil, nil
	}
	all, err := c.Pending.list(v.Context())
	var shown []waiting
	for _, w := range all {
		if incident == "" || w.Post.ID == incident {
			shown = append(shown, c.waitingOf(&w))
		}
	}
	return shown, err
}

func (c *Composer) waitingOf(w *Waiting) waiting {
	x := waiting{ID: w.ID, Incident: w.Post.ID, Failed: w.Failed, Quiet: w.Post.quiet(), Seconds: max(0, int(w.Due.Sub(c.Now()).Seconds()+0.999))}
	u := w.Post.Update
	if inc := w.Post.Incident; inc != nil {
		x.Title, u = inc.Title, &inc.Updates[len(inc.Updates)-1]
	}
	x.State, x.Body = admin.Word("state", u.State.String()), u.Body
	return x
}

func (c *Composer) undo(v *admin.Visit) error {
	if c.Pending == nil {
		return v.Go(admin.Prefix + "?told=late")
	}
	if !admin.IsFormKey(v.PathValue("id")) {
		return v.Go(admin.Prefix + "?told=late")
	}
	w, err := c.Pending.take(v.Context(), v.PathValue("id"))
	if errors.Is(err, errLate) || errors.Is(err, errNoWaiting) {
		return v.Go(admin.Prefix + "?told=late")
	}
	if err != nil {
		return err
	}
	if err := v.Note("post.undone", status.AboutIncident+"/"+w.Post.ID, nil); err != nil {
		return err
	}
	return v.Go(admin.Prefix + "?told=undone")
}

func (c *Composer) publishNow(v *admin.Visit) error {
	if c.Pending == nil || !admin.IsFormKey(v.PathValue("id")) {
		return v.Go(admin.Prefix)
	}
	err := c.Pending.publish(v.Context(), c.House, v.PathValue("id"), c.Now())
	if err != nil && !errors.Is(err, errNoWaiting) {
		return err
	}
	return v.Go(admin.Prefix + "?told=published")
}

// to is the page of an incident, with a word of what was done.
func to(id, told string) string {
	return incidentsPath + "/" + url.PathEscape(id) + "?told=" + url.QueryEscape(told)
}
