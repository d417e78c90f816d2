package contacts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"tidings/internal/store"
)

// NumberAll numbers the subscribers of a store who have no number, because they came
// before there were any, and returns how many those were. It needs no key: numbers
// stand outside the seals.
func NumberAll(ctx context.Context, d store.Driver) (n int, err error) {
	for it, err := range store.All(ctx, d, store.Query{Part: partSubscriber}) {
		if err != nil {
			return n, fmt.Errorf("looking for subscribers without a number: %w", err)
		}
		var r record
		if json.Unmarshal(it.Value, &r) != nil || r.Number > 0 {
			continue // what cannot be read is found by whoever wants to read it
		}
		done, err := number(ctx, d, it.Key)
		if err != nil {
			return n, fmt.Errorf("numbering subscriber %s: %w", it.Sort, err)
		}
		if done {
			n++
		}
	}
	return n, nil
}

// number gives a subscriber the next number, and reports whether they had none.
func number(ctx context.Context, d store.Driver, person store.Key) (done bool, err error) {
	err = d.Update(ctx, []store.Key{person, counterKey}, func(tx *store.Tx) error {
		done = false
		value, there, err := tx.Get(person)
		if err != nil || !there {
			return err
		}
		var r record
		if err := json.Unmarshal(value, &r); err != nil || r.Number > 0 {
			return err
		}
		if r.Number, err = nextNumber(tx); err != nil {
			return err
		}
		done = true
		value, err = json.Marshal(r)
		return errors.Join(err, tx.Put(person, value))
	})
	return done, err
}
