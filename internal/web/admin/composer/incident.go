package composer

import (
	"errors"
	"maps"
	"net/http"
	"strings"

	"tidings/internal/access"
	"tidings/internal/ident"
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// incidentData is what the page of an incident is given.
type incidentData struct {
	ID, Title, State, Impact, Class string
	Public                          string // its page; empty while it is hidden
	File                            string // the content file that defines it, or empty
	Open                            bool
	Promise                         openIncident
	Waiting                         []posting.Shown
	Updates                         []posting.Said
	MayWrite, MayManage             bool

	Key, Seen, Body string // of the form
	States          []admin.Choice
	Rows, Others    []row
	Next            []admin.Choice
	Tell            bool
	Theirs          []posting.Said // what somebody else changed while this was written
	TheirTitle      string
	Closing         string // proposed for the end

	TitleSeen, NewTitle string
	Pinned              bool
	Impacts             []admin.Choice
}

// found reads an incident, a hidden one too.
func (c *Composer) found(v *admin.Visit) (admin.Site, *status.Incident, error) {
	s, err := admin.Enter(c.House)
	if err != nil {
		return s, nil, err
	}
	if !ident.Valid(v.PathValue("id")) {
		return s, nil, errGone
	}
	inc, err := s.Board.AnyIncident(v.Context(), v.PathValue("id"))
	return s, inc, plain(err)
}

func (c *Composer) incident(v *admin.Visit) error {
	s, inc, err := c.found(v)
	if err != nil {
		return err
	}
	data, err := c.incidentData(v, s, inc)
	if err != nil {
		return err
	}
	return v.Show("incident", inc.Title, data)
}

func (c *Composer) incidentData(v *admin.Visit, s admin.Site, inc *status.Incident) (*incidentData, error) {
	_, view, err := c.View(v.Context())
	if err != nil {
		return nil, err
	}
	d := &incidentData{
		ID: inc.ID, Title: inc.Title, State: admin.Word("state", inc.State().String()), Impact: inc.Impact.String(), Class: worstOf(inc).String(), Open: inc.Open(),
		MayWrite: access.Can(v.Who, access.WriteSite), MayManage: access.Can(v.Who, access.ManageSite),
		Seen: seenOf(inc), Tell: true, TitleSeen: titleSeen(inc), NewTitle: inc.Title, Pinned: inc.Stickied, Impacts: impacts(inc.Impact),
	}
	if !inc.Hidden {
		d.Public = "/incidents/" + inc.ID
	}
	if inc.Origin.Kind == status.OriginContent {
		d.File = inc.Origin.Ref
	}
	if d.Open {
		d.Promise = c.openOf(inc)
	}
	d.Updates = posting.AllSaid(s.Config.Site.Zone, inc.Origin, inc.Updates, incidentsPath+"/"+inc.ID, d.MayWrite)
	d.fill(view.Layout, inc)
	if d.Closing, err = c.closingOf(v, s, view.Layout, inc); err != nil {
		return nil, err
	}
	if d.Key, err = admin.FormKey(c.Random); err != nil {
		return nil, err
	}
	d.Waiting, err = c.waitings(v, inc.ID)
	return d, err
}

// fill proposes the next update.
func (d *incidentData) fill(l status.Layout, inc *status.Incident) {
	among := []status.State{status.Investigating, status.Identified, status.Monitoring}
	is, next := inc.State(), soon(inc.Impact)
	if !inc.Open() {
		among, is, next = []status.State{status.Resolved, status.Postmortem, status.Monitoring}, status.Postmortem, 0
		if inc.State() == status.Postmortem {
			among = []status.State{status.Postmortem}
		}
	}
	d.States, d.Next = states(is, among...), promises(next)
	now := inc.Statuses()
	named := func(id string) bool { _, there := now[id]; return there }
	d.Rows = rows(l, now, named)
	d.Others = rows(l, nil, func(id string) bool { return !named(id) })
}

// post takes the form of an update.
func (c *Composer) post(v *admin.Visit) error {
	s, inc, err := c.found(v)
	if err != nil {
		return err
	}
	if v.Field("do") == "edit" {
		return c.postAgain(v, s, inc, nil)
	}
	err = c.postOrReview(v, s, inc)
	var stale *staleError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &stale):
		return c.postAgain(v, s, stale.now, err)
	}
	return c.postAgain(v, s, inc, err)
}

