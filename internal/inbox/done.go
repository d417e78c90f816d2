package inbox

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/store"
)

// Done records what became of a delivery, pending or not; state is Done or
// Quarantined, the latter with a reason. It returns ErrNotFound for an unknown id.
func (in *Inbox) Done(ctx context.Context, id, state, reason string, outcome []Outcome) error {
	if state != Done && state != Quarantined {
		return fmt.Errorf("a delivery ends as %s or %s, not as %q", Done, Quarantined, state)
	}
	f := &finish{id: id, state: state, reason: reason, outcome: outcome}
	err := in.store.Update(ctx, f.keys(), f.run)
	if err == nil && f.size > pieceBytes && !f.whole {
		// Only now is it known that the body has more pieces.
		f.whole = true
		err = in.store.Update(ctx, f.keys(), f.run)
	}
	if err != nil {
		return fmt.Errorf("recording what became of the delivery %s: %w", id, err)
	}
	return nil
}

// finish is the update that moves a delivery to those that are kept.
type finish struct {
	id, state, reason string
	outcome           []Outcome
	whole             bool   // the keys of all pieces are named
	size              uint64 // result: of the body
}

func (f *finish) keys() []store.Key {
	keys := []store.Key{pendingKey(f.id), keptKey(f.id)}
	if f.whole {
		keys = append(keys, pieceKeys(f.id, f.size)...)
	}
	return keys
}

func (f *finish) run(tx *store.Tx) error {
	h, err := f.find(tx)
	if err != nil {
		return err
	}
	if f.size = h.size; f.size > pieceBytes && !f.whole {
		return nil // writes nothing; the next round names all keys
	}
	h.State, h.Reason, h.Outcome = f.state, f.reason, f.outcome
	expires := h.Received.Add(keepDone)
	if f.state == Quarantined {
		expires = h.Received.Add(keepQuarantined)
		tx.Append(change(Quarantined, h.Delivery))
	}
	return f.move(tx, h, expires)
}

func (f *finish) find(tx *store.Tx) (head, error) {
	for _, key := range []store.Key{pendingKey(f.id), keptKey(f.id)} {
		value, ok, err := tx.Get(key)
		if err != nil {
			return head{}, err
		}
		if ok {
			return decode(f.id, value)
		}
	}
	return head{}, ErrNotFound
}

func (f *finish) move(tx *store.Tx, h head, expires time.Time) error {
	for _, key := range pieceKeys(f.id, h.size) {
		value, ok, err := tx.Get(key)
		if err != nil {
			return err
		}
		if !ok {
			continue // it has expired; reading says so
		}
		if err := tx.PutUntil(key, value, expires); err != nil {
			return err
		}
	}
	if err := tx.Delete(pendingKey(f.id)); err != nil {
		return err
	}
	return tx.PutUntil(keptKey(f.id), h.encode(), expires)
}
