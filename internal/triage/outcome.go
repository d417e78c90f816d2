package triage

import (
	"tidings/internal/inbox"
	"tidings/internal/status"
)

// result is what is kept with a delivery of what became of one signal.
func result(t status.Told) inbox.Outcome {
	o := inbox.Outcome{Key: t.Signal.Key, Kind: string(t.Signal.Kind)}
	if t.Effect == nil {
		o.Note = "no rule matched"
		return o
	}
	o.Component, o.Status = t.Effect.Component, t.Effect.Status.String()
	return o
}
