package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tidings/internal/store"
)

// Accept stores a delivery as pending. When it returns without an error, the
// delivery is durable. A TransportID that the same source has sent in the last
// 7 days is the same request again: then nothing is stored, duplicate is true,
// and id is that of the first; where the id is Keyed and the body another, it is
// refused by ErrReused. State, Reason and Outcome of d do not count, and
// of its headers only harmless ones are kept.
func (in *Inbox) Accept(ctx context.Context, d Delivery) (id string, duplicate bool, err error) {
	if _, ok := receivedAt(d.ID); !ok {
		return "", false, fmt.Errorf("accepting a delivery: %q is not an id from NewID", d.ID)
	}
	a := newAccept(d)
	if err := in.store.Update(ctx, a.keys, a.run); err != nil {
		return "", false, fmt.Errorf("storing the delivery %s: %w", d.ID, err)
	}
	return a.id, a.id != d.ID, nil
}

// Waiting is a delivery as Pending will give it once it is accepted.
func Waiting(d Delivery) Delivery {
	d.State, d.Reason, d.Outcome = Pending, "", nil
	d.Header = harmless(d.Header)
	d.Received = time.Unix(0, d.Received.UnixNano()).UTC()
	return d
}

// accept is one update that stores a delivery. It may run more than once.
type accept struct {
	delivery Delivery
	first    []byte // the encoded head
	change   []byte
	guard    *store.Key // nil without a TransportID
	body     string     // what the guard's id stands for, or empty
	pieces   []store.Key
	keys     []store.Key
	id       string // result: under which id the delivery is stored
}

func newAccept(d Delivery) *accept {
	d = Waiting(d)
	h := head{Delivery: d, size: uint64(len(d.Body))}
	h.Body = d.Body[:min(len(d.Body), pieceBytes)]
	a := &accept{delivery: d, first: h.encode(), change: change("received", d), pieces: pieceKeys(d.ID, h.size), body: bodyOf(d)}
	a.keys = append(a.keys, pendingKey(d.ID))
	if d.TransportID != "" {
		guard := transportKey(d.Source, d.TransportID)
		a.guard, a.keys = &guard, append(a.keys, guard)
	}
	a.keys = append(a.keys, a.pieces...)
	return a
}

func (a *accept) run(tx *store.Tx) error {
	a.id = a.delivery.ID
	if _, stored, err := tx.Get(pendingKey(a.id)); stored || err != nil {
		return err // by a call before, whose answer was lost
	}
	if seen, err := a.seen(tx); err != nil || seen != "" {
		a.id = seen
		return err
	}
	for i, key := range a.pieces {
		if err := tx.Put(key, piece(a.delivery.Body, i)); err != nil {
			return err
		}
	}
	tx.Append(a.change)
	return tx.Put(pendingKey(a.id), a.first)
}

// seen returns the id of the delivery that this one repeats, or else notes
// this one's.
func (a *accept) seen(tx *store.Tx) (string, error) {
	if a.guard == nil {
		return "", nil
	}
	value, _, err := tx.Get(*a.guard)
	if err != nil {
		return "", err
	}
	id, body, _ := strings.Cut(string(value), " ")
	if at, ok := receivedAt(id); ok && a.delivery.Received.Sub(at) < keepTransport {
		if body != "" && a.body != "" && body != a.body {
			err = ErrReused
		}
		return id, err
	}
	return "", tx.PutUntil(*a.guard, []byte(strings.TrimSpace(a.id+" "+a.body)), a.delivery.Received.Add(keepTransport))
}

// bodyOf names the body that an id stands for; it is empty where an id may stand for several.
func bodyOf(d Delivery) string {
	if !d.Keyed {
		return ""
	}
	sum := sha256.Sum256(d.Body)
	return hex.EncodeToString(sum[:16])
}

// change is the entry in the log of changes: who and what, without the body.
func change(verb string, d Delivery) []byte {
	b, _ := json.Marshal(struct { // strings and a time of this era: it cannot fail
		ID      string    `json:"id"`
		By      string    `json:"by"`
		ByKind  string    `json:"by_kind"`
		Verb    string    `json:"verb"`
		Subject string    `json:"subject"`
		At      time.Time `json:"at"`
	}{d.ID + "/" + verb, d.Source, "automation", verb, "delivery/" + d.ID, d.Received})
	return b
}
