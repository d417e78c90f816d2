package catalog

import (
	"strconv"
	"strings"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// metricForm is what the form of a metric is filled with.
type metricForm struct {
	Key, Seen                               string
	Name, Suffix, Description               string
	Limit, Places, Threshold, Order         string
	Calcs, Windows, Visibilities, Component []admin.Choice
	Display                                 bool
}

func metricFormOf(h *house, m *status.Metric) metricForm {
	f := metricForm{
		Seen: status.Revision(m), Name: m.Name, Suffix: m.Suffix, Description: m.Description, Display: m.Display,
		Places: strconv.Itoa(m.Places), Threshold: strconv.Itoa(m.Threshold), Order: strconv.Itoa(m.Order),
	}
	if m.Limit != nil {
		f.Limit = strconv.FormatFloat(*m.Limit, 'f', -1, 64)
	}
	f.choose(h, m.Calc.String(), m.Window.String(), m.Visible.String(), m.Component)
	return f
}

func (f *metricForm) choose(h *house, calc, window, visible, component string) {
	f.Calcs, f.Windows, f.Visibilities = nil, nil, nil
	for _, c := range []status.Calc{status.Average, status.Sum} {
		f.Calcs = append(f.Calcs, admin.Choice{Field: "calc", Value: c.String(), Name: c.String(), On: c.String() == calc})
	}
	for _, w := range status.Windows {
		f.Windows = append(f.Windows, admin.Choice{Field: "window", Value: w.String(), Name: windowNames[w], On: w.String() == window})
	}
	for _, s := range []status.Visibility{status.Public, status.TeamOnly, status.Hidden} {
		f.Visibilities = append(f.Visibilities, admin.Choice{Field: "visible", Value: s.String(), Name: visibilityNames[s], On: s.String() == visible})
	}
	f.Component = []admin.Choice{{Name: "none", On: component == ""}}
	for _, m := range h.components {
		f.Component = append(f.Component, admin.Choice{Value: m.ID, Name: m.Name, On: m.ID == component})
	}
}

// sentMetric is the form as it was sent.
func sentMetric(v *admin.Visit, h *house, f metricForm) metricForm {
	if v.Field("key") != "" {
		f.Key = v.Field("key")
	}
	f.Name, f.Suffix, f.Description = v.Field("name"), v.Field("suffix"), v.Field("description")
	f.Limit, f.Places, f.Threshold, f.Order = v.Field("limit"), v.Field("places"), v.Field("threshold"), v.Field("order")
	f.Display = v.Field("display") != ""
	f.choose(h, v.Field("calc"), v.Field("window"), v.Field("visible"), v.Field("component"))
	return f
}

// readMetric brings a metric to what the form says of it.
func readMetric(v *admin.Visit, h *house, m *status.Metric) error {
	m.Name, m.Suffix, m.Description = v.Field("name"), v.Field("suffix"), strings.TrimSpace(v.Field("description"))
	m.Display, m.Component = v.Field("display") != "", v.Field("component")
	for _, text := range []struct {
		name, text string
		most       int
	}{{"name", m.Name, status.MaxName}, {"unit", m.Suffix, status.MaxName}, {"description", m.Description, status.MaxDescription}} {
		if err := status.CheckLine(text.name, text.text, text.most); err != nil {
			return err
		}
	}
	if m.Component != "" && !h.has(m.Component) {
		return admin.Wrong("There is no such component any more. Choose another.")
	}
	if m.Calc.UnmarshalText([]byte(v.Field("calc"))) != nil || m.Window.UnmarshalText([]byte(v.Field("window"))) != nil || m.Visible.UnmarshalText([]byte(v.Field("visible"))) != nil {
		return admin.Wrong("Choose how points become one number, what the page shows, and who sees it.")
	}
	return readMetricNumbers(v, m)
}

func readMetricNumbers(v *admin.Visit, m *status.Metric) error {
	for _, x := range []struct {
		field, name string
		into        *int
	}{{"places", "places", &m.Places}, {"threshold", "minutes", &m.Threshold}, {"order", "order", &m.Order}} {
		n, err := strconv.ParseInt(v.Field(x.field), 10, 32)
		if err != nil {
			return admin.Wrong("Write the %s as a whole number.", x.name)
		}
		*x.into = int(n)
	}
	m.Limit = nil
	if text := strings.TrimSpace(v.Field("limit")); text != "" {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return admin.Wrong("Write the line across the chart as a number, such as 400 or 0.5, or leave it empty.")
		}
		m.Limit = &n
	}
	return nil
}

func (h *house) has(component string) bool {
	for i := range h.components {
		if h.components[i].ID == component {
			return true
		}
	}
	return false
}
