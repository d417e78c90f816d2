// Package desk is what doors work deliveries out at.
package desk

import (
	"tidings/internal/boot/cloud/measure"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/inbox"
	"tidings/internal/triage"
)

// New is the desk of an inbox. It counts what nobody understands.
func New(w world.World, in *inbox.Inbox) triage.Desk {
	return triage.Desk{Inbox: in, Log: w.Log, Ended: func(_ string, e triage.Ending) {
		if e.State == inbox.Quarantined {
			w.Meter.Add(measure.DeliveriesQuarantined, 1)
		}
	}}
}
