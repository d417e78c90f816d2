package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/store"
)

// Options are what a desk works with. All but the limits are needed.
type Options struct {
	Store   store.Driver // that of the book
	Book    *contacts.Book
	Writer  Writer
	Channel Channel
	Now     func() time.Time
	Log     *slog.Logger
	// Self names this process. Lease is how long another process's message may
	// be under way before it is taken for lost; 0 where there is never another,
	// ReportWait where the service reports what one that was killed had under way.
	Self  string
	Lease time.Duration
	// Workers is how many messages are under way at once; Rate is how many may
	// begin in a second, 0 for any number.
	Workers int
	Rate    float64
	// Limit is the largest audience that is told without asking; 0 for any.
	Limit int
	// HourlyCap is how many messages a person gets in an hour before the rest
	// comes together in one; 0 for any number.
	HourlyCap int
	// Share hands stretches of a round, which concern many people together, to
	// whoever tells them, by TellStretch: at once, or one after the other. Nil where
	// this process goes through every round itself.
	Share func(context.Context, []Stretch) error
	// Wake is called when there is something to do again that nobody has told
	// of; may be nil.
	Wake func()
}

// Desk tells people the news. It may run in several processes at once.
type Desk struct {
	Options
	pace   *Pace
	halted atomic.Bool // what this process knows of Stopped
	crowd  crowd
	// refusals counts messages that were refused one after the other.
	refusals atomic.Int32
	stuck    stuck
}

// New is a desk.
func New(o Options) *Desk {
	o.Workers = max(o.Workers, 1)
	return &Desk{Options: o, pace: NewPace(o.Rate)}
}

// Tell makes events known and has them told. Events that are known already
// change nothing.
func (d *Desk) Tell(ctx context.Context, subject string, events []Event) error {
	return d.TellTogether(ctx, subject, events, 0)
}

// TellTogether is Tell for events that came at once with those of other
// subjects: the limit holds for the messages that all of them send together.
func (d *Desk) TellTogether(ctx context.Context, subject string, events []Event, messages int) error {
	return d.change(ctx, subject, func(n *News) bool {
		if !n.add(events) {
			return false
		}
		n.Together = messages
		n.begin(d.Now())
		return true
	})
}

// Withdraw stops telling about a subject that was taken back.
func (d *Desk) Withdraw(ctx context.Context, subject string) error {
	return d.change(ctx, subject, func(n *News) bool {
		if n.Round == 0 || n.State == Told || n.State == Withdrawn {
			return false
		}
		n.State = Withdrawn
		return true
	})
}

// Get is the news of a subject; it has no Events where nothing is known.
func (d *Desk) Get(ctx context.Context, subject string) (n News, err error) {
	key := newsKey(subject)
	found, err := d.Store.Get(ctx, key)
	if err != nil {
		return n, fmt.Errorf("reading the news: %w", err)
	}
	if it, ok := found[key]; ok {
		err = json.Unmarshal(it.Value, &n)
	}
	return n, err
}

// each shows all subscribers.
func (d *Desk) each(ctx context.Context, show func(*contacts.Subscriber)) error {
	for after := ""; ; {
		page, next, err := d.Book.List(ctx, after, 0)
		if err != nil {
			return err
		}
		for i := range page {
			show(&page[i])
		}
		if after = next; after == "" {
			return nil
		}
	}
}

// change edits news in a transaction; do reports whether it changed anything.
func (d *Desk) change(ctx context.Context, subject string, do func(*News) bool) error {
	key, mark, now := newsKey(subject), untoldKey(subject), d.Now()
	began := beganKey(now, subject)
	err := d.Store.Update(ctx, []store.Key{key, mark, began}, func(tx *store.Tx) error {
		n := News{Subject: subject}
		if _, err := read(tx, key, &n); err != nil {
			return err
		}
		round := n.Round
		if !do(&n) {
			return nil
		}
		if n.Round != round {
			if err := tx.PutUntil(began, nil, now.Add(keepLedger)); err != nil {
				return err
			}
		}
		if n.State == Waiting || n.State == Telling {
			return errors.Join(write(tx, key, n, time.Time{}), tx.Put(mark, nil))
		}
		return errors.Join(write(tx, key, n, now.Add(keepLedger)), tx.Delete(mark))
	})
	if err != nil {
		return fmt.Errorf("keeping the news of %s: %w", subject, err)
	}
	return nil
}
