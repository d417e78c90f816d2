package composer

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// componentData is what the page of a component is given.
type componentData struct {
	component
	Said                string // a person's word and until when; empty for none
	Statuses            []admin.Choice
	Spans               []admin.Choice
	MayWrite, MayManage bool
}

// spans are how long a person's word can stand, in minutes; 0 is until it is
// taken back.
var spans = []admin.Choice{
	{Field: "for", Value: "30", Name: "30 min"}, {Field: "for", Value: "60", Name: "1 h", On: true}, {Field: "for", Value: "240", Name: "4 h"}, {Field: "for", Value: "1440", Name: "a day"}, {Field: "for", Value: "0", Name: "until taken back"},
}

func (c *Composer) component(v *admin.Visit) error {
	data, err := c.componentData(v)
	if err != nil {
		return err
	}
	return v.Show("component", data.Name, data)
}

func (c *Composer) componentData(v *admin.Visit) (*componentData, error) {
	s, view, err := c.View(v.Context())
	if err != nil {
		return nil, err
	}
	id := v.PathValue("id")
	for _, x := range componentsOf(view) {
		if x.ID != id {
			continue
		}
		d := &componentData{component: x, Spans: spans, MayWrite: access.Can(v.Who, access.WriteSite), MayManage: access.Can(v.Who, access.ManageSite)}
		for _, st := range slices.Concat(sayable, []status.Status{status.UnderMaintenance, status.Unknown}) {
			d.Statuses = append(d.Statuses, admin.Choice{Field: "status", Value: st.String(), Name: admin.Word("status", st.String()), Class: st.String(), On: st.String() == x.Class})
		}
		d.Said, err = c.overrideOf(v, s, view, id)
		return d, err
	}
	return nil, admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such component."}
}

// overrideOf says what a person has said of a component and until when.
func (c *Composer) overrideOf(v *admin.Visit, s admin.Site, view *status.View, id string) (string, error) {
	facts, err := s.Board.Present(v.Context(), view.Layout, view.At)
	if err != nil {
		return "", err
	}
	for _, o := range facts.Overrides {
		if o.Component != id || !o.Until.IsZero() && !o.Until.After(view.At) {
			continue
		}
		said := admin.Word("status", o.Status.String()) + ", since " + o.At.In(view.Zone).Format("2 Jan, 15:04 MST")
		if o.Until.IsZero() {
			return said + ", until it is taken back", nil
		}
		return said + ", until " + o.Until.In(view.Zone).Format("2 Jan, 15:04 MST"), nil
	}
	return "", nil
}

func (c *Composer) override(v *admin.Visit) error {
	data, err := c.componentData(v)
	if err != nil {
		return err
	}
	is, bad := status.ParseStatus(v.Field("status"))
	minutes, bad2 := strconv.Atoi(v.Field("for"))
	if bad != nil || bad2 != nil || minutes < 0 || minutes > 366*24*60 {
		return v.Again("component", data.Name, data, admin.Wrong("Choose a status and for how long it stands."))
	}
	o := status.Override{Component: data.ID, Status: is, By: v.Who.ID, At: c.Now()}
	if minutes > 0 {
		o.Until = o.At.Add(time.Duration(minutes) * time.Minute)
	}
	if err := c.say(func(s admin.Site) error { _, err := s.Board.SetOverride(v.Context(), v.Actor(), o); return err }); err != nil {
		return err
	}
	return v.Go(componentHref(data.ID) + "?told=override")
}

func (c *Composer) clear(v *admin.Visit) error {
	data, err := c.componentData(v)
	if err != nil {
		return err
	}
	if err := c.say(func(s admin.Site) error {
		_, err := s.Board.ClearOverride(v.Context(), v.Actor(), data.ID, c.Now())
		return err
	}); err != nil {
		return err
	}
	return v.Go(componentHref(data.ID) + "?told=cleared")
}

// say writes to the board in force.
func (c *Composer) say(write func(admin.Site) error) error {
	s, err := admin.Enter(c.House)
	if err != nil {
		return err
	}
	return plain(c.House.Do(func() error { return write(s) }))
}

func componentHref(id string) string { return admin.Prefix + "components/" + url.PathEscape(id) }
