package notify

import (
	"encoding/json"
	"time"

	"tidings/internal/store"
)

const (
	partNews   = "news"
	partUntold = "untold"
	partTold   = "told/"
	partPace   = "pace"
	partOwed   = "owed"
)

// keepLedger is how long it is remembered who was told what.
const keepLedger = 400 * 24 * time.Hour

// line is an entry of the ledger: what one person was told of one subject.
type line struct {
	Told int `json:"told,omitempty"` // number of the last event
	// Sending is the number that a message under way will bring them to; By is
	// the process that sends it, At when it began.
	Sending int       `json:"sending,omitempty"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Refused bool      `json:"refused,omitempty"`
}

func newsKey(subject string) store.Key   { return store.Key{Part: partNews, Sort: subject} }
func untoldKey(subject string) store.Key { return store.Key{Part: partUntold, Sort: subject} }
func lineKey(subject, id string) store.Key {
	return store.Key{Part: partTold + subject, Sort: id}
}
func paceKey(id string) store.Key { return store.Key{Part: partPace, Sort: id} }

// read decodes a named item; a missing one leaves v as it is.
func read(tx *store.Tx, k store.Key, v any) (bool, error) {
	value, ok, err := tx.Get(k)
	if err != nil || !ok {
		return false, err
	}
	return true, json.Unmarshal(value, v)
}

func write(tx *store.Tx, k store.Key, v any, until time.Time) error {
	value, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return tx.PutUntil(k, value, until)
}
