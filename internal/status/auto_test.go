package status_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/status"
	"tidings/internal/store/memory"
)

func newStore() *memory.Store { return memory.New(func() time.Time { return noon }) }

var outage = status.Opening{
	Title: "API is down", Impact: status.ImpactCritical, ComponentName: "API",
	Bodies: map[status.State]string{status.Investigating: "We look.", status.Resolved: "All is well."},
}

func firing(key string, at time.Time, o *status.Opening) status.Told {
	return status.Told{
		Signal:  status.Signal{Source: "mon", Key: key, Kind: status.Firing, Started: at, At: at, Received: at},
		Effect:  &status.Effect{Component: "api", Status: status.MajorOutage},
		Opening: o,
	}
}

func cleared(key string, started, at time.Time) status.Told {
	return status.Told{Signal: status.Signal{Source: "mon", Key: key, Kind: status.Cleared, Started: started, At: at, Received: at}}
}

// scene is a board with a test around it.
type scene struct {
	t *testing.T
	*status.Board
	d *memory.Store
}

func newScene(t *testing.T) *scene {
	d := newStore()
	return &scene{t: t, d: d, Board: status.NewBoard(d, time.UTC)}
}

func (s *scene) record(at time.Time, told ...status.Told) status.Scope {
	s.t.Helper()
	scope, err := s.Record(context.Background(), "d", told, at)
	if err != nil {
		s.t.Fatal(err)
	}
	return scope
}

func (s *scene) settle(at time.Time) status.Scope {
	s.t.Helper()
	scope, err := s.Settle(context.Background(), at)
	if err != nil {
		s.t.Fatal(err)
	}
	return scope
}

