package repo

import (
	"fmt"
	"strconv"

	"tidings/internal/config"
	"tidings/internal/status"
)

// FormatSite writes site.yaml, which Config reads back as it was. The uptime
// rule is written only where it is not the standard one, and the zone only
// where it is not UTC.
func FormatSite(s *config.Site) []byte {
	var w writer
	w.key("name", text(s.Name))
	w.given("description", s.Description)
	w.key("url", text(s.URL))
	if s.Zone != nil && s.Zone.String() != "UTC" {
		w.key("time_zone", text(s.Zone.String()))
	}
	w.languages(s.Languages)
	w.given("theme", s.Theme)
	w.given("logo", s.Logo)
	w.given("accent", s.Accent)
	if len(s.Links) > 0 {
		w.line("links:")
	}
	for _, l := range s.Links {
		w.key("  - name", quote(clean(l.Name)))
		w.key("    url", quote(clean(l.URL)))
	}
	w.uptime(s.Uptime)
	w.tell(s.Tell)
	w.given("dynamic_url", s.DynamicURL)
	if s.WriteBack {
		w.line("content:\n  write_back: true")
	}
	return w.Bytes()
}

// given writes a key that may be left out.
func (w *writer) given(name, value string) {
	if value != "" {
		w.key(name, text(value))
	}
}

func (w *writer) languages(languages []string) {
	if len(languages) == 0 {
		return
	}
	w.line("languages:")
	for _, l := range languages {
		w.line("  - " + quote(l))
	}
}

func (w *writer) uptime(rule config.UptimeRule) {
	if rule == config.DefaultUptime || rule == (config.UptimeRule{}) {
		return
	}
	w.line("uptime:")
	w.key("  id", word(rule.ID))
	w.line("  weights:")
	for s, weight := range rule.Weights {
		w.key("    "+status.Status(s).String(), strconv.FormatFloat(weight, 'g', -1, 64))
	}
	if rule.CountMaintenance {
		w.key("  count_maintenance", "true")
	}
}

// FormatComponents writes components.yaml of a configuration's layout, numbers and
// metrics, which Config reads back as they were. Components outside groups stand
// below the groups unless the first component of all is one of them: the file
// knows no other order.
func FormatComponents(c *config.Config) []byte {
	var w writer
	l := c.Layout
	lone := len(l.Components) > 0 && l.Components[0].Group == ""
	if lone || len(l.Groups) == 0 {
		w.members(c, "", "")
	}
	if len(l.Groups) > 0 {
		w.line("groups:")
	}
	for _, g := range l.Groups {
		w.key("  - id", word(g.ID))
		w.key("    name", text(g.Name))
		w.number("    number", c.Numbers.Groups[g.ID])
		w.given("    mode", g.Mode)
		w.members(c, g.ID, "    ")
	}
	if !lone && len(l.Groups) > 0 {
		w.members(c, "", "")
	}
	w.metrics(c)
	return w.Bytes()
}

// members writes the components of a group, or those outside any.
func (w *writer) members(c *config.Config, group, indent string) {
	begun := false
	for _, m := range c.Layout.All() {
		if m.Group != group {
			continue
		}
		if !begun {
			w.line(indent + "components:")
			begun = true
		}
		w.key(indent+"  - id", word(m.ID))
		w.key(indent+"    name", text(m.Name))
		w.number(indent+"    number", c.Numbers.Components[m.ID])
		w.given(indent+"    description", m.Description)
		w.given(indent+"    link", m.Link)
		w.given(indent+"    since", m.Since)
		w.given(indent+"    retired", m.Retired)
	}
	if !begun && group == "" && len(c.Layout.Groups) == 0 {
		w.line("components: []")
	}
}

// number writes a number that is given.
func (w *writer) number(name string, n int) {
	if n != 0 {
		w.key(name, strconv.Itoa(n))
	}
}

// metrics writes what is not as it is unless given.
func (w *writer) metrics(c *config.Config) {
	if len(c.Metrics) > 0 {
		w.line("metrics:")
	}
	usual := (&metricKeys{}).metric(0)
	for _, m := range c.Metrics {
		w.key("  - id", word(m.ID))
		w.key("    name", text(m.Name))
		w.number("    number", c.Numbers.Metrics[m.ID])
		w.given("    suffix", m.Suffix)
		w.given("    description", m.Description)
		w.unusual("    calculation", m.Calc, usual.Calc)
		w.unusual("    home", m.Display, usual.Display)
		w.unusual("    window", m.Window, usual.Window)
		w.unusual("    places", m.Places, usual.Places)
		w.unusual("    threshold", m.Threshold, usual.Threshold)
		if m.Limit != nil {
			w.key("    limit", strconv.FormatFloat(*m.Limit, 'g', -1, 64))
		}
		w.given("    component", m.Component)
		w.unusual("    visible", m.Visible, usual.Visible)
	}
}

// unusual writes a value unless it is what stands when nothing does.
func (w *writer) unusual(name string, is, usual any) {
	if is != usual {
		w.key(name, fmt.Sprint(is))
	}
}
