package calendar

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	arran "github.com/arran4/golang-ical"
	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

// seen is what a reader's calendar makes of an event.
type seen struct {
	UID, Summary, Status, URL string
	Start, End                time.Time
	Sequence                  string
	Alarm                     string
}

// emersion decodes strictly, and encodes what it decoded.
func emersion(t *testing.T, ics []byte) []seen {
	t.Helper()
	cal, err := ical.NewDecoder(bytes.NewReader(ics)).Decode()
	if err != nil {
		t.Fatalf("go-ical: %v\n%s", err, ics)
	}
	if len(cal.Children) > 0 && cal.Children[0].Name == ical.CompEvent {
		if err := ical.NewEncoder(io.Discard).Encode(cal); err != nil {
			t.Fatalf("go-ical would not write this: %v\n%s", err, ics)
		}
	}
	var all []seen
	for _, e := range cal.Events() {
		text := func(name string) string {
			value, err := e.Props.Text(name)
			if err != nil {
				t.Fatal(err)
			}
			return value
		}
		s := seen{UID: text("UID"), Summary: text("SUMMARY"), Status: text("STATUS"), URL: e.Props.Get("URL").Value, Sequence: e.Props.Get("SEQUENCE").Value}
		s.Start, err = e.DateTimeStart(time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if s.End, err = e.DateTimeEnd(time.UTC); err != nil {
			t.Fatal(err)
		}
		for _, alarm := range e.Children {
			d, err := alarm.Props.Get("TRIGGER").Duration()
			if err != nil {
				t.Fatal(err)
			}
			s.Alarm = d.String()
		}
		all = append(all, s)
	}
	return all
}

// arran4 is the second reader.
func arran4(t *testing.T, ics []byte) []seen {
	t.Helper()
	cal, err := arran.ParseCalendar(bytes.NewReader(ics))
	if err != nil {
		t.Fatalf("golang-ical: %v\n%s", err, ics)
	}
	var all []seen
	for _, e := range cal.Events() {
		value := func(name string) string { return e.GetProperty(arran.ComponentProperty(name)).Value }
		s := seen{UID: e.Id(), Summary: arran.FromText(value("SUMMARY")), Status: value("STATUS"), URL: value("URL"), Sequence: value("SEQUENCE")}
		if s.Start, err = e.GetStartAt(); err != nil {
			t.Fatal(err)
		}
		if s.End, err = e.GetEndAt(); err != nil {
			t.Fatal(err)
		}
		for _, alarm := range e.Alarms() {
			trigger := alarm.GetProperty(arran.ComponentPropertyTrigger).Value
			d, err := time.ParseDuration(strings.ToLower(strings.NewReplacer("-PT", "-", "-P1DT", "-24h", "-P1D", "-24h").Replace(trigger)))
			if err != nil {
				t.Fatal(err)
			}
			s.Alarm = d.String()
		}
		all = append(all, s)
	}
	return all
}

// TestReadersFollowAMaintenance subscribes with two readers and goes with them
// from the announcement over a new time and an extension to the end, and from
// the announcement to the cancellation.
func TestReadersFollowAMaintenance(t *testing.T) {
	m := work()
	m.Reminder = 24 * time.Hour
	called := *m
	called.ID = "called-off"
	say := func(m *status.Maintenance, clock string, s status.State, p status.Plan) {
		m.Updates = append(slices.Clone(m.Updates), status.Update{ID: clock[8:10] + clock[11:13], At: at(clock), State: s, Body: "More, and; more\\.", Plan: p})
		m.Replan()
	}
	event := func(m *status.Maintenance, standing, from, to, sequence, alarm string) seen {
		return seen{"maintenance-" + m.ID + "@status.example.com", "Database upgrade; writes stop", standing,
			"https://status.example.com/maintenance/" + m.ID, at(from), at(to), sequence, alarm}
	}
	steps := []struct {
		what     string
		do       func()
		db, call seen
	}{
		{"announced", func() {},
			event(m, "CONFIRMED", "2026-11-30 01:00", "2026-11-30 03:00", "0", "-24h0m0s"),
			event(&called, "CONFIRMED", "2026-11-30 01:00", "2026-11-30 03:00", "0", "-24h0m0s")},
		{"moved", func() {
			say(m, "2026-11-25 08:00", status.Scheduled, status.Plan{Starts: at("2026-12-01 01:00"), Ends: at("2026-12-01 03:00")})
			m.Reminder = 90 * time.Minute
		},
			event(m, "CONFIRMED", "2026-12-01 01:00", "2026-12-01 03:00", "1", "-1h30m0s"),
			event(&called, "CONFIRMED", "2026-11-30 01:00", "2026-11-30 03:00", "0", "-24h0m0s")},
		{"the other called off", func() { say(&called, "2026-11-26 08:00", status.Cancelled, status.Plan{}) },
			event(m, "CONFIRMED", "2026-12-01 01:00", "2026-12-01 03:00", "1", "-1h30m0s"),
			event(&called, "CANCELLED", "2026-11-30 01:00", "2026-11-30 03:00", "1", "")},
		{"extended", func() { say(m, "2026-12-01 02:30", status.InProgress, status.Plan{Ends: at("2026-12-01 04:00")}) },
			event(m, "CONFIRMED", "2026-12-01 01:00", "2026-12-01 04:00", "2", "-1h30m0s"),
			event(&called, "CANCELLED", "2026-11-30 01:00", "2026-11-30 03:00", "1", "")},
		{"done early", func() { say(m, "2026-12-01 03:10", status.Completed, status.Plan{}) },
			event(m, "CONFIRMED", "2026-12-01 01:00", "2026-12-01 03:10", "3", "-1h30m0s"),
			event(&called, "CANCELLED", "2026-11-30 01:00", "2026-11-30 03:00", "1", "")},
	}
	for _, step := range steps {
		step.do()
		feed, one := Feed(site(), []*status.Maintenance{m, &called}), Event(site(), m)
		for name, reader := range map[string]func(*testing.T, []byte) []seen{"go-ical": emersion, "golang-ical": arran4} {
			if diff := cmp.Diff([]seen{step.db, step.call}, reader(t, feed)); diff != "" {
				t.Errorf("%s, %s reads the feed (-want +got):\n%s", step.what, name, diff)
			}
			if diff := cmp.Diff([]seen{step.db}, reader(t, one)); diff != "" {
				t.Errorf("%s, %s reads the event (-want +got):\n%s", step.what, name, diff)
			}
		}
	}
}

func TestPeriods(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "PT0S", time.Second: "PT1S", 90 * time.Minute: "PT1H30M", 24 * time.Hour: "P1D",
		36*time.Hour + 5*time.Second: "P1DT12H5S", 60 * 24 * time.Hour: "P60D",
	} {
		if got := period(d); got != want {
			t.Errorf("%s is %s, want %s", d, got, want)
		}
	}
}
