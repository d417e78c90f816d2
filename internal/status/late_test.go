package status_test

import (
	"context"
	"testing"
	"time"

	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

func TestAKeyThatFiresForEverIsBoundedAndStillKnowsLateDuplicates(t *testing.T) {
	s := newScene(t)
	start := func(i int) time.Time { return noon.Add(-10 * time.Hour).Add(time.Duration(i) * 10 * time.Minute) }
	for i := range 50 {
		s.record(start(i), firing("a", start(i), nil))
		s.record(start(i).Add(time.Minute), cleared("a", start(i), start(i).Add(time.Minute)))
	}
	page, err := s.d.List(context.Background(), store.Query{Part: "signal"})
	if err != nil || len(page.Items) != 1 || len(page.Items[0].Value) > 8<<10 {
		t.Errorf("the key's state: %d items, %v, %d bytes", len(page.Items), err, len(page.Items[0].Value))
	}
	if scope := s.record(noon, firing("a", start(0), nil)); !scope.Empty() {
		t.Errorf("a duplicate ten hours late touches %+v", scope)
	}
	v := s.view(noon)
	if v.Worst != status.Operational || v.Bars[0][0].Seconds[status.MajorOutage] != 50*60 {
		t.Errorf("%v with bars %+v", v.Worst, v.Bars[0])
	}
}

// meanwhile is a store on which something happens right after the first look at
// what is active on a component.
type meanwhile struct {
	*memory.Store
	do func()
}

func (m *meanwhile) List(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := m.Store.List(ctx, q)
	if do := m.do; do != nil && q.Part == "active" && q.Prefix != "" {
		m.do = nil
		do()
	}
	return page, err
}

func TestASignalThatClearsMeanwhileOpensNothing(t *testing.T) {
	d := &meanwhile{Store: newStore()}
	other := &scene{t: t, d: d.Store, Board: status.NewBoard(d.Store, time.UTC)}
	d.do = func() { other.record(noon, cleared("a", noon, noon)) }
	if _, err := status.NewBoard(d, time.UTC).Record(context.Background(), "d", []status.Told{firing("a", noon, &outage)}, noon); err != nil {
		t.Fatal(err)
	}
	other.wantOpen(0, noon)
}

// A signal that was held down clears right when its time has come, after whoever
// minds the time has looked at it.
func TestAHeldSignalThatClearsMeanwhileOpensNothing(t *testing.T) {
	d := &meanwhile{Store: newStore()}
	other := &scene{t: t, d: d.Store, Board: status.NewBoard(d.Store, time.UTC)}
	held := firing("a", noon, &outage)
	held.Effect.HoldDown = 5 * time.Minute
	other.record(noon, held)
	due := noon.Add(5 * time.Minute)
	d.do = func() { other.record(due, cleared("a", noon, due.Add(-time.Second))) }
	if _, err := status.NewBoard(d, time.UTC).Settle(context.Background(), due); err != nil {
		t.Fatal(err)
	}
	if d.do != nil {
		t.Fatal("nobody has looked at the component")
	}
	other.wantOpen(0, due)
}

func TestADeliveryThatWaitedResolvesNothing(t *testing.T) {
	s := newScene(t)
	s.record(noon, firing("a", noon, &outage))
	early := firing("b", noon.Add(-3*time.Hour), &outage)
	early.Effect.Status = status.DegradedPerformance
	s.record(noon.Add(-2*time.Hour), early)
	s.record(noon.Add(-time.Hour), cleared("b", noon.Add(-3*time.Hour), noon.Add(-time.Hour)))
	if inc := s.wantOpen(1, noon); inc.Statuses()["api"] != status.MajorOutage {
		t.Errorf("the open incident says %v", inc.Statuses())
	}
}

func TestMaintenanceToComeHoldsNothingBack(t *testing.T) {
	s := newScene(t)
	if _, err := s.PutMaintenance(context.Background(), person, *work("soon", time.Hour, 2*time.Hour, "api"), noon); err != nil {
		t.Fatal(err)
	}
	s.record(noon, firing("a", noon, &outage))
	s.wantOpen(1, noon)
}
