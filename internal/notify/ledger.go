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
	partFates  = "fates/"
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
	Unsure  bool      `json:"unsure,omitempty"` // nobody knows what became of it
	// Refused says that the last message was; Had is the number that they were
	// really told before it.
	Refused bool `json:"refused,omitempty"`
	Had     int  `json:"had,omitempty"`
	// Fates are what became of messages, by the number that they bring to.
	Fates map[int]Fate `json:"fates,omitempty"`
}

// known is the number up to which somebody needs not be told in a round.
func (l *line) known(n *News) int {
	if l.Refused && n.Again == n.Round {
		return l.Had
	}
	return l.Told
}

// end notes a message that brought its reader to a number, or was refused.
func (l *line) end(upto int, refused bool, at time.Time) {
	switch {
	case !refused:
		l.Had = 0
	case !l.Refused:
		l.Had = l.Told
	}
	l.free()
	l.Told, l.Refused, l.At = max(l.Told, upto), refused, at.UTC()
}

// free takes a claim back.
func (l *line) free() { l.Sending, l.By, l.At, l.Unsure = 0, "", time.Time{}, false }

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
