package chart

import (
	"time"

	"tidings/internal/status"
)

// Of is what the chart of a window of a metric shows. Points that are summed up
// stand as columns, those of which an average is shown as a line.
func Of(m *status.Metric, s *status.Series) Input {
	in := Input{Columns: m.Calc == status.Sum, Limit: m.Limit, Steps: make([]Step, len(s.Buckets))}
	in.Join = int(time.Duration(m.Threshold) * time.Minute / s.Window.Step())
	for i, b := range s.Buckets {
		if b.Count == 0 {
			continue
		}
		value := b.Value(m.Calc)
		in.Steps[i] = Step{Known: true, Value: value, Low: b.Min, High: b.Max}
		if in.Columns {
			in.Steps[i].Low, in.Steps[i].High = value, value
		}
	}
	return in
}
