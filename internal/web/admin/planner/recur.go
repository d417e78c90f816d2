package planner

import (
	"slices"
	"strings"
	"time"

	"tidings/internal/recur"
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

const recurTitle = "Recurring maintenance"

// recurrence is the form of new work that recurs.
func (p *Planner) newRecurrence(v *admin.Visit) error {
	_, view, err := p.View(v.Context())
	if err != nil {
		return err
	}
	data, err := p.emptyForm(v, view)
	if err != nil {
		return err
	}
	data.Path, data.Rhythm = newRecurPath, rhythm{every: "week", monthly: "date"}.data()
	return v.Show("announce", recurTitle, data)
}

// openRecurrence takes the form of new work that recurs.
func (p *Planner) openRecurrence(v *admin.Visit) error {
	return p.recurring(v, newRecurPath, nil)
}

// recurring takes the form of work that recurs: in place of an old one, unless
// that is nil.
func (p *Planner) recurring(v *admin.Visit, path string, old *status.Recurrence) error {
	_, view, err := p.View(v.Context())
	if err != nil {
		return err
	}
	do := v.Field("do")
	if do == "preview" || do == "publish" {
		if err = p.recurOrReview(v, view, path, old); err == nil {
			return nil
		}
	}
	data, bad := p.sentRecurring(v, view)
	if bad != nil {
		return bad
	}
	data.Path, data.Seen = path, v.Field("seen")
	if do == "dates" {
		err = p.foreseeDates(v, view, data.Rhythm)
	}
	if err != nil {
		return v.Again("announce", recurTitle, data, plain(err))
	}
	return v.Show("announce", recurTitle, data)
}

func (p *Planner) sentRecurring(v *admin.Visit, view *status.View) (formData, error) {
	data, err := p.sentForm(v, view)
	data.Rhythm = sentRhythm(v).data()
	data.Rhythm.Until, data.Rhythm.Except = v.Field("until"), v.Field("except")
	return data, err
}

func (p *Planner) recurOrReview(v *admin.Visit, view *status.View, path string, old *status.Recurrence) error {
	post, key, err := p.recurs(v, view, old)
	if err != nil {
		return err
	}
	r := post.Work.Recurrence
	first := r.On(r.Occurrences[0].Date)
	found := lints(first, view)
	if v.Field("do") == "preview" || v.Field("sure") == "" { // its dates are shown before it is saved
		return p.review(v, post, path, found)
	}
	return p.send(v, key, post)
}

// recurs is the recurrence that the form speaks of.
func (p *Planner) recurs(v *admin.Visit, view *status.View, old *status.Recurrence) (*posting.Post, string, error) {
	key, err := v.SentKey()
	if err != nil {
		return nil, "", err
	}
	x, err := planOf(v, view.Layout, view.Zone)
	if err != nil {
		return nil, "", err
	}
	r := &status.Recurrence{
		ID: admin.Slug(x.title) + "-" + key, Title: x.title, Length: x.ends.Sub(x.starts), Components: x.components, Reminder: x.reminder, Tell: x.tell,
		Text: status.Update{ID: "1", At: p.Now().UTC(), State: status.Scheduled, Body: x.body, Quiet: x.quiet},
	}
	w := &posting.Work{Recurrence: r}
	if old != nil {
		w.Ends = p.place(r, old)
	}
	r.Pattern, r.Occurrences, err = repeated(v, x.starts, r.Text.At, view.Zone)
	return &posting.Post{ID: r.ID, Work: w}, key, err
}

// place puts a recurrence in the place of an old one: under its id while nothing
// of that has begun, else behind it.
func (p *Planner) place(r, old *status.Recurrence) (ends string) {
	if old.Occurrences[0].Starts.After(p.Now()) {
		r.ID = old.ID
		return ""
	}
	return old.ID
}

// repeated is what the form says of when the work recurs, from its first time on.
func repeated(v *admin.Visit, first, announced time.Time, zone *time.Location) (p status.Pattern, all []status.Occurrence, err error) {
	p = status.Pattern{Rule: sentRhythm(v).rule(first.In(zone)), Until: status.Date(v.Text("until"))}
	if p.Rule == "" {
		return p, nil, admin.Wrong("Choose how often it recurs, or write a rule such as FREQ=WEEKLY;BYDAY=SU.")
	}
	days, err := recur.Days(p.Rule, first, zone, string(p.Until))
	if err != nil {
		return p, nil, admin.Wrong("%s", sentence(err))
	}
	for _, d := range days {
		all = append(all, status.Occurrence{Date: status.Date(d.Date), Starts: d.Starts.UTC()})
	}
	if p.Except, err = excepted(v.Text("except"), all); err != nil {
		return p, nil, err
	}
	if all = status.Announced(all, p.Except, announced); len(all) == 0 {
		return p, nil, admin.Wrong("This never takes place from now on. Correct the times or the last day.")
	}
	return p, all, nil
}

// excepted are the days that are left out, each of which there has to be.
func excepted(text string, all []status.Occurrence) (days []status.Date, err error) {
	for _, day := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r <= ' ' }) {
		if !slices.ContainsFunc(all, func(o status.Occurrence) bool { return string(o.Date) == day }) {
			return nil, admin.Wrong("It does not take place on %.40q, so that this day cannot be left out. Write days as 2026-12-27.", day)
		}
		days = append(days, status.Date(day))
	}
	return days, nil
}

func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// shownDates is how many of the times to come a page lists.
const shownDates = 10

// foreseeDates shows the next times before anything is saved.
func (p *Planner) foreseeDates(v *admin.Visit, view *status.View, d *rhythmData) error {
	starts, err1 := admin.LocalTime(v.Field("starts"), view.Zone)
	ends, err2 := admin.LocalTime(v.Field("ends"), view.Zone)
	if err1 != nil || err2 != nil || !ends.After(starts) {
		return admin.Wrong("Write the first start, and a later end, as 2026-11-22T10:04.")
	}
	pattern, all, err := repeated(v, starts, p.Now(), view.Zone)
	if err != nil {
		return err
	}
	next := comingOf(pattern, all, ends.Sub(starts), view.Zone)
	d.Words, d.Next, d.More = next.words, next.times, next.more
	return nil
}

// coming is when something takes place, as a page lists it.
type coming struct {
	words, more string
	times       []string
}

func comingOf(p status.Pattern, all []status.Occurrence, length time.Duration, zone *time.Location) coming {
	c := coming{words: inWords(p), more: moreOf(all)}
	for _, o := range all[:min(len(all), shownDates)] {
		c.times = append(c.times, when(o.Starts, o.Starts.Add(length), zone))
	}
	return c
}

// moreOf says what a page does not list; empty where it lists all.
func moreOf(all []status.Occurrence) string {
	if len(all) <= shownDates {
		return ""
	}
	return admin.Number(len(all)-shownDates) + " more, the last on " + string(all[len(all)-1].Date)
}

// recurringPage answers with the page of the first time as it would be published.
func (p *Planner) recurringPage(v *admin.Visit, old *status.Recurrence) error {
	_, view, err := p.View(v.Context())
	if err != nil {
		return err
	}
	post, _, err := p.recurs(v, view, old)
	if err != nil {
		return err
	}
	return p.page(v, post)
}

func (p *Planner) newRecurrencePage(v *admin.Visit) error { return p.recurringPage(v, nil) }
