package status_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

// told are the verbs of the changes of a maintenance so far.
func (s *scene) told(id string) (verbs []string) {
	s.t.Helper()
	changes, _, err := s.Changes(context.Background(), "", 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, c := range changes {
		if c.Subject == "maintenance/"+id {
			verbs = append(verbs, c.Verb)
		}
	}
	return verbs
}

func (s *scene) plan(m *status.Maintenance, at time.Time) {
	s.t.Helper()
	if _, err := s.PutMaintenance(context.Background(), person, *m, at); err != nil {
		s.t.Fatal(err)
	}
}

// say posts an update of a maintenance.
func (s *scene) say(id string, at time.Time, state status.State, plan status.Plan) {
	s.t.Helper()
	m, err := s.Maintenance(context.Background(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	m.Updates = append(m.Updates, status.Update{At: at, State: state, Plan: plan})
	for i := range m.Updates {
		if m.Updates[i].ID == "" {
			m.Updates[i].ID = fmt.Sprint(i + 1)
		}
	}
	s.plan(m, at)
}

func hours(n float64) time.Time { return noon.Add(time.Duration(n * float64(time.Hour))) }

// TestTheLogTellsALife follows maintenances from the announcement to the end,
// each thing done at its hour and the clock let pass in between.
func TestTheLogTellsALife(t *testing.T) {
	type step struct {
		hour  float64
		state status.State // that is said; Scheduled with an empty plan lets only time pass
		plan  status.Plan
	}
	pass := func(hour float64) step { return step{hour: hour, state: status.Scheduled} }
	for name, c := range map[string]struct {
		steps []step
		want  []string
	}{
		"by itself":             {[]step{pass(1), pass(23), pass(24), pass(26)}, []string{"announce", "remind", "begin", "end"}},
		"slept through":         {[]step{pass(100)}, []string{"announce", "end"}},
		"slept until it began":  {[]step{pass(24.5)}, []string{"announce", "begin"}},
		"early, verified, done": {[]step{pass(22), {22.5, status.InProgress, status.Plan{}}, {23, status.Verifying, status.Plan{}}, {23.5, status.Completed, status.Plan{}}, pass(30)}, []string{"announce", "remind", "begin", "verify", "end"}},
		"called off":            {[]step{{5, status.Cancelled, status.Plan{}}, pass(30)}, []string{"announce", "cancel"}},
		"stopped":               {[]step{pass(24), {25, status.Cancelled, status.Plan{}}, pass(30)}, []string{"announce", "begin", "cancel"}},
		"moved, reminded again": {[]step{pass(22), {23, status.Scheduled, status.Plan{Starts: hours(30), Ends: hours(32)}}, pass(28), pass(30), pass(33)}, []string{"announce", "remind", "move", "remind", "begin", "end"}},
		"extended":              {[]step{pass(24), {25, status.InProgress, status.Plan{Ends: hours(28)}}, pass(26), pass(28)}, []string{"announce", "begin", "extend", "end"}},
		"extended when over":    {[]step{pass(24), pass(26), {26.5, status.InProgress, status.Plan{Ends: hours(28)}}, pass(28)}, []string{"announce", "begin", "end", "extend", "end"}},
		"put off at work":       {[]step{pass(24), {25, status.Scheduled, status.Plan{Starts: hours(40), Ends: hours(42)}}, pass(38), pass(40), pass(42)}, []string{"announce", "begin", "move", "remind", "begin", "end"}},
		"an edit at the minute": {[]step{{22.5, status.Scheduled, status.Plan{}}, pass(22.5)}, []string{"announce", "remind"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			m := work("db", 24*time.Hour, 26*time.Hour, "api")
			m.Reminder = 2 * time.Hour
			s.plan(m, noon)
			for _, step := range c.steps {
				if step.state != status.Scheduled || step.plan != (status.Plan{}) {
					s.say("db", hours(step.hour), step.state, step.plan)
				}
				s.settle(hours(step.hour))
				s.settle(hours(step.hour)) // again changes nothing
			}
			if diff := cmp.Diff(c.want, s.told("db")); diff != "" {
				t.Errorf("(-want +told):\n%s", diff)
			}
		})
	}
}

// A reminder that came due while nothing ran is given before an edit hides it.
func TestAReminderIsNotLostToAnEdit(t *testing.T) {
	s := newScene(t)
	m := work("db", 24*time.Hour, 26*time.Hour, "api")
	m.Reminder = 2 * time.Hour
	s.plan(m, noon)
	m.Title = "Another title"
	s.plan(m, hours(22.5))
	s.settle(hours(22.6))
	if diff := cmp.Diff([]string{"announce", "put", "remind"}, s.told("db")); diff != "" {
		t.Error(diff)
	}
}

func TestDueNamesReminderBeginAndEnd(t *testing.T) {
	s := newScene(t)
	m := work("db", 24*time.Hour, 26*time.Hour, "api")
	m.Reminder = 2 * time.Hour
	s.plan(m, noon)
	at := noon
	for _, want := range []time.Time{hours(22), hours(24), hours(26), {}} {
		due, err := s.Due(context.Background(), at)
		if err != nil || !due.Equal(want) {
			t.Fatalf("after %s: due %s, %v, want %s", at, due, err, want)
		}
		if at = due; !due.IsZero() {
			s.settle(at)
		}
	}
}

// What monitors and incidents say shows again the second a maintenance ends,
// however it ends, and where two overlap only when the last one does.
func TestOverlapsAndEnds(t *testing.T) {
	s := newScene(t)
	s.plan(work("one", 1*time.Hour, 3*time.Hour, "api"), noon)
	s.plan(work("two", 2*time.Hour, 4*time.Hour, "api", "web"), noon)
	s.settle(hours(1))
	s.record(hours(1.5), firing("a", hours(1.5), &outage))
	want := func(hour float64, api, web status.Status) {
		t.Helper()
		s.settle(hours(hour))
		v := s.view(hours(hour))
		if v.States[0].Status != api || v.States[1].Status != web {
			t.Errorf("after %.1f h: api %s, web %s, want %s and %s", hour, v.States[0].Status, v.States[1].Status, api, web)
		}
	}
	want(2.5, status.UnderMaintenance, status.UnderMaintenance)
	want(3.5, status.UnderMaintenance, status.UnderMaintenance)
	s.say("two", hours(3.6), status.Verifying, status.Plan{Ends: hours(5)})
	want(4.5, status.UnderMaintenance, status.UnderMaintenance)
	s.say("two", hours(4.7), status.Cancelled, status.Plan{})
	want(4.7, status.MajorOutage, status.Operational)
	s.wantOpen(1, hours(4.7))
}

func TestOneThatWasPutOffOverlaysNothingUntilItBegins(t *testing.T) {
	s := newScene(t)
	s.plan(work("db", time.Hour, 2*time.Hour, "api"), noon)
	s.say("db", hours(0.5), status.InProgress, status.Plan{})
	s.say("db", hours(1.5), status.Scheduled, status.Plan{Starts: hours(10), Ends: hours(11)})
	s.settle(hours(1.6))
	if v := s.view(hours(1.6)); v.Worst != status.Operational || len(v.Upcoming) != 1 || len(v.Active) != 0 {
		t.Errorf("put off: worst %s, %d active, %d upcoming", v.Worst, len(v.Active), len(v.Upcoming))
	}
}

func TestThePlanKeepsItsHistory(t *testing.T) {
	s := newScene(t)
	s.plan(work("db", 24*time.Hour, 26*time.Hour, "api"), noon)
	s.say("db", hours(1), status.Scheduled, status.Plan{Starts: hours(30), Ends: hours(32)})
	s.say("db", hours(31), status.InProgress, status.Plan{Ends: hours(33)})
	m, err := s.Maintenance(context.Background(), "db")
	if err != nil {
		t.Fatal(err)
	}
	type plans struct{ Before, After status.Plan }
	var got []plans
	m.Plans(func(_ *status.Update, before, after status.Plan) { got = append(got, plans{before, after}) })
	first, moved := status.Plan{Starts: hours(24), Ends: hours(26)}, status.Plan{Starts: hours(30), Ends: hours(32)}
	longer := status.Plan{Starts: hours(30), Ends: hours(33)}
	if diff := cmp.Diff([]plans{{first, first}, {first, moved}, {moved, longer}}, got); diff != "" {
		t.Error(diff)
	}
	if !m.Starts.Equal(hours(30)) || !m.Ends.Equal(hours(33)) || m.First != first {
		t.Errorf("it is planned from %s to %s, first %v", m.Starts, m.Ends, m.First)
	}
}

// The sequence goes on with every change of the plan and never back.
func TestTheSequenceNeverGoesBack(t *testing.T) {
	s := newScene(t)
	ctx := context.Background()
	m := work("db", 24*time.Hour, 26*time.Hour, "api")
	last := -1
	want := func(what string, more bool) {
		t.Helper()
		kept, err := s.Maintenance(ctx, "db")
		if err != nil {
			t.Fatal(err)
		}
		if n := kept.Sequence(); more && n <= last || !more && n != last {
			t.Errorf("%s: sequence %d after %d", what, n, last)
		}
		last = kept.Sequence()
	}
	s.plan(m, noon)
	want("announced", true)
	m.Title = "Other words"
	s.plan(m, noon)
	want("another title", false)
	m.Ends = m.Ends.Add(time.Hour)
	s.plan(m, noon)
	want("an end edited in place", true)
	s.plan(m, noon)
	want("the same again", false)
	s.say("db", hours(1), status.Scheduled, status.Plan{Starts: hours(25)})
	want("moved by an update", true)
	s.plan(m, noon)
	want("the update taken back", true)
	s.say("db", hours(2), status.Cancelled, status.Plan{})
	want("cancelled", true)
}

func TestMaintenancesThatCannotBeKept(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*status.Maintenance)
	}{
		{"ends before it starts", func(m *status.Maintenance) { m.Ends = m.Starts.Add(-1) }},
		{"update 2: as it is planned there it ends before it starts", func(m *status.Maintenance) {
			m.Updates = append(m.Updates, status.Update{At: noon, Plan: status.Plan{Starts: hours(200)}, State: status.Scheduled})
		}},
		{"what is cancelled cannot be in_progress", func(m *status.Maintenance) {
			m.Updates = append(m.Updates, status.Update{At: noon, State: status.Cancelled}, status.Update{At: noon, State: status.InProgress})
		}},
		{`there is no turn "start" to tell of`, func(m *status.Maintenance) { m.Tell = status.Tell{"end": true, "start": false} }},
		{"a reminder comes at most 60 days before", func(m *status.Maintenance) { m.Reminder = 1000 * 24 * time.Hour }},
	} {
		m := work("db", 24*time.Hour, 26*time.Hour, "api")
		c.change(m)
		err := status.Validate(person, status.Fact{Maintenance: m})
		if !errors.Is(err, status.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	inc := openIncident("x", status.ImpactMinor, time.Hour, nil)
	inc.Updates[0].Plan.Ends = noon
	if err := status.Validate(person, status.Fact{Incident: inc}); !errors.Is(err, status.ErrInvalid) {
		t.Errorf("an incident with a plan: %v", err)
	}
}

// A component that is gone from the page takes nothing with it.
func TestAMaintenanceOutlivesItsComponent(t *testing.T) {
	s := newScene(t)
	s.plan(work("db", 0, 2*time.Hour, "gone", "api"), noon)
	s.settle(hours(1))
	v := s.view(hours(1))
	if len(v.Active) != 1 || v.States[0].Status != status.UnderMaintenance {
		t.Errorf("%d active, api %s", len(v.Active), v.States[0].Status)
	}
}

// Who changes the times themselves, as an API does, changes what the last
// update planned.
func TestTimesChangedByThemselvesCount(t *testing.T) {
	s := newScene(t)
	s.plan(work("db", 24*time.Hour, 26*time.Hour, "api"), noon)
	s.say("db", hours(1), status.Scheduled, status.Plan{Ends: hours(27)})
	_, _, err := s.ChangeMaintenance(context.Background(), person, "db", hours(2), func(own *status.Maintenance) (*status.Maintenance, error) {
		own.Starts, own.Ends = hours(25), hours(30)
		return own, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.Maintenance(context.Background(), "db")
	if err != nil || !m.Starts.Equal(hours(25)) || !m.Ends.Equal(hours(30)) || !m.First.Ends.Equal(hours(26)) || !m.Updates[1].Plan.Ends.Equal(hours(30)) {
		t.Errorf("%+v, %v", m, err)
	}
}
