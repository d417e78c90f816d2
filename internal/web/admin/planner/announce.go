package planner

import (
	"net/url"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

const announceTitle = "Announce maintenance"

func (p *Planner) announce(v *admin.Visit) error {
	_, view, err := p.View(v.Context())
	if err != nil {
		return err
	}
	data, err := p.emptyForm(v, view)
	if err != nil {
		return err
	}
	data.Path = newPath
	return v.Show("announce", announceTitle, data)
}

// open takes the form of one maintenance.
func (p *Planner) open(v *admin.Visit) error {
	_, view, err := p.View(v.Context())
	if err != nil {
		return err
	}
	again := v.Field("do") == "edit"
	if !again {
		if err = p.openOrReview(v, view); err == nil {
			return nil
		}
	}
	data, bad := p.sentForm(v, view)
	if bad != nil {
		return bad
	}
	data.Path = newPath
	if again {
		return v.Show("announce", announceTitle, data)
	}
	return v.Again("announce", announceTitle, data, plain(err))
}

func (p *Planner) openOrReview(v *admin.Visit, view *status.View) error {
	post, key, err := p.opening(v, view)
	if err != nil {
		return err
	}
	found := lints(&post.Work.Announced[0], view)
	if v.Field("do") == "preview" || v.Field("sure") == "" && posting.Grave(found) {
		return p.review(v, post, newPath, found)
	}
	return p.send(v, key, post)
}

// opening is the maintenance that the form speaks of.
func (p *Planner) opening(v *admin.Visit, view *status.View) (*posting.Post, string, error) {
	key, err := v.SentKey()
	if err != nil {
		return nil, "", err
	}
	x, err := planOf(v, view.Layout, view.Zone)
	if err != nil {
		return nil, "", err
	}
	if !x.ends.After(view.At) {
		return nil, "", admin.Wrong("The end lies in the past. Correct the times: they are in the zone %s.", view.Zone)
	}
	id := admin.Slug(x.title) + "-" + key
	return &posting.Post{ID: id, Work: &posting.Work{Announced: []status.Maintenance{x.maintenance(id)}}}, key, nil
}

// send publishes a post about new work, or lets it wait.
func (p *Planner) send(v *admin.Visit, key string, post *posting.Post) error {
	word, err := p.Send(v.Context(), v.Actor(), key, post, posting.Check{})
	if err != nil {
		return err
	}
	return v.Go(listPath + "?told=" + url.QueryEscape(word))
}

// openPage answers with the page as it would be published.
func (p *Planner) openPage(v *admin.Visit) error {
	_, view, err := p.View(v.Context())
	if err != nil {
		return err
	}
	post, _, err := p.opening(v, view)
	if err != nil {
		return err
	}
	return p.page(v, post)
}

func (p *Planner) page(v *admin.Visit, post *posting.Post) error {
	f, err := p.Foresee(v.Context(), v.Actor(), post, true, posting.Check{})
	if err != nil {
		return plain(err)
	}
	posting.ShowPage(v, post.Address(), f)
	return nil
}

// review shows what a post about new work will do and how it will look.
func (p *Planner) review(v *admin.Visit, post *posting.Post, action string, found []posting.Lint) error {
	f, err := p.Foresee(v.Context(), v.Actor(), post, true, posting.Check{})
	if err != nil {
		return err
	}
	return p.showReview(v, post, action, found, f)
}

func (p *Planner) showReview(v *admin.Visit, post *posting.Post, action string, found []posting.Lint, f posting.Foresight) error {
	data := posting.ReviewOf(v, post, f)
	data.Action, data.Lints, data.When = action, found, when(f.Maintenance.Starts, f.Maintenance.Ends, f.After.Zone)
	if r := post.Work.Recurrence; r != nil {
		next := comingOf(r.Pattern, r.Occurrences, r.Length, f.After.Zone)
		data.Recurs, data.Dates, data.More = next.words, next.times, next.more
	}
	return v.Show("planned", "Before it is published", data)
}
