package composer

import (
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// review shows what a post will do and how it will look, made by what will make
// it, and has the form sent again to do it.
func (c *Composer) review(v *admin.Visit, p *posting.Post, action string, check func(own *status.Incident) error) error {
	f, err := c.foresee(v, p, true, check)
	if err != nil {
		return err
	}
	data := posting.ReviewOf(v, p, f)
	data.Action, data.Lints = action, lints(f.Incident, len(f.Incident.Components) > 0)
	if f.Incident.State() == status.Resolved {
		data.Button = "Resolve"
	}
	return v.Show("review", "Before it is published", data)
}

// openPage answers with the page of a new incident as it would be published.
func (c *Composer) openPage(v *admin.Visit) error {
	_, view, err := c.View(v.Context())
	if err != nil {
		return err
	}
	said, err := saidOf(v.PostForm, view.Layout)
	if err != nil {
		return err
	}
	p, _, err := c.opening(v, said)
	if err != nil {
		return err
	}
	return c.page(v, p)
}

func (c *Composer) page(v *admin.Visit, p *posting.Post) error {
	f, err := c.foresee(v, p, true, nil)
	if err != nil {
		return plain(err)
	}
	posting.ShowPage(v, p.Address(), f)
	return nil
}
