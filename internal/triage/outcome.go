package triage

import (
	"cmp"
	"strings"

	"tidings/internal/inbox"
	"tidings/internal/status"
)

// result is what is kept with a delivery of what became of one signal.
func result(t status.Told, zone string) inbox.Outcome {
	o := inbox.Outcome{Key: t.Signal.Key, Kind: string(t.Signal.Kind), Note: notes(t, zone)}
	if t.Effect != nil && t.Signal.Kind != status.Puzzle {
		o.Component, o.Status = t.Effect.Component, t.Effect.Status.String()
	}
	return o
}

// notes say what was made of a signal without the sender's having said so. Zone is that
// of times that name none; empty for UTC.
func notes(t status.Told, zone string) string {
	var all []string
	if t.Effect == nil {
		all = append(all, "no rule matched")
	}
	if t.Signal.Zoneless {
		all = append(all, "its times name no zone and were read as "+cmp.Or(zone, "UTC")+": time_zone of the source says which")
	}
	if t.Signal.Skewed {
		all = append(all, "its times are ahead of ours, and when it was received counts")
	}
	return strings.Join(all, "; ")
}
