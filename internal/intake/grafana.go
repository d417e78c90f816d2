package intake

import (
	"strings"

	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// grafana reads Grafana's webhook: that of unified alerting, which has the
// shape of Alertmanager's, and that of Grafana 8 and before.
func grafana(d delivery) ([]status.Signal, error) {
	if !d.body.Get("ruleId").Null() && !anyElement(d.body.Get("alerts")) {
		return d.grafanaLegacy()
	}
	return d.alerts(grafanaKind)
}

func anyElement(list strict.Value) bool {
	for range list.Elements() {
		return true
	}
	return false
}

// grafanaKind knows Grafana's test button, and the alerts that speak of missing
// data and failed queries: these say nothing of what is watched, neither when
// they begin nor when they end.
func grafanaKind(alert strict.Value, kind status.Kind) status.Kind {
	name := text(alert.Get("labels"), "alertname")
	switch {
	case name == "TestAlert" && text(alert.Get("labels"), "instance") == "Grafana":
		return status.Test
	case name == "DatasourceNoData" || name == "DatasourceError":
		return status.Puzzle
	case blind(text(alert.Get("annotations"), "grafana_state_reason")):
		return status.Puzzle
	}
	return kind
}

// blind reports whether one of Grafana's reasons, separated by commas, is that
// it could not see.
func blind(reasons string) bool {
	for reason := range strings.SplitSeq(reasons, ",") {
		switch strings.TrimSpace(reason) {
		case "MissingSeries", "NoData", "Error":
			return true
		}
	}
	return false
}

// grafanaLegacy reads the alert of one rule. The body has no times. The tags
// of its series are no labels here, because a recovery comes without them.
func (d delivery) grafanaLegacy() ([]status.Signal, error) {
	rule, _ := d.body.Get("ruleId").Scalar()
	kind := legacyKind(text(d.body, "state"), rule)
	if rule == "" {
		return nil, &Quarantine{"`ruleId` is not the id of a rule"}
	}
	labels := labels(d.body.Get("tags"))
	if labels == nil {
		labels = make(map[string]string)
	}
	if _, tagged := labels["alertname"]; !tagged {
		labels["alertname"] = line(text(d.body, "ruleName"))
	}
	return []status.Signal{d.signal(said{
		key: rule, kind: kind, severity: severityLabel(labels),
		title: first(text(d.body, "title"), text(d.body, "ruleName")), body: text(d.body, "message"),
		labels: labels, link: text(d.body, "ruleUrl"),
	})}, nil
}

// legacyKind turns a rule's state into a kind. Rule 0 is the test button's.
func legacyKind(state, rule string) status.Kind {
	kinds := map[string]status.Kind{
		"alerting": status.Firing, "ok": status.Cleared,
		"paused": status.Ignored, "pending": status.Ignored,
	}
	kind, known := kinds[strings.ToLower(state)]
	switch {
	case !known: // no_data among them
		return status.Puzzle
	case rule == "0" && kind != status.Ignored:
		return status.Test
	}
	return kind
}
