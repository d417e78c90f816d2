package status_test

import (
	"errors"
	"testing"
	"time"

	"tidings/internal/status"
	"tidings/internal/store/memory"
)

var alarmLayout = status.Layout{Components: []status.Component{{ID: "api", Name: "API"}, {ID: "web", Name: "Website"}}}

// What a person ends stays ended whatever of the same episode is repeated, and
// the next episode counts.
func TestAPersonEndsASignal(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	b := status.NewBoard(memory.New(func() time.Time { return now }), time.UTC)
	ada := status.Actor{Kind: status.OriginPerson, ID: "ada"}
	fire := func(started time.Time) {
		t.Helper()
		told := status.Told{Signal: status.Signal{Source: "mon", Key: "disk", Kind: status.Firing, Started: started, At: started, Received: now, Title: "Disk full"}, Effect: &status.Effect{Component: "api", Status: status.MajorOutage}}
		if _, err := b.Record(t.Context(), "d"+started.String()+now.String(), []status.Told{told}, now); err != nil {
			t.Fatal(err)
		}
	}
	is := func(want status.Status) {
		t.Helper()
		view, err := b.View(t.Context(), alarmLayout, now)
		if err != nil || view.States[0].Status != want {
			t.Fatalf("at %s the API is %v, want %s (%v)", now, view.States[0], want, err)
		}
	}
	first := now
	fire(first)
	is(status.MajorOutage)
	open, more, err := b.Alarms(t.Context(), "mon", 10)
	if err != nil || more || len(open) != 1 || open[0].Key != "disk" || open[0].Title != "Disk full" || !open[0].Since.Equal(first) || open[0].Effect.Component != "api" {
		t.Fatalf("open %+v %v %v", open, more, err)
	}
	now = now.Add(time.Hour)
	if _, err := b.ClearSignal(t.Context(), status.Actor{Kind: status.OriginAutomation, ID: "robot"}, "mon", "disk", now); !errors.Is(err, status.ErrPersonal) {
		t.Errorf("a robot: %v", err)
	}
	if _, err := b.ClearSignal(t.Context(), ada, "mon", "disk", now); err != nil {
		t.Fatal(err)
	}
	is(status.Operational)
	if _, err := b.ClearSignal(t.Context(), ada, "mon", "disk", now); !errors.Is(err, status.ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	now = now.Add(time.Hour)
	fire(first) // the sender repeats what it said
	is(status.Operational)
	fire(now) // and then there is something new
	is(status.MajorOutage)
	changes, _, err := b.Changes(t.Context(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, c := range changes {
		if c.Verb == status.VerbClear && c.By == "ada" {
			said++
		}
	}
	if said != 1 {
		t.Errorf("the log names Ada %d times", said)
	}
}

// A signal that no rule matched is listed, and its end is in the log.
func TestASignalOfNoRuleIsListed(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	b := status.NewBoard(memory.New(func() time.Time { return now }), time.UTC)
	for _, key := range []string{"a", "b", "c"} {
		told := status.Told{Signal: status.Signal{Source: "mon", Key: key, Kind: status.Firing, At: now, Received: now}}
		if _, err := b.Record(t.Context(), key, []status.Told{told}, now); err != nil {
			t.Fatal(err)
		}
	}
	open, more, err := b.Alarms(t.Context(), "", 2)
	if err != nil || !more || len(open) != 2 || open[0].Effect != nil {
		t.Errorf("open %+v %v %v", open, more, err)
	}
	if other, _, err := b.Alarms(t.Context(), "mo", 2); err != nil || len(other) > 0 {
		t.Errorf("of another source %+v %v", other, err)
	}
	if _, err := b.ClearSignal(t.Context(), status.Actor{Kind: status.OriginPerson, ID: "ada"}, "mon", "a", now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	changes, _, err := b.Changes(t.Context(), "", 0)
	if err != nil || changes[len(changes)-1].Verb != status.VerbClear {
		t.Errorf("%+v, %v", changes[len(changes)-1], err)
	}
}

// Why a component was what it was: at each time what the bars say of it too.
func TestWhyAComponentWasRed(t *testing.T) {
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	now := start
	b := status.NewBoard(memory.New(func() time.Time { return now }), time.UTC)
	ada := status.Actor{Kind: status.OriginPerson, ID: "ada"}
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	signal := func(kind status.Kind) {
		t.Helper()
		told := status.Told{Signal: status.Signal{Source: "mon", Key: "disk", Kind: kind, Started: start, At: now, Received: now}, Effect: &status.Effect{Component: "api", Status: status.PartialOutage}}
		must(b.Record(t.Context(), string(kind), []status.Told{told}, now))
	}
	signal(status.Firing)
	now = start.Add(time.Hour)
	must(b.PutIncident(t.Context(), ada, status.Incident{ID: "inc", Title: "Down", Impact: status.ImpactMajor, Components: map[string]status.Status{"api": status.MajorOutage}, Updates: []status.Update{{ID: "1", At: now, State: status.Investigating, Body: "x"}}}, now))
	now = start.Add(2 * time.Hour)
	signal(status.Cleared)
	now = start.Add(3 * time.Hour)
	must(b.SetOverride(t.Context(), ada, status.Override{Component: "web", Status: status.DegradedPerformance, At: now, Until: now.Add(time.Hour)}))
	now = start.Add(5 * time.Hour)
	must(b.Settle(t.Context(), now))
	for _, x := range []struct {
		component string
		after     time.Duration
		status    status.Status
		causes    []string
	}{
		{"api", -time.Minute, status.Operational, nil},
		{"api", 30 * time.Minute, status.PartialOutage, []string{"signal/mon"}},
		{"api", 90 * time.Minute, status.MajorOutage, []string{"incident/inc", "signal/mon"}},
		{"api", 150 * time.Minute, status.MajorOutage, []string{"incident/inc"}},
		{"api", 5 * time.Hour, status.MajorOutage, []string{"incident/inc"}},
		{"api", 50 * time.Hour, status.MajorOutage, []string{"incident/inc"}},
		{"web", 3*time.Hour + time.Minute, status.DegradedPerformance, []string{"override/web"}},
		{"web", 4*time.Hour + time.Minute, status.Operational, nil},
	} {
		s, err := b.Why(t.Context(), alarmLayout, x.component, start.Add(x.after), now)
		var causes []string
		for _, c := range s.Causes {
			causes = append(causes, c.Kind+"/"+c.ID)
		}
		if err != nil || s.Status != x.status || len(causes) != len(x.causes) || len(causes) > 0 && causes[0] != x.causes[0] {
			t.Errorf("%s after %s: %s because of %v (%v), want %s %v", x.component, x.after, s.Status, causes, err, x.status, x.causes)
		}
	}
	if _, err := b.Why(t.Context(), alarmLayout, "nowhere", now, now); !errors.Is(err, status.ErrNotFound) {
		t.Errorf("an unknown component: %v", err)
	}
}
