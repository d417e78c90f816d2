package status_test

import (
	"testing"
	"time"

	"tidings/internal/status"
	"tidings/internal/store"
)

// as is a firing that sets its component to another status, said at another time
// of the same episode.
func as(told status.Told, s status.Status, at time.Time) status.Told {
	effect := *told.Effect
	effect.Status = s
	told.Effect, told.Signal.At, told.Signal.Received = &effect, at, at
	return told
}

func TestOfTwoFiringsOfOneInstantTheWorseCounts(t *testing.T) {
	at := noon.Add(-time.Hour)
	better, worse := as(firing("a", at, nil), status.DegradedPerformance, at), firing("a", at, nil)
	for name, order := range map[string][]status.Told{"better first": {better, worse}, "worse first": {worse, better}} {
		s := newScene(t)
		for _, told := range order {
			s.record(at, told)
		}
		if got := s.view(noon).States[0].Status; got != status.MajorOutage {
			t.Errorf("%s: the component is %v", name, got)
		}
	}
}

func TestAnAlertThatGrowsWorseDidNotBeginSo(t *testing.T) {
	s, at := newScene(t), noon.Add(-time.Hour)
	mild := as(firing("a", at, nil), status.DegradedPerformance, at)
	s.record(at, mild)
	s.record(noon.Add(-20*time.Minute), as(mild, status.MajorOutage, noon.Add(-20*time.Minute)))
	s.record(noon, cleared("a", at, noon))
	bars := s.view(noon).Bars[0]
	today := bars[len(bars)-1].Seconds
	if mild, worse := today[status.DegradedPerformance], today[status.MajorOutage]; mild != 40*60 || worse != 20*60 {
		t.Errorf("it was degraded for %d s and out for %d s; want 2400 and 1200", mild, worse)
	}
}

func TestWhatIsSaidOfAnAlertAfterItsEndMakesItNoLonger(t *testing.T) {
	s, at := newScene(t), noon.Add(-time.Hour)
	mild := as(firing("a", at, nil), status.DegradedPerformance, at)
	s.record(at, mild)
	s.record(at.Add(20*time.Minute), cleared("a", at, at.Add(20*time.Minute)))
	s.record(at.Add(30*time.Minute), as(mild, status.MajorOutage, at.Add(30*time.Minute)))
	bars := s.view(noon).Bars[0]
	today := bars[len(bars)-1].Seconds
	if mild, worse := today[status.DegradedPerformance], today[status.MajorOutage]; mild != 20*60 || worse != 0 {
		t.Errorf("it was degraded for %d s and out for %d s; want 1200 and none", mild, worse)
	}
}

func TestAnAlertThatIsToldForADayIsBounded(t *testing.T) {
	s, at := newScene(t), noon.Add(-24*time.Hour)
	statuses := []status.Status{status.DegradedPerformance, status.MajorOutage}
	for i := range 300 {
		now := at.Add(time.Duration(i) * time.Minute)
		s.record(now, as(firing("a", at, nil), statuses[i%2], now))
	}
	page, err := s.d.List(t.Context(), store.Query{Part: "signal"})
	if err != nil || len(page.Items) != 1 || len(page.Items[0].Value) > 32<<10 {
		t.Errorf("what is known of the alert: %d items, %v, %d bytes", len(page.Items), err, len(page.Items[0].Value))
	}
	if got := s.view(noon).States[0].Status; got != status.MajorOutage {
		t.Errorf("the component is %v, though the last word is an outage", got)
	}
}
