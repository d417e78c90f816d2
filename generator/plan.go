package generator

import (
	"html/template"
	"time"

	"tidings/internal/status"
)

// plan says when a maintenance is planned, as plain text.
func (l *locale) plan(t *tale) string {
	zone := l.b.view.Zone
	return l.words.Text("feed.plan",
		"from", l.words.Date("moment", t.maintenance.Starts.In(zone)),
		"to", l.words.Date("moment", t.maintenance.Ends.In(zone)))
}

// nextOfEach leaves out of what is to come, soonest first, all but the next
// time of work that recurs: the others say the same, in calendar and archive.
func nextOfEach(upcoming []*status.Maintenance) (next []*status.Maintenance) {
	seen := map[string]bool{}
	for _, m := range upcoming {
		if !seen[m.Recurrence] {
			next = append(next, m)
			seen[m.Recurrence] = m.Recurrence != ""
		}
	}
	return next
}

// calledOff reports whether a maintenance was cancelled before it began.
func (t *tale) calledOff() bool {
	return t.state == status.Cancelled && !t.from.Before(t.to)
}

// planned is the line of a maintenance's page about its plan: the first one if
// it was another, else the one that it did not keep to; the times in UTC; and
// its calendar.
func (l *locale) planned(t *tale) template.HTML {
	m := t.maintenance
	if m == nil {
		return ""
	}
	dst := append([]byte("\n<p class=\"facts\">"), l.otherPlan(t)...)
	from, to := t.from, t.to
	if t.calledOff() {
		from, to = m.Starts, m.Ends
	}
	if l.awayFromUTC(from) || l.awayFromUTC(to) {
		dst = append(l.appendWhenIn(dst, time.UTC, l.phrase("entry.when.range"), from, to), " · "...)
	}
	dst = append(dst, `<a href="`...)
	dst = append(append(dst, places{l: l, depth: 1}.shared(calendarPath(m.ID))...), `">`...)
	dst = appendEscaped(dst, l.words.Text("entry.calendar"))
	return template.HTML(append(dst, "</a></p>"...))
}

func (l *locale) otherPlan(t *tale) string {
	m := t.maintenance
	switch {
	case m.First != (status.Plan{}):
		return l.when(l.phrase("entry.plan.first"), m.First.Starts, m.First.Ends) + " · "
	case t.state.Ends() && !t.calledOff() && (!t.from.Equal(m.Starts) || !t.to.Equal(m.Ends)):
		return l.when(l.phrase("entry.plan"), m.Starts, m.Ends) + " · "
	}
	return ""
}

func (l *locale) awayFromUTC(t time.Time) bool {
	name, offset := t.In(l.b.view.Zone).Zone()
	return offset != 0 || name != "UTC"
}

// replanned says how an update changed the plan.
func (l *locale) replanned(t *tale, i int) template.HTML {
	var said string
	t.maintenance.Plans(func(u *status.Update, before, after status.Plan) {
		if u == &t.maintenance.Updates[i] {
			said = l.replan(before, after)
		}
	})
	if said == "" {
		return ""
	}
	return template.HTML("\n<p class=\"facts\">" + said + "</p>")
}

func (l *locale) replan(before, after status.Plan) string {
	moved, length := !after.Starts.Equal(before.Starts), after.Ends.Sub(after.Starts)
	said := ""
	if moved {
		said = l.when(l.phrase("entry.moved"), before.Starts, after.Starts)
	}
	switch {
	case moved && length != before.Ends.Sub(before.Starts):
		return said + " · " + l.moment(l.phrase("entry.until"), after.Ends)
	case moved || after.Ends.Equal(before.Ends):
		return said
	case after.Ends.After(before.Ends):
		return l.when(l.phrase("entry.extended"), before.Ends, after.Ends)
	}
	return l.when(l.phrase("entry.shortened"), before.Ends, after.Ends)
}
