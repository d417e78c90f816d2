// Package calendar writes maintenances as iCalendar (RFC 5545): a feed of all
// that people subscribe to once, and a file of one that they add by hand. An
// event keeps its UID for ever and is the same in both; DTSTAMP and SEQUENCE
// move with its updates and its plan, so that calendars take over a new time
// and a cancellation. It never looks at a clock: the bytes depend on the
// maintenances alone, and times of the clock's doing are not in them.
package calendar

import (
	"net/url"
	"time"

	"tidings/internal/status"
)

// Site is what the calendar says of the page it belongs to.
type Site struct {
	Name string // of the calendar
	URL  string // absolute, without a slash at the end
	// Authority ends every UID. It is the host of URL when empty; set it to
	// keep UIDs when the site moves to another host.
	Authority string
	Extension string // ends the links to pages: empty, or ".html"
	// Text turns an update's Markdown into plain text; nil leaves it as it is.
	Text func(markdown string) string
}

// MaxText is how many bytes of an update's text an event holds: a calendar
// that is fetched every hour is no place for a report.
const MaxText = 2000

// Feed writes the calendar that people subscribe to, with an event per
// maintenance, in the order given. One that was cancelled, or completed before
// it began, is a cancelled event; one that was completed early ends when it did.
func Feed(s Site, all []*status.Maintenance) []byte {
	s = s.whole()
	w := s.begin(len(all))
	w.line("NAME:", s.Name)
	w.line("X-WR-CALNAME:", s.Name)
	w.line("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "")
	w.line("X-PUBLISHED-TTL:PT1H", "")
	for _, m := range all {
		s.event(w, m)
	}
	if len(all) == 0 {
		w.placeholder()
	}
	w.line("END:VCALENDAR", "")
	return w.b
}

// Event writes a calendar of one maintenance, to be added to another. It has
// no name, because some programs would make a calendar of that name.
func Event(s Site, m *status.Maintenance) []byte {
	s = s.whole()
	w := s.begin(1)
	s.event(w, m)
	w.line("END:VCALENDAR", "")
	return w.b
}

// whole fills in what may be left out.
func (s Site) whole() Site {
	if s.Authority == "" {
		if u, err := url.Parse(s.URL); err == nil {
			s.Authority = u.Hostname()
		}
	}
	if s.Text == nil {
		s.Text = func(markdown string) string { return markdown }
	}
	return s
}

func (s Site) begin(events int) *writer {
	w := &writer{b: make([]byte, 0, 512+1024*events)}
	w.line("BEGIN:VCALENDAR", "")
	w.line("VERSION:2.0", "")
	w.line("PRODID:-//Tidings//Maintenance//EN", "")
	w.line("METHOD:PUBLISH", "")
	return w
}

func (s Site) event(w *writer, m *status.Maintenance) {
	ends, cancelled := ending(m)
	w.line("BEGIN:VEVENT", "")
	w.line("UID:maintenance-", m.ID+"@"+s.Authority)
	w.time("DTSTAMP:", m.Changed())
	w.time("LAST-MODIFIED:", m.Changed())
	w.time("CREATED:", m.Updates[0].At)
	w.number("SEQUENCE:", m.Sequence())
	w.time("DTSTART:", m.Starts)
	if ends.After(m.Starts) {
		w.time("DTEND:", ends)
	}
	w.line("SUMMARY:", m.Title)
	w.line("DESCRIPTION:", shortly(s.Text(m.Updates[len(m.Updates)-1].Body)))
	w.raw("URL:", s.URL+"/maintenance/"+m.ID+s.Extension)
	w.line("STATUS:"+standing(cancelled), "")
	w.line("TRANSP:TRANSPARENT", "")
	if !cancelled {
		w.alarm(m.Reminder, m.Title)
	}
	w.line("END:VEVENT", "")
}

func standing(cancelled bool) string {
	if cancelled {
		return "CANCELLED"
	}
	return "CONFIRMED"
}

// alarm writes the reminder, with which the calendar itself reminds.
func (w *writer) alarm(before time.Duration, title string) {
	if before <= 0 {
		return
	}
	w.line("BEGIN:VALARM", "")
	w.line("ACTION:DISPLAY", "")
	w.line("DESCRIPTION:", title)
	w.raw("TRIGGER:-", period(before))
	w.line("END:VALARM", "")
}

// ending is when an event ends, and whether it does not take place. One that
// was stopped half way did take place, up to then.
func ending(m *status.Maintenance) (ends time.Time, cancelled bool) {
	if from, to := m.Window(); !from.Before(to) && m.EndedAt().Before(m.Ends) {
		return m.Ends, true
	}
	return m.EndedAt(), false
}
