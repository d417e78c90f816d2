package generator

import (
	"html/template"
	"strings"
	"time"

	"tidings/internal/message"
	"tidings/internal/status"
)

// chartBox is a chart and what is said of it.
type chartBox struct {
	speech
	ID, Window, Steps     string
	Picture               template.HTML
	Min, Mean, Max, Limit string
	Rows                  []chartRow // behind it; none among other metrics
	Ranged                bool       // whether a step has a range of its own
}

// speech lets a part of a page say the words of its language.
type speech struct{ words *message.Words }

// T is the text of a key.
func (s speech) T(key string) string { return s.words.Text(key) }

// chartRow is one step in the table behind a chart.
type chartRow struct{ Time, Value, Min, Max string }

// figures are what a series comes to.
type figures struct {
	min, mean, max float64
	known          int // steps
}

// figuresOf takes points one by one where they are averaged, and steps where
// they are added up.
func figuresOf(m *status.Metric, s *status.Series) (f figures) {
	var sum, n float64
	for _, b := range s.Buckets {
		if b.Count == 0 {
			continue
		}
		low, high := b.Min, b.Max
		weight, value := float64(b.Count), b.Sum
		if m.Calc == status.Sum {
			low, high, weight = b.Sum, b.Sum, 1
		}
		if f.known == 0 {
			f.min, f.max = low, high
		}
		f.min, f.max = min(f.min, low), max(f.max, high)
		sum, n = sum+value, n+weight
		f.known++
	}
	f.mean = sum / n
	return f
}

// chartBox draws a series that is not empty.
func (l *locale) chartBox(m *status.Metric, s *status.Series) chartBox {
	f := figuresOf(m, s)
	box := chartBox{
		speech: speech{l.words}, Ranged: m.Calc == status.Average,
		ID: name(m.ID) + "-" + strings.ReplaceAll(s.Window.String(), "_", "-"), Window: l.words.Text("window." + s.Window.String()),
		Steps: l.words.Text("metric."+m.Calc.String(), "step", l.words.Duration(s.Window.Step())),
		Min:   l.amount(m, f.min), Mean: l.amount(m, f.mean), Max: l.amount(m, f.max),
	}
	if m.Limit != nil {
		box.Limit = l.amount(m, *m.Limit)
	}
	box.Picture = l.picture(m, s, &box, f)
	return box
}

// chartRows is the table behind a chart; steps without a point are left out.
func (l *locale) chartRows(m *status.Metric, s *status.Series) (rows []chartRow) {
	for i, b := range s.Buckets {
		if b.Count == 0 {
			continue
		}
		at := s.From.Add(time.Duration(i) * s.Window.Step()).In(l.b.view.Zone)
		r := chartRow{Time: l.stepTime(s.Window, at), Value: l.words.Fixed(b.Value(m.Calc), m.Places)}
		if m.Calc == status.Average {
			r.Min, r.Max = l.words.Fixed(b.Min, m.Places), l.words.Fixed(b.Max, m.Places)
		}
		rows = append(rows, r)
	}
	return rows
}

// stepTime is when a step begins, with its day where a window has several.
func (l *locale) stepTime(w status.Window, at time.Time) string {
	if w < status.LastWeek {
		return l.words.Date("time", at)
	}
	return l.words.Date("short", at) + " " + l.words.Date("time", at)
}
