// Package calendar writes the maintenances as an iCalendar feed (RFC 5545) that
// people subscribe to once. An event keeps its UID for ever; DTSTAMP and
// SEQUENCE move with its updates, so that calendars take over a new time. It
// never looks at a clock: the bytes depend on the maintenances alone.
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

// Maintenance writes the calendar with an event per maintenance, in the order
// given. A maintenance that was completed before it began is a cancelled event;
// one that was completed early ends when it did.
func Maintenance(s Site, all []*status.Maintenance) []byte {
	if s.Authority == "" {
		if u, err := url.Parse(s.URL); err == nil {
			s.Authority = u.Hostname()
		}
	}
	if s.Text == nil {
		s.Text = func(markdown string) string { return markdown }
	}
	w := &writer{b: make([]byte, 0, 512+1024*len(all))}
	w.line("BEGIN:VCALENDAR", "")
	w.line("VERSION:2.0", "")
	w.line("PRODID:-//Tidings//Maintenance//EN", "")
	w.line("METHOD:PUBLISH", "")
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

func (s Site) event(w *writer, m *status.Maintenance) {
	ends, cancelled := ending(m)
	w.line("BEGIN:VEVENT", "")
	w.line("UID:maintenance-", m.ID+"@"+s.Authority)
	w.time("DTSTAMP:", m.Changed())
	w.time("LAST-MODIFIED:", m.Changed())
	w.number("SEQUENCE:", len(m.Updates)-1)
	w.time("DTSTART:", m.Starts)
	if ends.After(m.Starts) {
		w.time("DTEND:", ends)
	}
	w.line("SUMMARY:", m.Title)
	w.line("DESCRIPTION:", s.Text(m.Updates[len(m.Updates)-1].Body))
	w.raw("URL:", s.URL+"/maintenance/"+m.ID+s.Extension)
	if cancelled {
		w.line("STATUS:CANCELLED", "")
	} else {
		w.line("STATUS:CONFIRMED", "")
	}
	w.line("TRANSP:TRANSPARENT", "")
	w.line("END:VEVENT", "")
}

func ending(m *status.Maintenance) (ends time.Time, cancelled bool) {
	ends = m.EndedAt()
	if ends.Before(m.Starts) {
		return m.Ends, true
	}
	return ends, false
}
