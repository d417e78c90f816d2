package notify

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/store"
)

// busyError says that a message is under way, or may have been taken.
type busyError struct{ until time.Time }

func (e *busyError) Error() string { return "a message is under way" }

// claimError says that nothing of a message has happened, for its claim could not
// be noted.
type claimError struct{ error }

func (e claimError) Error() string { return "claiming a message: " + e.error.Error() }

// Unwrap gives the reason.
func (e claimError) Unwrap() error { return e.error }

// ownLease is how long a claim of this very process is believed: longer than a
// message can be under way.
const ownLease = 10 * time.Minute

// claim notes that a message is under way, and what it tells; nothing is owed
// when nothing is left to tell. Capped says that it will come together with
// others.
func (d *Desk) claim(ctx context.Context, n *News, who *contacts.Subscriber) (owed []Event, capped bool, err error) {
	key, pace := lineKey(n.Subject, who.ID), paceKey(who.ID)
	debt := debtKey(nextHour(d.Now()), who.ID)
	err = d.Store.Update(ctx, []store.Key{key, pace, debt}, func(tx *store.Tx) error {
		owed, capped = nil, false
		var l line
		if _, err := read(tx, key, &l); err != nil {
			return err
		}
		if until := d.busyUntil(l); d.Now().Before(until) {
			return &busyError{until}
		}
		if owed = n.owedTo(who, l.known(n)); len(owed) == 0 {
			return nil
		}
		if l.Sending > 0 {
			d.Log.Warn("a message of which nobody knows what became of it is sent again: its reader may get it twice", "to", who.Address, "subject", n.Subject)
		}
		if capped, err = d.overCap(tx, pace, debt, n); capped || err != nil {
			owed = nil
			return err
		}
		l.Sending, l.By, l.At, l.Unsure = owed[len(owed)-1].Number, d.Self, d.Now().UTC(), false
		return write(tx, key, l, d.Now().Add(keepLedger))
	})
	if err != nil {
		return nil, false, claimError{err}
	}
	return owed, capped, nil
}

// busyUntil is until when a message counts as under way, here or elsewhere; a
// time that has passed when none does.
func (d *Desk) busyUntil(l line) time.Time {
	lease := d.Lease
	switch {
	case l.Sending == 0:
		return time.Time{}
	case l.Unsure:
		lease = ReportWait
	case l.By == d.Self:
		lease = ownLease
	}
	return l.At.Add(lease)
}

// amend changes one entry of the ledger.
func (d *Desk) amend(ctx context.Context, subject, id string, do func(*line)) error {
	key := lineKey(subject, id)
	err := d.Store.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		var l line
		if _, err := read(tx, key, &l); err != nil {
			return err
		}
		do(&l)
		return write(tx, key, l, d.Now().Add(keepLedger))
	})
	if err != nil {
		return fmt.Errorf("recording a message: %w", err)
	}
	return nil
}
