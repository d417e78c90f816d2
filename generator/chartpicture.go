package generator

import (
	"html/template"
	"strconv"
	"time"

	"tidings/generator/chart"
	"tidings/internal/status"
)

// picture is the chart with its axes. What the labels say, the text says too.
func (l *locale) picture(m *status.Metric, s *status.Series, box *chartBox, f figures) template.HTML {
	d := chart.Draw(chart.Of(m, s))
	dst := append(make([]byte, 0, 2048), `<div class="chart"><ol aria-hidden="true">`...)
	for _, tick := range d.Ticks {
		dst = appendEscaped(append(dst, "<li>"...), l.words.Fixed(tick, d.Places))
	}
	dst = append(dst, "</ol>"...)
	dst = appendDrawing(dst, &d, box.ID, clean(m.Name)+": "+box.Window, l.chartText(s, box, f))
	dst = append(dst, `<p class="xs" aria-hidden="true">`...)
	for _, label := range l.timeLabels(s) {
		dst = append(appendEscaped(append(dst, "<span>"...), label), "</span> "...)
	}
	return template.HTML(append(dst, "</p></div>"...))
}

// appendDrawing appends the picture itself, with what it is called and what it
// shows for those who do not see it.
func appendDrawing(dst []byte, d *chart.Drawing, id, title, text string) []byte {
	dst = appendStrings(dst, `<svg viewBox="0 0 `, strconv.Itoa(d.Width), " ", strconv.Itoa(chart.Height), `" preserveAspectRatio="none" role="img"`)
	dst = appendStrings(dst, ` aria-labelledby="`, id, `-t" aria-describedby="`, id, `-d"><title id="`, id, `-t">`)
	dst = appendStrings(appendEscaped(dst, title), `</title><desc id="`, id, `-d">`)
	dst = append(appendEscaped(dst, text), "</desc>"...)
	for _, p := range d.Paths {
		dst = appendStrings(dst, `<path class="`, p.Class, `" d="`, p.D, `"/>`)
	}
	return append(dst, "</svg>"...)
}

func appendStrings(dst []byte, all ...string) []byte {
	for _, s := range all {
		dst = append(dst, s...)
	}
	return dst
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
