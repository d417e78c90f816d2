package intake

import "tidings/internal/status"

// said is what a sender wrote of one alert, before it is made fit.
type said struct {
	key         string
	kind        status.Kind
	severity    string
	started, at instant // zero when the sender has none
	title, body string
	labels      map[string]string // within the limits
	link        string
}

// signal makes what was said fit: texts cleaned and cut, times no later than
// our own clock allows. The time of a signal is the sender's, else the start
// of the episode while it fires, else when it was received.
func (d delivery) signal(s said) status.Signal {
	started, ahead := clamp(s.started.Time, d.received)
	at, late := clamp(s.at.Time, d.received)
	switch {
	case !at.IsZero():
	case s.kind == status.Firing && !started.IsZero():
		at = started
	default:
		at = d.received
	}
	return status.Signal{
		Source: d.source, Key: identity(s.key), Kind: s.kind, Severity: severity(s.severity),
		Started: started, At: at, Received: d.received, Skewed: ahead || late, Zoneless: s.started.local || s.at.local,
		Title: line(s.title), Body: paragraphs(s.body), Labels: s.labels, Link: link(s.link),
	}
}
