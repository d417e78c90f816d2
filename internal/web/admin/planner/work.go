package planner

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/ident"
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// workData is what the page of a maintenance is given.
type workData struct {
	ID, Title, State, When, Public string
	File                           string // the content file that defines it, or empty
	Of                             string // the recurrence that plans it, or empty
	Components, Reminder           string
	Planned, Over                  bool // not begun; ended
	Waiting                        []posting.Shown
	Updates                        []posting.Said
	MayWrite, MayManage            bool

	Key, Seen, Body, Zone string // of the form
	Starts, Ends          string
	States, Longer        []admin.Choice
	Tell                  bool
	Theirs                []posting.Said // what somebody else changed while this was written
	TheirHead             string

	HeadSeen, NewTitle string
	Boxes              []box
	Reminders, Turns   []admin.Choice
}

var errGone = admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such maintenance. It may have been deleted."}

// plain turns an error of the board into one for people.
func plain(err error) error {
	if errors.Is(err, status.ErrNotFound) {
		return errGone
	}
	return admin.Plain(err)
}

// subject is a maintenance and what is so now.
type subject struct {
	*status.Maintenance
	board *status.Board
	view  *status.View
	state status.State // now
}

func (p *Planner) found(v *admin.Visit) (x subject, err error) {
	s, view, err := p.View(v.Context())
	if err != nil {
		return x, err
	}
	if !ident.Valid(v.PathValue("id")) {
		return x, errGone
	}
	m, err := s.Board.Maintenance(v.Context(), v.PathValue("id"))
	if err != nil {
		return x, plain(err)
	}
	return subject{m, s.Board, view, m.StateAt(view.At)}, nil
}

func (p *Planner) work(v *admin.Visit) error {
	x, err := p.found(v)
	if err != nil {
		return err
	}
	data, err := p.workData(v, x)
	if err != nil {
		return err
	}
	return v.Show("maintenance", x.Title, data)
}

func (p *Planner) workData(v *admin.Visit, x subject) (*workData, error) {
	zone := x.view.Zone
	d := &workData{
		ID: x.ID, Title: x.Title, State: admin.Word("state", x.state.String()), When: when(x.Starts, x.Ends, zone), Public: "/maintenance/" + x.ID, Of: x.Recurrence,
		Components: names(x.view.Layout, x.Components), Planned: x.state == status.Scheduled, Over: x.state.Ends(), Reminder: span(x.Reminder),
		MayWrite: access.Can(v.Who, access.WriteSite), MayManage: access.Can(v.Who, access.ManageSite),
		Seen: seenOf(x.Maintenance), Zone: zoneName(x.view), Starts: inForm(x.Starts, zone), Ends: inForm(x.Ends, zone), States: statesAfter(x.state), Longer: longer(), Tell: true,
		HeadSeen: headSeen(x.Maintenance), NewTitle: x.Title, Boxes: boxes(x.view.Layout, x.Components), Reminders: remindersOf(x.Reminder), Turns: turnsOf(x.Tell, p.siteTell()),
	}
	if x.Origin.Kind == status.OriginContent {
		d.File = x.Origin.Ref
	}
	d.Updates = posting.AllSaid(zone, x.Origin, x.Updates, listPath+"/"+x.ID, d.MayWrite)
	var err error
	if d.Key, err = admin.FormKey(p.Random); err != nil {
		return nil, err
	}
	d.Waiting, err = p.Waiting(v.Context(), status.AboutMaintenance+"/"+x.ID)
	return d, err
}

// statesAfter are the states that an update can give, the one that is so first.
func statesAfter(is status.State) (all []admin.Choice) {
	next := map[status.State][]status.State{
		status.Scheduled:  {status.Scheduled},
		status.InProgress: {status.InProgress, status.Verifying},
		status.Verifying:  {status.Verifying, status.InProgress},
	}[is]
	if next == nil {
		next = []status.State{is}
	}
	for i, s := range next {
		all = append(all, admin.Choice{Field: "state", Value: s.String(), Name: admin.Word("state", s.String()), On: i == 0})
	}
	return all
}

// longer offers to put the end off.
func longer() []admin.Choice {
	return []admin.Choice{
		{Field: "longer", Value: "0", Name: "as planned", On: true}, {Field: "longer", Value: "15", Name: "15 min"}, {Field: "longer", Value: "30", Name: "30 min"},
		{Field: "longer", Value: "60", Name: "1 h"}, {Field: "longer", Value: "120", Name: "2 h"},
	}
}

// names are components as people know them.
func names(l status.Layout, ids []string) string {
	var all []string
	for _, c := range l.Components {
		if slices.Contains(ids, c.ID) {
			all = append(all, c.Name)
		}
	}
	return strings.Join(all, ", ")
}

// span is how long something is, in words; empty for nothing.
func span(d time.Duration) string {
	for _, r := range reminders[1:] {
		if time.Duration(r.hours)*time.Hour == d {
			return r.name
		}
	}
	if d == 0 {
		return ""
	}
	return d.String()
}
