package status_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tidings/internal/status"
)

func TestTurns(t *testing.T) {
	type said = map[string]status.Status
	inc := &status.Incident{Components: said{"web": status.Operational, "api": status.DegradedPerformance}}
	for n, u := range []struct {
		state status.State
		said  said
	}{
		{status.Investigating, said{"docs": status.PartialOutage}},
		{status.Identified, said{"api": status.MajorOutage, "web": status.Operational}},
		{status.Monitoring, nil},
		{status.Resolved, nil},
		{status.Investigating, said{"docs": status.Operational}},
		{status.Resolved, said{"api": status.MajorOutage}},
		{status.Postmortem, nil},
	} {
		inc.Updates = append(inc.Updates, status.Update{At: noon.Add(time.Duration(n) * time.Minute), State: u.state, Components: u.said})
	}
	const well, slow, partly, down = status.Operational, status.DegradedPerformance, status.PartialOutage, status.MajorOutage
	want := [][]status.Turn{
		{{"api", well, slow}, {"docs", well, partly}},
		{{"api", slow, down}},
		nil,
		{{"api", down, well}, {"docs", partly, well}},
		{{"api", well, down}},
		{{"api", down, well}},
		nil,
	}
	if diff := cmp.Diff(want, inc.Turns(), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
