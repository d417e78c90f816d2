package repo

import (
	"tidings/internal/status"
	"tidings/schemas"
)

// metricKeys is a metric in components.yaml.
type metricKeys struct {
	ID          string   `yaml:"id"`
	Name        string   `yaml:"name"`
	Number      int      `yaml:"number"`
	Suffix      string   `yaml:"suffix"`
	Description string   `yaml:"description"`
	Calculation string   `yaml:"calculation"`
	Home        *bool    `yaml:"home"`
	Window      string   `yaml:"window"`
	Places      *int     `yaml:"places"`
	Threshold   int      `yaml:"threshold"`
	Limit       *float64 `yaml:"limit"`
	Component   string   `yaml:"component"`
	Visible     string   `yaml:"visible"`
}

// metrics takes over the metrics of components.yaml, in their order.
func (r *reader) metrics(l *lister, all []metricKeys) {
	for i, k := range all {
		l.once("metric", k.ID, "metrics", itoa(i))
		l.number("metric", &l.numbers.Metrics, k.ID, k.Number, "metrics", itoa(i))
		if why := r.unlisted(k.Component); why != "" && k.Component != "" {
			l.tree.fault(l.page, schemas.Pointer("metrics", itoa(i), "component"), false, "%s", why)
		}
		r.config.Metrics = append(r.config.Metrics, k.metric(i))
	}
}

// metric is what the keys say; the schema has seen to their values.
func (k *metricKeys) metric(order int) status.Metric {
	m := status.Metric{
		ID: k.ID, Name: k.Name, Suffix: k.Suffix, Description: k.Description, Calc: status.Average, Display: true,
		Window: status.HalfDay, Places: 2, Threshold: 5, Limit: k.Limit, Component: k.Component, Visible: status.Public,
		Order: order, Origin: status.Origin{Kind: status.OriginContent},
	}
	if k.Calculation != "" {
		_ = m.Calc.UnmarshalText([]byte(k.Calculation))
	}
	if k.Window != "" {
		_ = m.Window.UnmarshalText([]byte(k.Window))
	}
	if k.Visible != "" {
		_ = m.Visible.UnmarshalText([]byte(k.Visible))
	}
	if k.Home != nil {
		m.Display = *k.Home
	}
	if k.Places != nil {
		m.Places = *k.Places
	}
	if k.Threshold > 0 {
		m.Threshold = k.Threshold
	}
	return m
}
