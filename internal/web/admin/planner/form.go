package planner

import (
	"slices"
	"strconv"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// formData is what the form of new work is given.
type formData struct {
	Key, Zone    string
	Title, Body  string
	Starts, Ends string // as a browser writes them
	Boxes        []box
	Reminders    []admin.Choice
	Tell         bool
	Turns        []admin.Choice
	Rhythm       *rhythmData // of work that recurs; nil for one maintenance
	Path         string
	Seen         string // of a recurrence in whose place this comes; empty for none
}

// box is a component that can be ticked, and the group that begins with it.
type box struct {
	admin.Choice
	Group string
}

// boxes are all components, those that are named ticked.
func boxes(l status.Layout, named []string) (all []box) {
	names := map[string]string{}
	for _, g := range l.Groups {
		names[g.ID] = g.Name
	}
	group := ""
	for _, c := range l.Components {
		b := box{Choice: admin.Choice{Field: "c." + c.ID, Value: "yes", Name: c.Name, On: slices.Contains(named, c.ID)}}
		if c.Group != group {
			group, b.Group = c.Group, names[c.Group]
		}
		all = append(all, b)
	}
	return all
}

// ticked are the components that a form names, in the order of the page.
func ticked(form map[string][]string, l status.Layout) (ids []string) {
	for _, c := range l.Components {
		if len(form["c."+c.ID]) > 0 {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// reminders are how long before the start people can be reminded, in hours.
var reminders = []struct {
	hours int
	name  string
}{{0, "none"}, {1, "1 h"}, {24, "1 day"}, {72, "3 days"}, {168, "a week"}}

// remindersOf offers them, and the one that there is.
func remindersOf(is time.Duration) (all []admin.Choice) {
	known := false
	for _, r := range reminders {
		on := time.Duration(r.hours)*time.Hour == is
		known = known || on
		all = append(all, admin.Choice{Field: "reminder", Value: strconv.Itoa(r.hours * 60), Name: r.name, On: on})
	}
	if !known {
		all = append(all, admin.Choice{Field: "reminder", Value: strconv.Itoa(int(is.Minutes())), Name: is.String(), On: true})
	}
	return all
}

func reminder(v *admin.Visit) (time.Duration, error) {
	minutes, err := strconv.Atoi(v.Field("reminder"))
	if err != nil || minutes < 0 || time.Duration(minutes)*time.Minute > status.MaxReminder {
		return 0, admin.Wrong("Choose when people are reminded, at most %d days before.", int(status.MaxReminder.Hours()/24))
	}
	return time.Duration(minutes) * time.Minute, nil
}

// plan is what a form says of new work.
type plan struct {
	title, body  string
	components   []string
	starts, ends time.Time
	reminder     time.Duration
	quiet        bool
	tell         status.Tell
}

// planOf reads a form of new work.
func planOf(v *admin.Visit, l status.Layout, zone *time.Location) (x plan, err error) {
	x = plan{title: v.Text("title"), body: v.Text("body"), components: ticked(v.PostForm, l), quiet: v.Field("tell") == "", tell: tellOf(v, nil)}
	if x.reminder, err = reminder(v); err != nil {
		return x, err
	}
	var err1, err2 error
	x.starts, err1 = admin.LocalTime(v.Field("starts"), zone)
	x.ends, err2 = admin.LocalTime(v.Field("ends"), zone)
	switch {
	case x.title == "" || len(x.title) > posting.MaxTitle:
		return x, admin.Wrong("Write a title, of at most %d bytes.", posting.MaxTitle)
	case err1 != nil || err2 != nil:
		return x, admin.Wrong("Write the times as 2026-11-22T10:04, in the time zone %s.", zone)
	case !x.ends.After(x.starts):
		return x, admin.Wrong("The end must be later than the start.")
	}
	return x, posting.CheckBody(x.body, "Write what people have to know, in at most %d bytes.")
}

// maintenance is the plan as one, under an id.
func (x plan) maintenance(id string) status.Maintenance {
	return status.Maintenance{
		ID: id, Title: x.title, Starts: x.starts, Ends: x.ends, Components: x.components, Reminder: x.reminder, Tell: x.tell,
		Updates: []status.Update{{ID: "1", State: status.Scheduled, Body: x.body, Quiet: x.quiet}},
	}
}

// inForm is a time as a browser writes it in a form.
func inForm(at time.Time, zone *time.Location) string { return at.In(zone).Format("2006-01-02T15:04") }

// emptyForm proposes an hour of the next night.
func (p *Planner) emptyForm(v *admin.Visit, view *status.View) (formData, error) {
	key, err := admin.FormKey(p.Random)
	night := status.DateOf(view.At, view.Zone).AddDays(1).Start(view.Zone).Add(2 * time.Hour)
	return formData{
		Key: key, Zone: zoneName(view), Boxes: boxes(view.Layout, ticked(v.URL.Query(), view.Layout)), Tell: true, Reminders: remindersOf(24 * time.Hour), Turns: turnsOf(nil, p.siteTell()),
		Starts: inForm(night, view.Zone), Ends: inForm(night.Add(time.Hour), view.Zone),
	}, err
}

// sentForm is the form as it was sent.
func (p *Planner) sentForm(v *admin.Visit, view *status.View) (formData, error) {
	data, err := p.emptyForm(v, view)
	if k, bad := v.SentKey(); bad == nil {
		data.Key = k
	}
	data.Title, data.Body, data.Starts, data.Ends = v.Field("title"), v.Field("body"), v.Field("starts"), v.Field("ends")
	data.Boxes, data.Tell = boxes(view.Layout, ticked(v.PostForm, view.Layout)), v.Field("tell") != ""
	data.Turns = turnsOf(tellOf(v, nil), p.siteTell())
	admin.Pick(data.Reminders, v.PostForm)
	return data, err
}

// zoneName is the site's zone with what the clocks show there now.
func zoneName(view *status.View) string {
	return view.Zone.String() + " (now " + view.At.In(view.Zone).Format("15:04") + ")"
}
