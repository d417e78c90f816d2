package notify

import (
	"encoding/json"
	"time"

	"tidings/internal/store"
)

const (
	partNews   = "news"
	partBegan  = "began"
	partStop   = "stop"
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
	// the process that sends it, At when it began, or when the last one ended.
	Sending int       `json:"sending,omitempty"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
	// Refused says that the last message was; Had is the number that they were
	// really told before it.
	Refused bool `json:"refused,omitempty"`
	Had     int  `json:"had,omitempty"`
}

// known is the number up to which somebody needs not be told in a round.
func (l line) known(n *News) int {
	if l.Refused && n.Again == n.Round {
		return l.Had
	}
	return l.Told
}

// ended is the line after a message that brought its reader to a number.
func (l line) ended(upto int, refused bool, at time.Time) line {
	is := line{Told: max(l.Told, upto), Refused: refused, At: at.UTC()}
	if is.Had = l.Told; refused && l.Refused {
		is.Had = l.Had
	}
	if !refused {
		is.Had = 0
	}
	return is
}

func newsKey(subject string) store.Key { return store.Key{Part: partNews, Sort: subject} }
func beganKey(at time.Time, subject string) store.Key {
	return store.Key{Part: partBegan, Sort: at.UTC().Format(time.RFC3339) + "/" + subject}
}
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
