package generator

import (
	"encoding/json"
	"time"

	"tidings/internal/status"
)

// metricDocument is metrics/ID.json: schemas/public/metric.schema.json.
type metricDocument struct {
	ID          string                    `json:"id"`
	Name        string                    `json:"name"`
	Suffix      string                    `json:"suffix"`
	Description string                    `json:"description"`
	Calculation status.Calc               `json:"calculation"`
	Places      int                       `json:"places"`
	Limit       *float64                  `json:"limit"`
	Component   *string                   `json:"component"`
	Newest      *newestNumber             `json:"newest"`
	Windows     map[string]windowDocument `json:"windows"`
}

type newestNumber struct {
	At    time.Time `json:"at"`
	Value float64   `json:"value"`
}

type windowDocument struct {
	From  time.Time      `json:"from"`
	Until time.Time      `json:"until"`
	Step  int            `json:"step_seconds"`
	Steps []stepDocument `json:"steps"`
}

type stepDocument struct {
	At    time.Time `json:"at"`
	Value float64   `json:"value"`
	Min   float64   `json:"min"`
	Max   float64   `json:"max"`
	Count int       `json:"count"`
}

// writeMetricNumbers makes the numbers behind all charts of a metric, once for
// all languages.
func (b *builder) writeMetricNumbers(w *worker, m *status.Metric, all []*status.Series) error {
	d := metricDocument{
		ID: m.ID, Name: m.Name, Suffix: m.Suffix, Description: m.Description, Calculation: m.Calc, Places: m.Places,
		Limit: m.Limit, Windows: map[string]windowDocument{},
	}
	if _, known := b.order[m.Component]; known {
		d.Component = &m.Component
	}
	for _, s := range all {
		if s.Empty() {
			continue
		}
		last := s.Buckets[len(s.Buckets)-1]
		d.Newest = &newestNumber{last.LastAt, last.Last}
		d.Windows[s.Window.String()] = documentOf(m, s)
	}
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return w.emit(File{Path: metricPath(m.ID) + ".json", Body: append(body, '\n')})
}

func documentOf(m *status.Metric, s *status.Series) windowDocument {
	d := windowDocument{From: s.From, Until: s.End(), Step: int(s.Window.Step() / time.Second), Steps: []stepDocument{}}
	for i, b := range s.Buckets {
		if b.Count == 0 {
			continue
		}
		at := s.From.Add(time.Duration(i) * s.Window.Step())
		d.Steps = append(d.Steps, stepDocument{at, b.Value(m.Calc), b.Min, b.Max, b.Count})
	}
	return d
}
