package generator

import (
	"context"
	"time"

	"tidings/internal/status"
)

// rehearsedMetrics are one that is shown everywhere, one of another kind, and
// one that has no points.
func rehearsedMetrics(component string) []*status.Metric {
	limit := 1.0
	return []*status.Metric{
		{ID: "mean", Name: "Name", Suffix: "ms", Description: "Text", Calc: status.Average, Display: true, Threshold: 5, Limit: &limit, Component: component, Visible: status.Public},
		{ID: "sum", Name: "Name", Calc: status.Sum, Display: true, Threshold: 5, Visible: status.Public},
		{ID: "none", Name: "Name", Calc: status.Sum, Display: true, Threshold: 5, Visible: status.Public},
	}
}

// Measured implements status.Measures: two numbers at the end of each window.
func (r *rehearsal) Measured(_ context.Context, m *status.Metric, w status.Window, at time.Time) (*status.Series, error) {
	if m.ID == "none" {
		return &status.Series{Window: w}, nil
	}
	s := &status.Series{Window: w, From: at.Add(-w.Step() * time.Duration(w.Steps())), Buckets: make([]status.Bucket, w.Steps())}
	for i := range 2 {
		s.Buckets[w.Steps()-1-i] = status.Bucket{Points: 2, Count: 2, Sum: 3, Min: 1, Max: 2, Last: 2, LastAt: at}
	}
	return s, nil
}
