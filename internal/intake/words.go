package intake

import (
	"strings"

	"tidings/internal/status"
)

// genericKind is what a word says. It also takes the words that monitoring tools put
// in the place of ours when an operator writes the body as a template. A number
// is none of them, since 1 is down to some and up to others.
func genericKind(word string) (status.Kind, bool) {
	switch strings.ToLower(word) {
	case "firing", "down", "alerting", "triggered", "problem", "open",
		"trigger", "re-triggered", "fired", "active", "activated", "created", "alarm",
		"failing", "failed", "failure", "error", "unhealthy", "offline", "alert_failure", "alert_degraded",
		"critical", "warning", "warn", "re-warn", "degraded", "trouble":
		return status.Firing, true
	case "resolved", "up", "ok", "recovered", "recovery", "closed",
		"resolve", "recover", "clear", "cleared", "normal", "healthy", "online", "success",
		"alert_recovery", "alert_degraded_recovery":
		return status.Cleared, true
	case "refresh", "renotify":
		return status.Refresh, true
	case "ack", "acknowledge", "acknowledged", "acknowledgement":
		return status.Ack, true
	case "info", "test":
		return status.Kind(strings.ToLower(word)), true
	}
	return "", false
}
