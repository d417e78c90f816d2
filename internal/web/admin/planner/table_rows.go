package planner

import (
	"fmt"
	"strings"
	"time"

	"tidings/internal/pattern"
	"tidings/internal/status"
	"tidings/internal/web/admin/posting"
)

// tableReader makes plans of the rows of a table.
type tableReader struct {
	layout  status.Layout
	zone    *time.Location
	now     time.Time
	columns []string
	bad     []mistake
}

// readTable gives the plans of a table, or all that is wrong with it.
func readTable(text string, view *status.View) ([]plan, []mistake) {
	rows, broken := cellsOf(text)
	switch {
	case broken != nil:
		return nil, []mistake{*broken}
	case len(rows) < 2:
		return nil, []mistake{{1, 1, "the table has no row: the first line names the columns, each other one is a maintenance"}}
	case len(rows)-1 > maxTableRows:
		return nil, []mistake{rows[maxTableRows+1][0].wrong("a table may have %d rows: paste the rest after this one", maxTableRows)}
	}
	r := &tableReader{layout: view.Layout, zone: view.Zone, now: view.At}
	if r.columns, r.bad = heads(rows[0]); len(r.bad) > 0 {
		return nil, r.bad
	}
	var plans []plan
	for _, row := range rows[1:] {
		plans = append(plans, r.plan(row))
	}
	sortMistakes(r.bad)
	return plans, r.bad
}

// plan reads a row, and notes what is wrong with it.
func (r *tableReader) plan(row []cell) (x plan) {
	if len(row) > len(r.columns) {
		r.bad = append(r.bad, row[len(r.columns)].wrong("the line has more fields than there are columns"))
		return x
	}
	fields := map[string]cell{}
	for i, name := range r.columns {
		if i < len(row) {
			fields[name] = row[i]
			continue
		}
		last := row[len(row)-1]
		fields[name] = cell{"", last.line, last.column + len([]rune(last.text))}
	}
	x.title, x.body = r.text(fields["title"], "title", posting.MaxTitle, true), r.text(fields["text"], "text", maxTableText, false)
	x.starts = r.moment(fields["starts"], time.Time{})
	r.end(&x, fields)
	x.components = r.components(fields["components"])
	x.reminder = r.duration(fields["reminder"], "reminder", false)
	return x
}

// maxTableText is how long a text of a table may be, in bytes: all rows wait
// together.
const maxTableText = 2000

func (r *tableReader) wrong(c cell, format string, about ...any) {
	r.bad = append(r.bad, c.wrong(format, about...))
}

func (r *tableReader) text(c cell, what string, most int, needed bool) string {
	switch {
	case needed && c.text == "":
		r.wrong(c, "the %s is missing", what)
	case len(c.text) > most:
		r.wrong(c, "the %s may have %d bytes and has %d", what, most, len(c.text))
	}
	return c.text
}

// end reads the end, which may be a time of the day of the start, or how long
// it takes.
func (r *tableReader) end(x *plan, fields map[string]cell) {
	if c, has := fields["duration"]; has {
		x.ends = x.starts.Add(r.duration(c, "duration", true))
	} else {
		c := fields["ends"]
		x.ends = r.moment(c, x.starts)
		if !x.starts.IsZero() && !x.ends.IsZero() && !x.ends.After(x.starts) {
			r.wrong(c, "it ends before it has started")
		}
	}
	if !x.starts.IsZero() && x.ends.After(x.starts) && !x.ends.After(r.now) {
		r.wrong(fields["starts"], "this lies in the past")
	}
}

// forms of times, in the site's zone unless they say another.
var momentForms = []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04 -07:00", "2006-01-02 15:04Z07:00", "2006-01-02T15:04Z07:00", time.RFC3339}

var timeOfDay = pattern.New(`^\d{1,2}:\d\d$`)

// moment reads a time. One of a day alone is the next after another time.
func (r *tableReader) moment(c cell, after time.Time) time.Time {
	text := strings.TrimSuffix(c.text, " UTC")
	zone := r.zone
	if text != c.text {
		zone = time.UTC
	}
	for _, form := range momentForms {
		if at, err := time.ParseInLocation(form, text, zone); err == nil {
			return at.UTC()
		}
	}
	if timeOfDay().MatchString(text) && !after.IsZero() {
		if at, err := time.Parse("15:04", fmt.Sprintf("%05s", text)); err == nil {
			return nextClock(at, after, zone)
		}
	}
	if !after.IsZero() || c.text == "" {
		r.wrong(c, "%.40q is no time: write 2026-12-06 03:00, or the end as 03:00", c.text)
	} else {
		r.wrong(c, "%.40q is no time: write 2026-12-06 01:00", c.text)
	}
	return time.Time{}
}

// nextClock is when the clocks of a zone next show a time of day.
func nextClock(clock, after time.Time, zone *time.Location) time.Time {
	day := after.In(zone)
	at := time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, zone)
	if !at.After(after) {
		at = time.Date(day.Year(), day.Month(), day.Day()+1, clock.Hour(), clock.Minute(), 0, 0, zone)
	}
	return at.UTC()
}

// duration reads such as 2h, 90 min and 1h30m.
func (r *tableReader) duration(c cell, what string, needed bool) time.Duration {
	if c.text == "" && !needed {
		return 0
	}
	text := strings.NewReplacer(" ", "", "minutes", "m", "mins", "m", "min", "m", "hours", "h", "hour", "h", "days", "d", "day", "d").Replace(strings.ToLower(c.text))
	var days int
	if n, err := fmt.Sscanf(text, "%dd", &days); n == 1 && err == nil && strings.HasSuffix(text, "d") && days >= 0 && days <= 366 {
		text = fmt.Sprintf("%dh", 24*days)
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil || d < 0 || needed && d == 0:
		r.wrong(c, "%.40q is no %s: write 2h, 90min or 1h30m", c.text, what)
	case what == "reminder" && d > status.MaxReminder:
		r.wrong(c, "a reminder comes at most %d days before the start", int(status.MaxReminder.Hours()/24))
	}
	return d
}

// components reads ids or names.
func (r *tableReader) components(c cell) (ids []string) {
	for _, name := range strings.FieldsFunc(c.text, func(r rune) bool { return r == ',' || r == ';' || r == '+' || r == '\n' }) {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		id := r.component(name)
		if id == "" {
			r.wrong(c, "there is no component %.60q: there are %s", name, r.known())
			continue
		}
		ids = append(ids, id)
	}
	return ids
}

func (r *tableReader) component(name string) string {
	for _, c := range r.layout.Components {
		if c.ID == name || strings.EqualFold(c.Name, name) {
			return c.ID
		}
	}
	return ""
}

// known are some of the components that there are.
func (r *tableReader) known() string {
	const some = 8
	var all []string
	for _, c := range r.layout.Components[:min(some, len(r.layout.Components))] {
		all = append(all, c.ID)
	}
	if len(r.layout.Components) > some {
		all = append(all, "…")
	}
	return strings.Join(all, ", ")
}
