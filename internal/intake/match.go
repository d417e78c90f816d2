package intake

import (
	"slices"

	"tidings/internal/config"
	"tidings/internal/status"
)

// Match finds what the first rule that fits a signal makes of it. It is false
// when no rule fits, or when the one that does changes nothing public (it
// leaves the status to the severity, and that is info).
//
// A rule fits when each of its labels has the signal's value; "*" fits any
// value but an empty one, an empty value fits a label that is not there, and a
// rule without labels fits everything. Two names
// stand for more than labels, where the signal has no label of that name:
// `severity` is the severity in our words, `source` the source's id.
func Match(rules []config.Rule, s status.Signal) (*status.Effect, bool) {
	i := Which(rules, s)
	if i < 0 {
		return nil, false
	}
	return effect(&rules[i], s)
}

// Which is the place of the first rule that fits a signal; -1 for none.
func Which(rules []config.Rule, s status.Signal) int {
	return slices.IndexFunc(rules, func(r config.Rule) bool { return fits(r.Match, s) })
}

func fits(match map[string]string, s status.Signal) bool {
	for name, want := range match {
		got := value(name, s)
		if present := want == "*" && got != ""; !present && got != want {
			return false
		}
	}
	return true
}

// Asked are those labels that rules ask for. A sender may give any number: what is
// held of a signal beyond reading it is bounded by the operator's own files.
func Asked(rules []config.Rule, labels map[string]string) map[string]string {
	asked := map[string]string{}
	for _, r := range rules {
		for name := range r.Match {
			if value, there := labels[name]; there {
				asked[name] = value
			}
		}
	}
	return asked
}

func value(name string, s status.Signal) string {
	if v, ok := s.Labels[name]; ok {
		return v
	}
	switch name {
	case "severity":
		return string(s.Severity)
	case "source":
		return s.Source
	}
	return ""
}

func effect(rule *config.Rule, s status.Signal) (*status.Effect, bool) {
	to, changes := defaultStatus(s.Severity)
	if rule.Status != nil {
		to, changes = *rule.Status, true
	}
	if !changes {
		return nil, false
	}
	return &status.Effect{
		Component: rule.Component, Status: to,
		HoldDown: rule.HoldDown, HoldUp: rule.HoldUp, Template: rule.Template,
	}, true
}
