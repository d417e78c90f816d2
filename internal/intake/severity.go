package intake

import (
	"strings"

	"tidings/internal/status"
)

// severity puts a sender's word for how bad it is into ours. A word that it
// does not know gives none: it never guesses.
func severity(word string) status.Severity {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "critical", "crit", "fatal", "disaster", "emergency", "emerg", "page", "sev0", "p1":
		return status.SeverityCritical
	case "major", "error", "err", "high", "sev1", "p2":
		return status.SeverityMajor
	case "minor", "average", "medium", "moderate", "trouble", "sev2", "p3":
		return status.SeverityMinor
	case "warning", "warn", "low", "degraded", "sev3", "p4":
		return status.SeverityWarning
	case "info", "information", "informational", "notice", "debug", "none", "ok", "sev4", "p5":
		return status.SeverityInfo
	}
	return ""
}

// severityLabel is the label that says how bad an alert is. Its name is looked for as
// Prometheus has it first, then in other letters.
func severityLabel(labels map[string]string) string {
	if word := first(labels["severity"], labels["priority"]); word != "" {
		return word
	}
	other := ""
	for name := range labels {
		if strings.EqualFold(name, "severity") && (other == "" || name < other) {
			other = name
		}
	}
	return labels[other]
}

// defaultStatus is what a signal of a severity makes of a component when the
// rule does not say; false when it changes nothing. A signal without severity
// makes it degraded: the rule names the component, so silence would hide
// trouble, and this claims the least.
func defaultStatus(s status.Severity) (status.Status, bool) {
	switch s {
	case status.SeverityCritical:
		return status.MajorOutage, true
	case status.SeverityMajor:
		return status.PartialOutage, true
	case status.SeverityInfo:
		return status.Operational, false
	}
	return status.DegradedPerformance, true
}
