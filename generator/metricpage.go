package generator

import (
	"context"
	"html/template"
	"time"

	"tidings/internal/status"
)

// metricPage is what layouts/metric.html is given.
type metricPage struct {
	frame
	Name, Text string
	Newest     template.HTML // the newest number and when it came; empty without any
	Charts     []chartBox
	Component  named // whose page shows the metric too
	JSON       string
}

// metricBox is a metric among others, with the chart of one window.
type metricBox struct {
	Name, Href, Text string
	TextLang         string // of the description, where it is not the page's
	Newest           template.HTML
	Chart            chartBox
}

func (l *locale) writeMetric(w *worker, m *status.Metric, all []*status.Series) error {
	path := metricPath(m.ID)
	p := &metricPage{
		frame: l.frame(path, l.b.theme.ChartStyle()), Name: clean(m.Name), Text: clean(m.Description),
		JSON: places{l: l, depth: 1}.shared(path + ".json"),
	}
	l.mayAge(&p.frame, places{l: l, depth: 1}, time.Time{})
	for _, s := range all {
		if s.Empty() {
			continue
		}
		p.Newest = l.newest(m, s)
		box := l.chartBox(m, s)
		box.Rows = l.chartRows(m, s)
		p.Charts = append(p.Charts, box)
	}
	if i, ok := l.b.order[m.Component]; ok {
		p.Component = named{clean(l.b.all[i].Name), l.b.link(1, componentPath(m.Component))}
	}
	p.HeadTitle = l.headTitle(p.Name)
	p.Description = l.words.Text("description.metric", "name", p.Name, "site", l.b.site.Name)
	w.page = w.page[:0]
	if err := l.b.theme.Execute(w, "layouts/metric.html", p); err != nil {
		return err
	}
	return w.put(l.prefix + path + ".html")
}

// metricBoxes are some metrics with the windows that they show among others;
// those without a number are left out.
func (l *locale) metricBoxes(ctx context.Context, metrics []*status.Metric, depth int) (boxes []metricBox, err error) {
	for _, m := range metrics {
		s, err := l.b.series(ctx, m, m.Window)
		if err != nil {
			return nil, err
		}
		if s.Empty() {
			continue
		}
		boxes = append(boxes, metricBox{
			Name: clean(m.Name), Href: l.b.link(depth, metricPath(m.ID)), Text: clean(m.Description), TextLang: l.textLang(),
			Newest: l.newest(m, s), Chart: l.chartBox(m, s),
		})
	}
	return boxes, nil
}

// newest says the newest number and when it came.
func (l *locale) newest(m *status.Metric, s *status.Series) template.HTML {
	last := s.Buckets[len(s.Buckets)-1]
	return template.HTML(l.phrase("metric.newest").html(func(dst []byte, name string) []byte {
		if name == "time" {
			return l.appendMoment(dst, last.LastAt)
		}
		dst = append(dst, "<strong>"...)
		dst = appendEscaped(dst, l.amount(m, last.Last))
		return append(dst, "</strong>"...)
	}))
}

// amount is a number of a metric with its unit.
func (l *locale) amount(m *status.Metric, value float64) string {
	number := l.words.Fixed(value, m.Places)
	if m.Suffix == "" {
		return number
	}
	return l.words.Text("metric.amount", "number", number, "unit", clean(m.Suffix))
}
