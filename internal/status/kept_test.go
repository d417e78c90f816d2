package status_test

import (
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
	"tidings/internal/store/memory"
)

// What is clear is forgotten after a month; what fires is not, however long it does.
func TestAnAlertOfManyMonthsCanEnd(t *testing.T) {
	now := noon
	d := memory.New(func() time.Time { return now })
	s := &scene{t: t, d: d, Board: status.NewBoard(d, time.UTC)}
	s.record(now, firing("a", now, nil))
	now = noon.AddDate(0, 6, 0)
	if got := s.view(now).States[0].Status; got != status.MajorOutage {
		t.Errorf("after half a year the component is %v", got)
	}
	s.record(now, cleared("a", noon, now))
	if got := s.view(now).States[0].Status; got != status.Operational {
		t.Errorf("and once it is over, %v", got)
	}
}

func TestWhatIsOverIsNeitherActiveNorUpcoming(t *testing.T) {
	over := work("over", -2*time.Hour, -time.Hour, "api")
	v := derive(t, status.Facts{Maintenance: []*status.Maintenance{over}})
	if len(v.Active)+len(v.Upcoming) != 0 || v.Worst != status.Operational {
		t.Errorf("active %v, upcoming %v, %v", v.Active, v.Upcoming, v.Worst)
	}
}

func TestWhenAnIncidentWasResolved(t *testing.T) {
	at := func(minute int, s status.State) status.Update {
		return status.Update{At: noon.Add(time.Duration(minute) * time.Minute), State: s}
	}
	for name, c := range map[string]struct {
		updates []status.Update
		want    time.Time
	}{
		"open":                  {[]status.Update{at(0, status.Investigating)}, time.Time{}},
		"with a postmortem":     {[]status.Update{at(0, status.Investigating), at(5, status.Resolved), at(60, status.Postmortem)}, noon.Add(5 * time.Minute)},
		"reopened":              {[]status.Update{at(0, status.Resolved), at(5, status.Monitoring)}, time.Time{}},
		"reopened and resolved": {[]status.Update{at(0, status.Resolved), at(5, status.Monitoring), at(9, status.Resolved)}, noon.Add(9 * time.Minute)},
	} {
		if got := (&status.Incident{Updates: c.updates}).Resolved(); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Whoever follows the log tells changes apart by their ids, also those of one instant.
func TestChangesOfOneInstantHaveIDsOfTheirOwn(t *testing.T) {
	s := newScene(t)
	for _, id := range []string{"slow", "down"} {
		s.put(openIncident(id, status.ImpactMajor, time.Minute, nil), noon)
	}
	changes, _, err := s.Changes(t.Context(), "", 0)
	if err != nil || len(changes) != 2 || changes[0].ID == changes[1].ID {
		t.Errorf("%+v, %v", changes, err)
	}
}

// An incident that nearly fills its item can be edited: the log, whose entries
// are items too, leaves out what it has no room for.
func TestALongIncidentCanBeEdited(t *testing.T) {
	s, inc := newScene(t), openIncident("long", status.ImpactMajor, time.Minute, nil)
	inc.Updates[0].Body = strings.Repeat("We look. ", 30_000)
	s.put(inc, noon)
	inc.Title += ", again"
	s.put(inc, noon.Add(time.Minute))
	changes, _, err := s.Changes(t.Context(), "", 0)
	if err != nil || len(changes) != 2 || !strings.Contains(string(changes[1].Before), "left_out_bytes") {
		t.Errorf("%d changes, %v", len(changes), err)
	}
}
