package repo

import (
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

// FormatComponents writes components.yaml, which Config reads back as it was.
// Components outside groups stand below the groups unless the first component
// of all is one of them: the file knows no other order.
func FormatComponents(l status.Layout) []byte {
	var w writer
	lone := len(l.Components) > 0 && l.Components[0].Group == ""
	if lone || len(l.Groups) == 0 {
		w.members(l, "", "")
	}
	if len(l.Groups) > 0 {
		w.line("groups:")
	}
	for _, g := range l.Groups {
		w.key("  - id", word(g.ID))
		w.key("    name", text(g.Name))
		w.given("    mode", g.Mode)
		w.members(l, g.ID, "    ")
	}
	if !lone && len(l.Groups) > 0 {
		w.members(l, "", "")
	}
	return w.Bytes()
}

// members writes the components of a group, or those outside any.
func (w *writer) members(l status.Layout, group, indent string) {
	begun := false
	for _, c := range l.Components {
		if c.Group != group {
			continue
		}
		if !begun {
			w.line(indent + "components:")
			begun = true
		}
		w.key(indent+"  - id", word(c.ID))
		w.key(indent+"    name", text(c.Name))
		w.given(indent+"    description", c.Description)
		w.given(indent+"    link", c.Link)
		w.given(indent+"    since", c.Since)
	}
	if !begun && group == "" && len(l.Groups) == 0 {
		w.line("components: []")
	}
}
