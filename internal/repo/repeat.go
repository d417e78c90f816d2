package repo

import (
	"time"

	"tidings/internal/content"
	"tidings/internal/recur"
	"tidings/internal/status"
	"tidings/schemas"
)

// Known is what a file is held against beside its own form.
type Known struct {
	Components map[string]struct{} // nil allows any
	Zone       *time.Location      // in whose local time work recurs
}

// Repeat says when work recurs.
type Repeat struct {
	Rule   string   `yaml:"rule"`   // as RFC 5545 has it, such as FREQ=WEEKLY;BYDAY=SU
	Until  string   `yaml:"until"`  // the last day, yyyy-mm-dd
	Except []string `yaml:"except"` // days that are left out
}

// Parse reads the file of an incident (status.AboutIncident), or of a
// maintenance or a recurrence. With problems there is no fact.
func Parse(about, path string, src []byte, known Known) (status.Fact, []content.Problem) {
	if about == status.AboutMaintenance {
		return parseWork(path, src, known)
	}
	inc, problems := ParseIncident(path, src, known.Components)
	return status.Fact{Incident: inc}, problems
}

// recurrence makes one of a maintenance that is the first of many.
func (p *page) recurrence(t *tree, r *Repeat, first *status.Maintenance, sections []section, zone *time.Location) *status.Recurrence {
	p.checkToldOnce(t, first, sections)
	switch {
	case zone == nil:
		t.fault(p, "/repeat", true, "what recurs cannot stand here")
	case len(first.ID) > status.MaxRecurrenceID:
		p.whole("the id %q has %d characters: those of the single times have room for %d, so give it a shorter \"id:\"", first.ID, len(first.ID), status.MaxRecurrenceID)
	}
	if len(p.problems) > 0 {
		return nil
	}
	text := first.Updates[0]
	return &status.Recurrence{
		ID: first.ID, Title: first.Title, Length: first.Ends.Sub(first.Starts), Components: first.Components, Reminder: first.Reminder,
		Text: text, Occurrences: p.occurrences(t, r, first.Starts, text.At, zone), Pattern: r.pattern(), Origin: first.Origin,
		Notify: first.Notify, Tell: first.Tell, Earlier: first.Earlier,
	}
}

func (r *Repeat) pattern() status.Pattern {
	p := status.Pattern{Rule: r.Rule, Until: status.Date(r.Until)}
	for _, day := range r.Except {
		p.Except = append(p.Except, status.Date(day))
	}
	return p
}

// checkToldOnce refuses what can only be said of one time of many.
func (p *page) checkToldOnce(t *tree, m *status.Maintenance, sections []section) {
	const own = "what happens to one time stands in a file of its own, whose id is this one's and the day, such as %s"
	example := status.OccurrenceID(m.ID, "2026-11-22")
	for i, s := range sections {
		if i > 0 || s.state != status.Scheduled {
			p.add(s.line, "work that recurs has one update, scheduled: "+own, example)
		}
	}
	if m.First != (status.Plan{}) && len(sections) > 0 {
		p.add(sections[0].line, "work that recurs has its times in the front matter: "+own, example)
	}
	if size := m.Updates[0].Size(); size > status.MaxRecurringText {
		p.whole("work that recurs is told with at most %d bytes, each time again, and this has %d: put a link to the rest", status.MaxRecurringText, size)
	}
	if len(sections) == 0 && m.Updates[0].At.Equal(m.Starts) {
		t.fault(p, "/repeat", true, "say when this was announced, as in \"announced: 2026-11-22T10:04:00Z\": no time before that is on the page")
	}
}

// occurrences are the times that the page will ever show.
func (p *page) occurrences(t *tree, r *Repeat, first, announced time.Time, zone *time.Location) (all []status.Occurrence) {
	days, err := recur.Days(r.Rule, first, zone, r.Until)
	if err != nil {
		t.fault(p, "/repeat/rule", false, "%v", err)
		return nil
	}
	there := map[string]bool{}
	for _, d := range days {
		there[d.Date] = true
		all = append(all, status.Occurrence{Date: status.Date(d.Date), Starts: d.Starts.UTC()})
	}
	for i, day := range r.Except {
		if !there[day] {
			t.fault(p, schemas.Pointer("repeat", "except", itoa(i)), false, "the rule has no %s to leave out: correct the day, or take it out", day)
		}
	}
	all = status.Announced(all, r.pattern().Except, announced)
	if len(all) == 0 && len(p.problems) == 0 {
		t.fault(p, "/repeat", true, "this never takes place after it was announced: correct the rule, or take the file out")
	}
	return all
}
