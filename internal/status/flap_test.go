package status_test

import (
	"testing"
	"time"

	"tidings/internal/status"
)

func TestAKeyThatFlapsForeverIsShownAsItIs(t *testing.T) {
	s := newScene(t)
	for n := range 200 {
		at := noon.Add(time.Duration(n) * 30 * time.Millisecond)
		want := status.MajorOutage
		tell := firing("a", at, nil)
		tell.Signal.Started = time.Time{}
		tell.Signal.Received = at.Add(2 * time.Millisecond)
		if n%2 == 1 {
			want = status.Operational
			tell = cleared("a", time.Time{}, at)
			tell.Signal.Received = at.Add(2 * time.Millisecond)
		}
		s.record(tell.Signal.Received, tell)
		if got := s.view(tell.Signal.Received.Add(time.Second)).States[0].Status; got != want {
			t.Fatalf("after %d changes the component is %s, want %s", n+1, got, want)
		}
	}
}
