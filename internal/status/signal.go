package status

import "time"

// Kind is what a signal says of its key.
type Kind string

// The kinds of signal, as every parser must produce them.
const (
	Firing    Kind = "firing"
	Cleared   Kind = "resolved"
	Refresh   Kind = "refresh" // the same state again
	Ack       Kind = "ack"     // somebody looks at it; changes nothing
	Info      Kind = "info"
	Test      Kind = "test" // a test button or unexpanded macros; changes nothing public
	Ignored   Kind = "ignored"
	Handshake Kind = "handshake"
	Puzzle    Kind = "unknown" // authenticated but not understood: quarantined
)

// Severity is a sender's severity in our words.
type Severity string

// The severities; the empty one means that the sender has none.
const (
	SeverityCritical Severity = "critical"
	SeverityMajor    Severity = "major"
	SeverityMinor    Severity = "minor"
	SeverityWarning  Severity = "warning"
	SeverityInfo     Severity = "info"
)

// Signal is one thing that one monitor said, in our normal form. Text in it is
// untrusted: it is matched and shown to operators, never expanded or published.
type Signal struct {
	Source   string            `json:"source"` // the configured source, never from the body
	Key      string            `json:"key"`    // identity of the alert within its source
	Kind     Kind              `json:"kind"`
	Severity Severity          `json:"severity,omitempty"`
	Started  time.Time         `json:"started,omitzero"` // start of the episode, when the sender has one
	At       time.Time         `json:"at"`               // the sender's time of this signal, else when it was received
	Received time.Time         `json:"received"`
	Title    string            `json:"title,omitempty"`
	Body     string            `json:"body,omitempty"`
	Labels   map[string]string `json:"labels,omitempty"`
	Link     string            `json:"link,omitempty"`
	Partial  bool              `json:"partial,omitempty"`  // the sender left something out of this request
	Skewed   bool              `json:"skewed,omitempty"`   // the sender's clock was ahead and Received was used
	Zoneless bool              `json:"zoneless,omitempty"` // the sender's times name no zone
}

// Effect is what a source's rule makes of a signal.
type Effect struct {
	Component string        `json:"component"`
	Status    Status        `json:"status"`
	HoldDown  time.Duration `json:"hold_down,omitempty"` // how long it must fire before it counts
	HoldUp    time.Duration `json:"hold_up,omitempty"`   // how long it must be clear before it no longer counts
	Template  string        `json:"template,omitempty"`  // opens an incident from this template; empty: status only
}

// Override is a person's word on a component, which beats all but an open
// incident's worse status.
type Override struct {
	Component string    `json:"component"`
	Status    Status    `json:"status"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Until     time.Time `json:"until,omitzero"` // zero: until taken back
}
