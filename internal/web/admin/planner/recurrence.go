package planner

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"tidings/internal/access"
	"tidings/internal/ident"
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// recurrenceData is what the page of work that recurs is given.
type recurrenceData struct {
	ID, Words, Text, File string
	Components            string
	Next                  []occurrence
	More                  string
	MayWrite              bool
	Seen                  string
}

// occurrence is one of the times to come.
type occurrence struct{ Date, When, Note, Href string }

func (p *Planner) foundRecurrence(v *admin.Visit) (s admin.Site, view *status.View, r *status.Recurrence, err error) {
	s, view, err = p.View(v.Context())
	if err != nil {
		return s, view, nil, err
	}
	gone := admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such recurring maintenance. It may have ended."}
	if !ident.Valid(v.PathValue("id")) {
		return s, view, nil, gone
	}
	r, err = s.Board.Recurrence(v.Context(), v.PathValue("id"))
	if err != nil && plain(err) == error(errGone) {
		err = gone
	}
	return s, view, r, err
}

func (p *Planner) recurrence(v *admin.Visit) error {
	s, view, r, err := p.foundRecurrence(v)
	if err != nil {
		return err
	}
	data := recurrenceData{ID: r.ID, Words: inWords(r.Pattern), Text: r.Text.Body, Components: names(view.Layout, r.Components), MayWrite: access.Can(v.Who, access.WriteSite), Seen: status.Revision(r)}
	if r.Origin.Kind == status.OriginContent {
		data.File = r.Origin.Ref
	}
	coming := slices.DeleteFunc(slices.Clone(r.Occurrences), func(o status.Occurrence) bool { return !o.Starts.After(view.At) })
	if data.Next, err = nextOf(v, s.Board, r, coming[:min(len(coming), shownDates)], view); err != nil {
		return err
	}
	data.More = moreOf(coming)
	return v.Show("recurrence", r.Title, data)
}

// editRecurrence is the form of the times to come.
func (p *Planner) editRecurrence(v *admin.Visit) error {
	_, view, r, err := p.foundRecurrence(v)
	if err != nil {
		return err
	}
	next := slices.IndexFunc(r.Occurrences, func(o status.Occurrence) bool { return o.Starts.After(view.At) })
	if next < 0 || r.Origin.Kind == status.OriginContent {
		return v.Go(recurPath + "/" + r.ID)
	}
	data, err := p.recurrenceForm(v, view, r, r.Occurrences[next].Starts)
	if err != nil {
		return err
	}
	return v.Show("announce", r.Title, data)
}

// nextOf are times to come, with what became of those that are announced.
func nextOf(v *admin.Visit, board *status.Board, r *status.Recurrence, coming []status.Occurrence, view *status.View) (all []occurrence, err error) {
	ids := make([]string, len(coming))
	for i, o := range coming {
		ids[i] = status.OccurrenceID(r.ID, o.Date)
	}
	known, err := board.Maintenances(v.Context(), ids)
	for i, o := range coming {
		x := occurrence{Date: string(o.Date), When: when(o.Starts, o.Starts.Add(r.Length), view.Zone), Note: "is announced on " + o.Announced.In(view.Zone).Format("2 Jan 2006")}
		if m := known[ids[i]]; m != nil {
			x.Href, x.Note = listPath+"/"+ids[i], admin.Word("state", m.StateAt(view.At).String())
			x.When = when(m.Starts, m.Ends, view.Zone)
		}
		all = append(all, x)
	}
	return all, err
}

// recurrenceForm is the form filled in with what there is, from the next time on.
func (p *Planner) recurrenceForm(v *admin.Visit, view *status.View, r *status.Recurrence, next time.Time) (formData, error) {
	data, err := p.emptyForm(v, view)
	data.Path, data.Seen = recurPath+"/"+r.ID, status.Revision(r)
	data.Title, data.Body, data.Tell = r.Title, r.Text.Body, false
	data.Boxes, data.Reminders, data.Turns = boxes(view.Layout, r.Components), remindersOf(r.Reminder), turnsOf(r.Tell, p.siteTell())
	data.Starts, data.Ends = inForm(next, view.Zone), inForm(next.Add(r.Length), view.Zone)
	data.Rhythm = rhythmOf(r.Pattern.Rule, next.In(view.Zone)).data()
	data.Rhythm.Until = string(r.Pattern.Until)
	for _, day := range r.Pattern.Except {
		if day > status.DateOf(view.At, view.Zone) {
			data.Rhythm.Except += string(day) + " "
		}
	}
	return data, err
}

// owned reads a recurrence that may be changed here, as the form has shown it.
func (p *Planner) owned(v *admin.Visit) (admin.Site, *status.Recurrence, error) {
	s, _, r, err := p.foundRecurrence(v)
	switch {
	case err != nil:
		return s, r, err
	case r.Origin.Kind == status.OriginContent:
		return s, r, admin.Failure{Status: http.StatusConflict, Sentence: "The content file " + r.Origin.Ref + " defines this: change it there. A single time can be called off or moved here."}
	case status.Revision(r) != v.Field("seen"):
		return s, r, admin.Failure{Status: http.StatusConflict, Sentence: "Somebody else has changed this meanwhile. Nothing of yours was published: open the page again and look at theirs."}
	}
	return s, r, nil
}

// replace plans the times to come anew.
func (p *Planner) replace(v *admin.Visit) error {
	_, r, err := p.owned(v)
	if err != nil {
		return err
	}
	return p.recurring(v, recurPath+"/"+r.ID, r)
}

func (p *Planner) replacePage(v *admin.Visit) error {
	_, r, err := p.owned(v)
	if err != nil {
		return err
	}
	return p.recurringPage(v, r)
}

// skip leaves a day out. Nobody is told: who was told of that day is told by
// cancelling it.
func (p *Planner) skip(v *admin.Visit) error {
	s, r, err := p.owned(v)
	if err != nil {
		return err
	}
	day := status.Date(v.Field("day"))
	err = p.House.Do(func() error {
		_, _, err := s.Board.ChangeRecurrence(v.Context(), v.Actor(), r.ID, p.Now(), func(own *status.Recurrence) (*status.Recurrence, error) {
			if own == nil || own.On(day) == nil {
				return nil, admin.Wrong("It does not take place on %.40q.", day)
			}
			own.Occurrences = slices.DeleteFunc(own.Occurrences, func(o status.Occurrence) bool { return o.Date == day })
			own.Pattern.Except = append(own.Pattern.Except, day)
			return own, nil
		})
		return err
	})
	if err != nil {
		return plain(err)
	}
	return v.Go(recurPath + "/" + url.PathEscape(r.ID) + "?told=saved")
}

// end takes out all times to come.
func (p *Planner) end(v *admin.Visit) error {
	s, r, err := p.owned(v)
	if err != nil {
		return err
	}
	err = p.House.Do(func() error {
		_, err := posting.EndRecurrence(v.Context(), s.Board, v.Actor(), r.ID, p.Now())
		return err
	})
	if err != nil {
		return plain(err)
	}
	return v.Go(listPath + "?told=ended-recurring")
}
