package catalog

import (
	"strconv"
	"time"

	"tidings/generator/chart"
	"tidings/internal/status"
)

// picture is a chart with what stands around it.
type picture struct {
	chart.Drawing
	Height  int
	Scale   []string // beside it, greatest first
	Below   []string // the beginning, the middle and the end
	Summary string   // for those who do not see it
}

func pictureOf(h *house, m *status.Metric, s *status.Series) *picture {
	p := &picture{Drawing: chart.Draw(chart.Of(m, s)), Height: chart.Height}
	for _, tick := range p.Ticks {
		p.Scale = append(p.Scale, strconv.FormatFloat(tick, 'f', p.Places, 64))
	}
	format := "15:04"
	if s.Window >= status.LastWeek {
		format = "2 Jan"
	}
	for _, at := range [...]time.Time{s.From, s.From.Add(s.End().Sub(s.From) / 2), s.End()} {
		p.Below = append(p.Below, at.In(h.Config.Site.Zone).Format(format))
	}
	p.Summary = m.Name + ", from " + local(h, s.From) + " to " + local(h, s.End())
	return p
}
