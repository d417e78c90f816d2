package composer

import (
	"cmp"
	"strings"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// pastData is what the page of something that is over is given.
type pastData struct {
	Key, Zone        string
	Title, Body, End string
	Started, Ended   string
	Impacts          []admin.Choice
	Rows             []row
}

// past is the form for what happened before anybody wrote it down.
func (c *Composer) past(v *admin.Visit) error {
	data, err := c.pastData(v)
	if err != nil {
		return err
	}
	return v.Show("past", "Something that is over", data)
}

func (c *Composer) pastData(v *admin.Visit) (pastData, error) {
	s, view, err := c.View(v.Context())
	if err != nil {
		return pastData{}, err
	}
	key, err := admin.FormKey(c.Random)
	d := pastData{
		Key: key, Zone: s.Config.Site.Zone.String(), Title: v.Field("title"), Body: v.Field("body"), End: v.Field("end"),
		Started: v.Field("started"), Ended: v.Field("ended"), Impacts: impacts(status.ImpactMinor),
		Rows: rows(view.Layout, nil, func(string) bool { return true }),
	}
	if k, bad := v.SentKey(); bad == nil {
		d.Key = k
	}
	admin.Pick(d.Impacts, v.PostForm)
	for i := range d.Rows {
		admin.Pick(d.Rows[i].Choices, v.PostForm)
	}
	return d, err
}

func (c *Composer) backfill(v *admin.Visit) error {
	p, key, err := c.bygone(v)
	told := ""
	if err == nil {
		told, err = c.send(v, key, p, nil)
	}
	if err != nil {
		data, bad := c.pastData(v)
		if bad != nil {
			return bad
		}
		return v.Again("past", "Something that is over", data, plain(err))
	}
	if told == "pending" {
		return v.Go(admin.Prefix + "?told=pending")
	}
	return v.Go(to(p.ID, told))
}

// bygone is the incident that the form speaks of, of which nobody is told.
func (c *Composer) bygone(v *admin.Visit) (*posting.Post, string, error) {
	s, view, err := c.View(v.Context())
	if err != nil {
		return nil, "", err
	}
	key, err := v.SentKey()
	if err != nil {
		return nil, "", err
	}
	said, err := saidOf(v.PostForm, view.Layout)
	if err != nil {
		return nil, "", err
	}
	from, err1 := admin.LocalTime(v.Field("started"), s.Config.Site.Zone)
	to, err2 := admin.LocalTime(v.Field("ended"), s.Config.Site.Zone)
	impact, err3 := status.ParseImpact(v.Field("impact"))
	title, body, end := strings.TrimSpace(v.Field("title")), strings.TrimSpace(v.Field("body")), strings.TrimSpace(v.Field("end"))
	switch {
	case err1 != nil || err2 != nil:
		return nil, "", admin.Wrong("Write the times as 2026-11-22T10:04, in the time zone %s.", s.Config.Site.Zone)
	case !to.After(from) || to.After(c.Now()):
		return nil, "", admin.Wrong("It must have ended after it began, and before now.")
	case err3 != nil:
		return nil, "", admin.Wrong("Choose an impact.")
	case title == "" || len(title) > posting.MaxTitle:
		return nil, "", admin.Wrong("Write a title, of at most %d bytes.", posting.MaxTitle)
	}
	if end == "" {
		end = "This was resolved."
	}
	if err := cmp.Or(posting.CheckBody(body, "Write what was the matter, in at most %d bytes."), posting.CheckBody(end, "Write how it ended, in at most %d bytes.")); err != nil {
		return nil, "", err
	}
	quiet := false
	inc := &status.Incident{Title: title, Impact: impact, Components: said, Notify: &quiet, Updates: []status.Update{
		{ID: "1", At: from, State: status.Investigating, Body: body, Quiet: true},
		{ID: "2", At: to, State: status.Resolved, Body: end, Quiet: true},
	}}
	return &posting.Post{ID: admin.Slug(title) + "-" + key, Incident: inc}, key, nil
}
