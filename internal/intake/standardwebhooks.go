package intake

import (
	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// standardWebhooks reads the envelope {type, timestamp, data} of the Standard
// Webhooks specification when our own format is in it. An envelope may have
// more keys. Its timestamp stands in for times that the signals do not have.
func standardWebhooks(d delivery) ([]status.Signal, error) {
	if d.body.Get("data").Kind() == strict.Missing {
		return nil, &Quarantine{"the body is no envelope with `type`, `timestamp` and `data`"}
	}
	at, _ := moment(d.body.Get("timestamp"), d.zone)
	signals, err := d.generic(d.body.Get("data"), at)
	if err != nil {
		return nil, &Quarantine{"`data` is not in the generic format: " + err.Error()}
	}
	return signals, nil
}