func (s *scene) view(at time.Time) *status.View {
	s.t.Helper()
	v, err := s.View(context.Background(), layout, at)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

func (s *scene) put(inc *status.Incident, at time.Time) status.Scope {
	s.t.Helper()
	scope, err := s.PutIncident(context.Background(), person, *inc, at)
	if err != nil {
		s.t.Fatal(err)
	}
	return scope
}

func (s *scene) incident(id string) *status.Incident {
	s.t.Helper()
	inc, err := s.Incident(context.Background(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return inc
}

// wantOpen fails unless exactly n incidents are open, and returns the newest.
func (s *scene) wantOpen(n int, at time.Time) *status.Incident {
	s.t.Helper()
	open := s.view(at).Incidents
	if len(open) != n {
		s.t.Fatalf("%d incidents are open, want %d", len(open), n)
	}
	if n == 0 {
		return nil
	}
	return open[0]
}

func TestASignalOpensAndResolvesAnIncident(t *testing.T) {
	s := newScene(t)
	scope := s.record(noon, firing("a", noon.Add(-time.Minute), &outage))
	inc := s.wantOpen(1, noon)
	if !strings.HasPrefix(inc.ID, "api-2026-11-22-") || len(inc.ID) != len("api-2026-11-22-")+6 {
		t.Errorf("id %s", inc.ID)
	}
	if inc.Title != outage.Title || inc.Impact != status.ImpactCritical || inc.Updates[0].Body != "We look." || inc.Origin.Kind != status.OriginAutomation {
		t.Errorf("%+v", inc)
	}
	if !scope.Current || !slices.Equal(scope.Incidents, []string{inc.ID}) || !slices.Equal(scope.Components, []string{"api"}) || !slices.Equal(scope.Days, []status.Date{"2026-11-22"}) {
		t.Errorf("scope %+v", scope)
	}
	end := noon.Add(10 * time.Minute)
	s.record(end, cleared("a", noon.Add(-time.Minute), end))
	s.wantOpen(0, end)
	inc = s.incident(inc.ID)
	if last := inc.Updates[len(inc.Updates)-1]; last.State != status.Resolved || last.Body != "All is well." || !last.At.Equal(end) {
		t.Errorf("last update %+v", last)
	}
	if v := s.view(end); v.Worst != status.Operational || v.Bars[0][0].Seconds[status.MajorOutage] != 11*60 {
		t.Errorf("%v with bars %+v", v.Worst, v.Bars[0])
	}
}

func TestTheStaleFiringRule(t *testing.T) {
	s := newScene(t)
	start := noon.Add(-time.Hour)
	s.record(noon, firing("a", start, &outage))
	s.record(noon, cleared("a", start, noon))
	s.record(noon, firing("a", start, &outage)) // the other member of a pair repeats it
	s.wantOpen(0, noon)
	if v := s.view(noon); v.Worst != status.Operational {
		t.Errorf("a late duplicate turned the page %v", v.Worst)
	}
	s.record(noon, firing("a", noon, &outage))
	if v := s.view(noon); v.Worst != status.MajorOutage {
		t.Errorf("a new episode shows %v", v.Worst)
	}
}

func TestAResolveBeforeItsFiring(t *testing.T) {
	s := newScene(t)
	if scope := s.record(noon, cleared("a", noon.Add(-time.Minute), noon)); !scope.Empty() {
		t.Errorf("a resolve of nothing touches %+v", scope)
	}
	s.record(noon, firing("a", noon.Add(-time.Minute), &outage))
	if v := s.view(noon); v.Worst != status.Operational || len(v.Incidents) != 0 {
		t.Errorf("its late firing shows %v and %d incidents", v.Worst, len(v.Incidents))
	}
}

func TestSignalsThatSayNothing(t *testing.T) {
	for _, kind := range []status.Kind{status.Ack, status.Info, status.Test, status.Ignored, status.Handshake, status.Puzzle} {
		s := newScene(t)
		told := firing("a", noon, &outage)
		told.Signal.Kind = kind
		if scope := s.record(noon, told); !scope.Empty() || s.view(noon).Worst != status.Operational {
			t.Errorf("%s touches %+v", kind, scope)
		}
	}
}

func TestHoldDownAndHoldUp(t *testing.T) {
	s := newScene(t)
	told := firing("a", noon, &outage)
	told.Effect.HoldDown, told.Effect.HoldUp = 2*time.Minute, 5*time.Minute
	if scope := s.record(noon, told); !scope.Empty() {
		t.Errorf("before hold_down: %+v", scope)
	}
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	if due, err := s.Due(context.Background(), noon); err != nil || !due.Equal(at(2)) {
		t.Errorf("due %v, %v", due, err)
	}
	s.wantOpen(0, at(1))
	if scope := s.settle(at(2)); !scope.Current || len(scope.Incidents) != 1 {
		t.Errorf("after hold_down: %+v", scope)
	}
	s.wantOpen(1, at(2))
	s.record(at(10), cleared("a", noon, at(10)))
	if got := s.view(at(14)).States[0].Status; got != status.MajorOutage {
		t.Errorf("before hold_up: %v", got)
	}
	s.settle(at(15))
	if v := s.view(at(15)); v.Worst != status.Operational || len(v.Incidents) != 0 {
		t.Errorf("after hold_up: %v with %d incidents", v.Worst, len(v.Incidents))
	}
	if scope := s.settle(at(15)); !scope.Empty() {
		t.Errorf("settling again touches %+v", scope)
	}
}

func TestAShortEpisodeNeverCounts(t *testing.T) {
	s := newScene(t)
	told := firing("a", noon, &outage)
	told.Effect.HoldDown = 2 * time.Minute
	s.record(noon, told, cleared("a", noon, noon.Add(time.Minute)))
	s.settle(noon.Add(time.Hour))
	if v := s.view(noon.Add(time.Hour)); v.Worst != status.Operational || len(v.Bars[0]) != 0 {
		t.Errorf("%v, bars %v", v.Worst, v.Bars[0])
	}
}

func TestFurtherSignalsAttach(t *testing.T) {
	s := newScene(t)
	first := firing("a", noon, &outage)
	first.Effect.Status = status.DegradedPerformance
	s.record(noon, first)
	s.record(noon.Add(time.Minute), firing("b", noon.Add(time.Minute), &outage))
	inc := s.wantOpen(1, noon.Add(time.Minute))
	if !slices.Equal(inc.Auto, []string{"mon/a", "mon/b"}) || len(inc.Updates) != 2 || inc.Statuses()["api"] != status.MajorOutage {
		t.Errorf("%+v", inc)
	}
	s.record(noon.Add(2*time.Minute), cleared("b", noon.Add(time.Minute), noon.Add(2*time.Minute)))
	inc = s.wantOpen(1, noon.Add(2*time.Minute))
	if got := inc.Statuses()["api"]; got != status.DegradedPerformance {
		t.Errorf("with the worse signal clear it says %v", got)
	}
	s.record(noon.Add(3*time.Minute), cleared("a", noon, noon.Add(3*time.Minute)))
	s.wantOpen(0, noon.Add(3*time.Minute))
}

func TestAutomationLeavesAloneWhatAPersonTouched(t *testing.T) {
	s, ctx := newScene(t), context.Background()
	s.record(noon, firing("a", noon, &outage))
	inc := s.wantOpen(1, noon)
	inc.Updates = append(inc.Updates, status.Update{ID: "2", At: noon.Add(time.Minute), State: status.Identified, Body: "It is the cable."})
	s.put(inc, noon.Add(time.Minute))
	s.record(noon.Add(2*time.Minute), cleared("a", noon, noon.Add(2*time.Minute)))
	s.settle(noon.Add(time.Hour))
	if got := s.wantOpen(1, noon.Add(time.Hour)); len(got.Updates) != 2 || !got.Touched {
		t.Errorf("%+v", got)
	}
	robot := status.Actor{Kind: status.OriginAutomation, ID: "api/token"}
	if _, err := s.PutIncident(ctx, robot, *inc, noon); !errors.Is(err, status.ErrPersonal) {
		t.Errorf("automation may write: %v", err)
	}
	if _, err := s.DeleteIncident(ctx, robot, inc.ID, noon); !errors.Is(err, status.ErrPersonal) {
		t.Errorf("automation may delete: %v", err)
	}
}

func TestWhatAPersonResolvedIsNotReopened(t *testing.T) {
	s := newScene(t)
	s.record(noon, firing("a", noon, &outage), firing("b", noon, &outage))
	inc := s.wantOpen(1, noon)
	inc.Updates = append(inc.Updates, status.Update{ID: "2", At: noon.Add(time.Minute), State: status.Resolved, Body: "False alarm."})
	s.put(inc, noon.Add(time.Minute))
	s.record(noon.Add(2*time.Minute), firing("a", noon, &outage), firing("b", noon, &outage))
	s.record(noon.Add(3*time.Minute), cleared("a", noon, noon.Add(3*time.Minute))) // "b" goes on
	s.settle(noon.Add(time.Hour))
	s.wantOpen(0, noon.Add(time.Hour))
	s.record(noon.Add(2*time.Hour), firing("a", noon.Add(2*time.Hour), &outage))
	s.wantOpen(1, noon.Add(2*time.Hour))
}

func TestNoIncidentBesideAPersonsOwn(t *testing.T) {
	s := newScene(t)
	s.put(openIncident("mine", status.ImpactMajor, time.Minute, map[string]status.Status{"api": status.PartialOutage}), noon)
	s.record(noon, firing("a", noon, &outage))
	if inc := s.wantOpen(1, noon); inc.ID != "mine" {
		t.Errorf("open: %s", inc.ID)
	}
}

func TestSignalsDuringMaintenanceSurfaceAtItsEnd(t *testing.T) {
	s, ctx := newScene(t), context.Background()
	if _, err := s.PutMaintenance(ctx, person, *work("m", -time.Hour, time.Hour, "api"), noon); err != nil {
		t.Fatal(err)
	}
	s.record(noon, firing("a", noon, &outage))
	s.wantOpen(0, noon)
	if got := s.view(noon).States[0].Status; got != status.UnderMaintenance {
		t.Errorf("during maintenance: %v", got)
	}
	end := noon.Add(time.Hour)
	if due, err := s.Due(ctx, noon); err != nil || !due.Equal(end) {
		t.Errorf("due %v, %v", due, err)
	}
	scope := s.settle(end)
	if !scope.Current || !slices.Contains(scope.Maintenance, "m") || !slices.Contains(scope.Components, "api") || !slices.Contains(scope.Days, "2026-11-22") {
		t.Errorf("scope %+v", scope)
	}
	s.wantOpen(1, end)
}

func TestRacingBoardsOpenOneIncident(t *testing.T) {
	for round := range 20 {
		d := newStore()
		var wg sync.WaitGroup
		for i := range 8 {
			b := status.NewBoard(d, time.UTC)
			wg.Go(func() {
				told := firing(fmt.Sprint("key", i), noon.Add(-time.Duration(i)*time.Second), &outage)
				if _, err := b.Record(context.Background(), fmt.Sprint(i), []status.Told{told}, noon); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		v, err := status.NewBoard(d, time.UTC).View(context.Background(), layout, noon)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Incidents) != 1 || len(v.Incidents[0].Auto) != 8 {
			t.Fatalf("round %d: %d incidents are open, the first names %d signals", round, len(v.Incidents), len(v.Incidents[0].Auto))
		}
	}
}
