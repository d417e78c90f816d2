package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tidings/internal/store"
)

// Stop is who has stopped everything, and when; zero where nobody has.
type Stop struct {
	By string    `json:"by"` // id of an account
	At time.Time `json:"at"`
}

var stopKey = store.Key{Part: partStop, Sort: "news"}

// errStopped says that everything was stopped meanwhile.
var errStopped = errors.New("everything is stopped")

// Stop has nobody told anything until Resume. Messages that are under way
// arrive; another process stops after its page of people.
func (d *Desk) Stop(ctx context.Context, by string) error {
	d.halted.Store(true)
	value, err := json.Marshal(Stop{by, d.Now().UTC()})
	if err == nil {
		err = d.Store.Update(ctx, []store.Key{stopKey}, func(tx *store.Tx) error { return tx.Put(stopKey, value) })
	}
	d.halted.Store(true) // a look at the store may have cleared it meanwhile
	if err != nil {
		return fmt.Errorf("stopping everything: %w", err)
	}
	return nil
}

// Resume goes on where Stop has left it.
func (d *Desk) Resume(ctx context.Context) error {
	if err := d.Store.Update(ctx, []store.Key{stopKey}, func(tx *store.Tx) error { return tx.Delete(stopKey) }); err != nil {
		return fmt.Errorf("going on after a stop: %w", err)
	}
	d.halted.Store(false)
	d.wake()
	return nil
}

// Stopped says whether everything is stopped.
func (d *Desk) Stopped(ctx context.Context) (s Stop, err error) {
	found, err := d.Store.Get(ctx, stopKey)
	if err != nil {
		return s, fmt.Errorf("asking whether everything is stopped: %w", err)
	}
	it, stopped := found[stopKey]
	d.halted.Store(stopped)
	if stopped {
		err = unmarshal(it.Value, &s)
	}
	return s, err
}
