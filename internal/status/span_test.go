package status

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func minute(n int) time.Time { return testNow.Add(time.Duration(n) * time.Minute) }

func update(n int, s State, components map[string]Status) Update {
	return Update{ID: "x", At: minute(n), State: s, Components: components}
}

func TestSpansOfAnIncident(t *testing.T) {
	type statuses = map[string]Status
	open := time.Time{}
	tests := []struct {
		name       string
		components statuses
		updates    []Update
		want       []Span
	}{
		{"open", statuses{"api": MajorOutage}, []Update{update(0, Investigating, nil)},
			[]Span{{"api", MajorOutage, minute(0), open}}},
		{"closed", statuses{"api": MajorOutage}, []Update{update(0, Investigating, nil), update(9, Resolved, nil)},
			[]Span{{"api", MajorOutage, minute(0), minute(9)}}},
		{"grows better", statuses{"api": MajorOutage}, []Update{update(0, Investigating, nil), update(5, Monitoring, statuses{"api": DegradedPerformance}), update(9, Resolved, nil)},
			[]Span{{"api", MajorOutage, minute(0), minute(5)}, {"api", DegradedPerformance, minute(5), minute(9)}}},
		{"another joins", statuses{"api": MajorOutage}, []Update{update(0, Investigating, nil), update(5, Identified, statuses{"web": PartialOutage}), update(9, Resolved, nil)},
			[]Span{{"api", MajorOutage, minute(0), minute(9)}, {"web", PartialOutage, minute(5), minute(9)}}},
		{"works again before it is closed", statuses{"api": MajorOutage}, []Update{update(0, Investigating, nil), update(5, Monitoring, statuses{"api": Operational}), update(9, Resolved, nil)},
			[]Span{{"api", MajorOutage, minute(0), minute(5)}}},
		{"affected but works", statuses{"api": Operational}, []Update{update(0, Investigating, nil), update(9, Resolved, nil)}, nil},
		{"said twice", statuses{"api": MajorOutage}, []Update{update(0, Investigating, statuses{"api": MajorOutage}), update(5, Monitoring, statuses{"api": MajorOutage}), update(9, Resolved, nil)},
			[]Span{{"api", MajorOutage, minute(0), minute(9)}}},
		{"first update overrules", statuses{"api": MajorOutage}, []Update{update(0, Investigating, statuses{"api": DegradedPerformance})},
			[]Span{{"api", DegradedPerformance, minute(0), open}}},
		{"reopened", statuses{"api": MajorOutage}, []Update{update(0, Investigating, nil), update(5, Resolved, nil), update(9, Investigating, nil)},
			[]Span{{"api", MajorOutage, minute(0), minute(5)}, {"api", MajorOutage, minute(9), open}}},
		{"reopened otherwise", statuses{"api": MajorOutage}, []Update{update(0, Investigating, nil), update(5, Resolved, nil), update(9, Monitoring, statuses{"api": DegradedPerformance})},
			[]Span{{"api", MajorOutage, minute(0), minute(5)}, {"api", DegradedPerformance, minute(9), open}}},
		{"written up after it was over", statuses{"api": MajorOutage}, []Update{update(0, Investigating, nil), update(5, Resolved, nil), update(9, Postmortem, statuses{"api": MajorOutage})},
			[]Span{{"api", MajorOutage, minute(0), minute(5)}}},
		{"over at once", statuses{"api": MajorOutage}, []Update{update(0, Resolved, nil)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inc := &Incident{ID: "x", Components: tt.components, Updates: tt.updates}
			if diff := cmp.Diff(tt.want, inc.Spans()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWindowOfAMaintenance(t *testing.T) {
	tests := []struct {
		name     string
		updates  []Update
		from, to time.Time
	}{
		{"as planned", []Update{update(-99, Scheduled, nil)}, minute(0), minute(60)},
		{"begun early", []Update{update(-99, Scheduled, nil), update(-5, InProgress, nil)}, minute(-5), minute(60)},
		{"over early", []Update{update(-99, Scheduled, nil), update(40, Completed, nil)}, minute(0), minute(40)},
		{"over late", []Update{update(-99, Scheduled, nil), update(80, Completed, nil)}, minute(0), minute(80)},
		{"called off", []Update{update(-99, Scheduled, nil), update(-40, Completed, nil)}, minute(0), minute(0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := &Maintenance{ID: "x", Starts: minute(0), Ends: minute(60), Updates: tt.updates}
			if from, to := m.Window(); !from.Equal(tt.from) || !to.Equal(tt.to) {
				t.Errorf("from %v to %v, want from %v to %v", from, to, tt.from, tt.to)
			}
		})
	}
}