func (c *Composer) postOrReview(v *admin.Visit, s admin.Site, inc *status.Incident) error {
	p, key, err := c.following(v, s, inc)
	if err != nil {
		return err
	}
	check := unchanged(v.Field("seen"), p.Update.ID)
	resolves := p.Update.State == status.Resolved && inc.Open()
	if v.Field("do") == "preview" || v.Field("sure") == "" && (resolves || posting.Grave(posting.Inside(p.Update.Body))) {
		return c.review(v, p, incidentsPath+"/"+inc.ID, check)
	}
	told, err := c.send(v, key, p, check)
	if err != nil {
		return err
	}
	return v.Go(to(inc.ID, told))
}

// following is the update that the form speaks of.
func (c *Composer) following(v *admin.Visit, s admin.Site, inc *status.Incident) (*posting.Post, string, error) {
	key, err := v.SentKey()
	if err != nil {
		return nil, "", err
	}
	if v.Field("do") == "resolve" {
		v.PostForm.Set("state", status.Resolved.String())
		if strings.TrimSpace(v.Field("body")) == "" {
			body, err := c.closingOf(v, s, s.Config.Layout, inc)
			if err != nil {
				return nil, "", err
			}
			v.PostForm.Set("body", body)
		}
	}
	u, err := c.words(v)
	if err != nil {
		return nil, "", err
	}
	u.ID = "u-" + key
	if !u.State.Ends() {
		_, view, err := c.View(v.Context())
		if err != nil {
			return nil, "", err
		}
		if u.Components, err = saidOf(v.PostForm, view.Layout); err != nil {
			return nil, "", err
		}
		now := inc.Statuses()
		maps.DeleteFunc(u.Components, func(id string, s status.Status) bool { old, known := now[id]; return known && old == s })
	}
	if len(u.Components) == 0 {
		u.Components = nil
	}
	return &posting.Post{ID: inc.ID, Update: &u}, key, nil
}

// postAgain shows the form as it was sent, beside what the incident is now.
func (c *Composer) postAgain(v *admin.Visit, s admin.Site, inc *status.Incident, why error) error {
	d, err := c.incidentData(v, s, inc)
	if err != nil {
		return err
	}
	d.Body, d.Tell = v.Field("body"), v.Field("tell") != ""
	admin.Pick(d.States, v.PostForm)
	admin.Pick(d.Next, v.PostForm)
	for _, some := range [][]row{d.Rows, d.Others} {
		for i := range some {
			admin.Pick(some[i].Choices, v.PostForm)
		}
	}
	if k, bad := v.SentKey(); bad == nil {
		d.Key = k
	}
	d.Theirs, d.TheirTitle = c.theirs(v.Field("seen"), s, inc)
	if why == nil {
		return v.Show("incident", inc.Title, d)
	}
	return v.Again("incident", inc.Title, d, plain(why))
}

// postPage answers with the page as it would be with the update.
func (c *Composer) postPage(v *admin.Visit) error {
	s, inc, err := c.found(v)
	if err != nil {
		return err
	}
	p, _, err := c.following(v, s, inc)
	if err != nil {
		return err
	}
	return c.page(v, p)
}

func (c *Composer) delete(v *admin.Visit) error {
	s, inc, err := c.found(v)
	if err != nil {
		return err
	}
	if inc.Origin.Kind == status.OriginContent {
		return admin.Failure{Status: http.StatusConflict, Sentence: "The content file " + inc.Origin.Ref + " defines this incident: delete the file."}
	}
	err = c.House.Do(func() error {
		_, err := s.Board.DeleteIncident(v.Context(), v.Actor(), inc.ID, c.Now())
		return err
	})
	if err != nil {
		return plain(err)
	}
	return v.Go(incidentsPath + "?told=deleted")
}
