package calendar

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
	"tidings/test/golden"
)

func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", clock)
	if err != nil {
		panic(err)
	}
	return t
}

func site() Site { return Site{Name: "Acme, maintenance", URL: "https://status.example.com"} }

func work(updates ...status.Update) *status.Maintenance {
	return &status.Maintenance{
		ID: "db", Title: "Database upgrade; writes stop", Starts: at("2026-11-30 01:00"), Ends: at("2026-11-30 03:00"),
		Updates: append([]status.Update{{ID: "1", At: at("2026-11-20 09:00"), State: status.Scheduled, Body: "Writes stop,\nreads go on for everybody in every region of the world."}}, updates...),
	}
}

func TestGolden(t *testing.T) {
	golden.Check(t, "maintenance.ics", Feed(site(), []*status.Maintenance{work()}))
}

// read checks the form of RFC 5545, section 3.1, and gives the events'
// properties by name.
func read(t *testing.T, ics []byte) []map[string]string {
	t.Helper()
	if !utf8.Valid(ics) || !bytes.HasSuffix(ics, []byte("\r\n")) {
		t.Fatalf("not UTF-8, or the last line does not end: %q", ics)
	}
	lines := strings.Split(strings.TrimSuffix(string(ics), "\r\n"), "\r\n")
	for _, l := range lines {
		if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n\x00") {
			t.Fatalf("bad line of %d octets: %q", len(l), l)
		}
	}
	var open []string
	var events []map[string]string
	for _, l := range strings.Split(strings.ReplaceAll(string(ics), "\r\n ", ""), "\r\n") {
		name, value, _ := strings.Cut(l, ":")
		switch {
		case name == "BEGIN":
			open = append(open, value)
			if value == "VEVENT" {
				events = append(events, map[string]string{})
			}
		case name == "END":
			if len(open) == 0 || open[len(open)-1] != value {
				t.Fatalf("END:%s closes %v", value, open)
			}
			open = open[:len(open)-1]
		case len(events) > 0 && len(open) > 0 && open[len(open)-1] == "VEVENT":
			if _, twice := events[len(events)-1][name]; twice {
				t.Errorf("%s stands twice", name)
			}
			events[len(events)-1][name] = value
		}
	}
	if len(open) != 0 {
		t.Errorf("%v is not closed", open)
	}
	return events
}

func TestEvent(t *testing.T) {
	zone := time.FixedZone("UTC-7", -7*3600)
	m := work(status.Update{ID: "2", At: at("2026-11-25 08:00").In(zone), State: status.Scheduled, Body: "One hour later."})
	m.Starts, m.Ends = m.Starts.In(zone), m.Ends.In(zone)
	want := map[string]string{
		"UID": "maintenance-db@status.example.com", "DTSTAMP": "20261125T080000Z", "LAST-MODIFIED": "20261125T080000Z",
		"CREATED": "20261120T090000Z", "SEQUENCE": "1",
		"DTSTART": "20261130T010000Z", "DTEND": "20261130T030000Z", "SUMMARY": `Database upgrade\; writes stop`,
		"DESCRIPTION": "One hour later.", "URL": "https://status.example.com/maintenance/db", "STATUS": "CONFIRMED", "TRANSP": "TRANSPARENT",
	}
	if diff := cmp.Diff([]map[string]string{want}, read(t, Feed(site(), []*status.Maintenance{m}))); diff != "" {
		t.Error(diff)
	}
}

func TestEnding(t *testing.T) {
	for _, c := range []struct {
		said          status.State
		at            string
		standing, end string
	}{
		{status.Completed, "2026-11-28 12:00", "CANCELLED", "20261130T030000Z"},
		{status.Completed, "2026-11-30 02:10", "CONFIRMED", "20261130T021000Z"},
		{status.Completed, "2026-11-30 04:30", "CONFIRMED", "20261130T043000Z"},
		{status.Cancelled, "2026-11-28 12:00", "CANCELLED", "20261130T030000Z"},
		{status.Cancelled, "2026-11-30 01:00", "CANCELLED", "20261130T030000Z"},
		{status.Cancelled, "2026-11-30 02:10", "CONFIRMED", "20261130T021000Z"},
		{status.Verifying, "2026-11-30 02:10", "CONFIRMED", "20261130T030000Z"},
	} {
		m := work(status.Update{ID: "2", At: at(c.at), State: c.said})
		e := read(t, Feed(site(), []*status.Maintenance{m}))[0]
		if e["STATUS"] != c.standing || e["DTEND"] != c.end || e["UID"] != "maintenance-db@status.example.com" {
			t.Errorf("%s %s: %v", c.said, c.at, e)
		}
	}
	m := work()
	m.Ends = m.Starts
	if e := read(t, Feed(site(), []*status.Maintenance{m}))[0]; e["DTEND"] != "" {
		t.Errorf("an event without length ends at %s, which must be later than its start", e["DTEND"])
	}
}

// A long report is cut, so that the feed stays small whatever is written.
func TestAnEventIsBounded(t *testing.T) {
	m := work(status.Update{ID: "2", At: at("2026-11-25 08:00"), Body: strings.Repeat("é, ", 100_000)})
	if ics := Event(site(), m); len(ics) > 2*MaxText+1000 {
		t.Errorf("an event of %d bytes", len(ics))
	}
}

func TestEmptyCalendarHoldsAComponent(t *testing.T) {
	ics := Feed(site(), nil)
	if events := read(t, ics); len(events) != 0 || !bytes.Contains(ics, []byte("BEGIN:VTIMEZONE\r\n")) {
		t.Errorf("%s", ics)
	}
}

func TestAuthorityOutlivesTheAddress(t *testing.T) {
	s := site()
	s.URL, s.Authority, s.Extension = "https://new.example.org/sub", "status.example.com", ".html"
	e := read(t, Feed(s, []*status.Maintenance{work()}))[0]
	if e["UID"] != "maintenance-db@status.example.com" || e["URL"] != "https://new.example.org/sub/maintenance/db.html" {
		t.Error(e)
	}
}

func FuzzHostileText(f *testing.F) {
	f.Add("plain")
	f.Add(strings.Repeat("long", 100))
	f.Add("x\r\nEND:VEVENT\r\nBEGIN:VEVENT\x00\xff")
	f.Add(strings.Repeat("🔥é", 200))
	f.Add("\u202E\\;,\u2028]]>")
	f.Fuzz(func(t *testing.T, text string) {
		m := work(status.Update{ID: "2", At: at("2026-11-25 08:00"), Body: text})
		m.Title = text
		s := site()
		s.Name, s.URL, s.Authority = text, text, "a"
		events := read(t, Feed(s, []*status.Maintenance{m, m}))
		if len(events) != 2 || events[1]["STATUS"] != "CONFIRMED" {
			t.Errorf("%q makes %v", text, events)
		}
	})
}

func TestSameInputSameBytes(t *testing.T) {
	all := []*status.Maintenance{work(), work()}
	if !bytes.Equal(Feed(site(), all), Feed(site(), all)) {
		t.Error("they differ")
	}
}

func BenchmarkMaintenance(b *testing.B) {
	all := make([]*status.Maintenance, 50)
	for i := range all {
		all[i] = work()
	}
	for b.Loop() {
		Feed(site(), all)
	}
}
