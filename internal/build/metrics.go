package build

import (
	"slices"

	"tidings/internal/config"
	"tidings/internal/status"
)

// declared are the metrics of the content files, each with the points that were
// recorded for it, and of the recorded ones those that come from no file.
func declared(c *config.Config, recorded []*status.Metric) (all []*status.Metric) {
	for i := range c.Metrics {
		m := c.Metrics[i]
		if n := slices.IndexFunc(recorded, func(o *status.Metric) bool { return o.ID == m.ID }); n >= 0 {
			m.Series = recorded[n].Series
		}
		all = append(all, &m)
	}
	for _, m := range recorded {
		in := slices.ContainsFunc(all, func(o *status.Metric) bool { return o.ID == m.ID })
		if !in && m.Origin.Kind != status.OriginContent {
			all = append(all, m)
		}
	}
	return all
}
