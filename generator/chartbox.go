package generator

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"tidings/generator/chart"
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

// picture is the chart with its axes. What the labels say, the text says too.
func (l *locale) picture(m *status.Metric, s *status.Series, box *chartBox, f figures) template.HTML {
	d := chart.Draw(chartInput(m, s))
	dst := append(make([]byte, 0, 2048), `<div class="chart"><ol class="ys" aria-hidden="true">`...)
	for _, tick := range d.Ticks {
		dst = append(dst, "<li>"...)
		dst = appendEscaped(dst, l.words.Fixed(tick, d.Places))
	}
	dst = append(dst, `</ol><svg viewBox="0 0 `...)
	dst = strconv.AppendInt(dst, int64(d.Width), 10)
	dst = append(dst, ` 300" preserveAspectRatio="none" role="img" aria-labelledby="`...)
	dst = append(append(append(append(dst, box.ID...), `-t" aria-describedby="`...), box.ID...), `-d"><title id="`...)
	dst = append(append(dst, box.ID...), `-t">`...)
	dst = appendEscaped(dst, clean(m.Name)+": "+box.Window)
	dst = append(append(append(dst, `</title><desc id="`...), box.ID...), `-d">`...)
	dst = appendEscaped(dst, l.chartText(s, box, f))
	dst = append(dst, "</desc>"...)
	for _, p := range d.Paths {
		dst = append(append(append(append(append(dst, `<path class="`...), p.Class...), `" d="`...), p.D...), `"/>`...)
	}
	dst = append(dst, `</svg><p class="xs" aria-hidden="true">`...)
	for _, label := range l.timeLabels(s) {
		dst = append(dst, "<span>"...)
		dst = append(appendEscaped(dst, label), "</span> "...)
	}
	return template.HTML(append(dst, "</p></div>"...))
}

func chartInput(m *status.Metric, s *status.Series) chart.Input {
	in := chart.Input{Columns: m.Calc == status.Sum, Limit: m.Limit, Steps: make([]chart.Step, len(s.Buckets))}
	in.Join = int(time.Duration(m.Threshold) * time.Minute / s.Window.Step())
	for i, b := range s.Buckets {
		if b.Count == 0 {
			continue
		}
		value := b.Value(m.Calc)
		in.Steps[i] = chart.Step{Known: true, Value: value, Low: b.Min, High: b.Max}
		if in.Columns {
			in.Steps[i].Low, in.Steps[i].High = value, value
		}
	}
	return in
}

// chartText says in words what a chart shows.
func (l *locale) chartText(s *status.Series, box *chartBox, f figures) string {
	zone := l.b.view.Zone
	said := []string{l.words.Text("metric.text",
		"from", l.words.Date("moment", s.From.In(zone)), "to", l.words.Date("moment", s.End().In(zone)),
		"min", box.Min, "mean", box.Mean, "max", box.Max)}
	if missing := len(s.Buckets) - f.known; missing > 0 {
		said = append(said, l.words.Text("metric.gaps", "n", strconv.Itoa(missing), "total", strconv.Itoa(len(s.Buckets))))
	}
	return l.words.Sentences(said...)
}

// timeLabels stand below the beginning, the middle and the end of a chart.
func (l *locale) timeLabels(s *status.Series) (labels []string) {
	pattern := "time"
	if s.Window >= status.LastWeek {
		pattern = "short"
	}
	for _, at := range [...]time.Time{s.From, s.From.Add(s.End().Sub(s.From) / 2), s.End()} {
		labels = append(labels, l.words.Date(pattern, at.In(l.b.view.Zone)))
	}
	return labels
}

// chartRows is the table behind a chart; steps without a point are left out.
func (l *locale) chartRows(m *status.Metric, s *status.Series) (rows []chartRow) {
	for i, b := range s.Buckets {
		if b.Count == 0 {
			continue
		}
		at := s.From.Add(time.Duration(i) * s.Window.Step()).In(l.b.view.Zone)
		r := chartRow{Time: l.words.Date("bare", at), Value: l.words.Fixed(b.Value(m.Calc), m.Places)}
		if m.Calc == status.Average {
			r.Min, r.Max = l.words.Fixed(b.Min, m.Places), l.words.Fixed(b.Max, m.Places)
		}
		rows = append(rows, r)
	}
	return rows
}
