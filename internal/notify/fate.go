package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/store"
)

// Fate is what became of a message, as the service that carries it says.
type Fate string

// The fates, each of which outweighs those before it: what is said of one
// message may come in any order, and more than once.
const (
	Sent        Fate = "sent"         // the service has taken it
	Delayed     Fate = "delayed"      // its reader's server does not take it yet
	Delivered   Fate = "delivered"    // its reader's server has taken it
	BouncedSoft Fate = "bounced_soft" // it was given up; another may come through
	Rejected    Fate = "rejected"     // the service would not send it
	BouncedHard Fate = "bounced_hard" // there is no such address
	Complained  Fate = "complained"   // its reader says that it is spam
)

var fates = []Fate{"", Sent, Delayed, Delivered, BouncedSoft, Rejected, BouncedHard, Complained}

// outweighs reports whether a fate says more than another of the same message.
func (f Fate) outweighs(other Fate) bool { return slices.Index(fates, f) > slices.Index(fates, other) }

// Report is what a mail service says of one message.
type Report struct {
	Fate Fate // empty for what says nothing of delivery
	At   time.Time
	// Message is the id that the service gave the message.
	Message string
	// Reader and Marks are its place in the ledger; empty for a message that was
	// in none, and where the service leaves out what we told it.
	Reader string
	Marks  []Mark
	// Recipients are the addresses that it is about, as the service writes them.
	Recipients []string
}

// Settle brings a report to the ledger, and to whom it is about. It also ends
// the claim of a message under way: a service that reports one has taken it. A mark that is in no ledger, and a reader who is gone, change nothing.
func (d *Desk) Settle(ctx context.Context, r Report) error {
	if r.Fate == "" {
		return nil
	}
	if r.Reader == "" {
		return d.blame(ctx, r)
	}
	for _, m := range r.Marks {
		if err := d.settle(ctx, r.Reader, m, r.Fate); err != nil {
			return fmt.Errorf("noting what became of a message about %s: %w", m.Subject, err)
		}
	}
	return d.blame(ctx, r)
}

// against is what a fate says of the reader's address. One that is not here
// says nothing.
var against = map[Fate]contacts.Feedback{
	Delivered: contacts.Delivered, BouncedSoft: contacts.Soft, BouncedHard: contacts.Hard, Complained: contacts.Complaint,
}

// blame notes what a report says of an address: the reader's own, or those that
// are named where no reader is.
func (d *Desk) blame(ctx context.Context, r Report) error {
	what, says := against[r.Fate]
	if !says {
		return nil
	}
	if r.Reader != "" {
		if err := d.Book.ReportOf(ctx, r.Reader, what, r.At); !errors.Is(err, contacts.ErrNotFound) {
			return err
		}
	}
	for _, text := range r.Recipients {
		address, err := contacts.ParseAddress(text)
		if err != nil {
			continue // nobody can have subscribed with it
		}
		if err := d.Book.Report(ctx, address, what, r.At); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) settle(ctx context.Context, reader string, m Mark, f Fate) error {
	key, sums := lineKey(m.Subject, reader), fatesKey(m.Subject, reader)
	return d.Store.Update(ctx, []store.Key{key, sums}, func(tx *store.Tx) error {
		var l line
		if found, err := read(tx, key, &l); err != nil || !found {
			return err
		}
		if l.Sending > 0 && l.Sending <= m.Number {
			l.end(m.Number, false, d.Now())
		}
		l.Told = max(l.Told, m.Number)
		if was := l.Fates[m.Number]; f.outweighs(was) {
			if err := d.sum(tx, sums, was, f); err != nil {
				return err
			}
			if l.Fates == nil {
				l.Fates = map[int]Fate{}
			}
			l.Fates[m.Number] = f
		}
		return write(tx, key, l, d.Now().Add(keepLedger))
	})
}

// sum counts a message under its new fate.
func (d *Desk) sum(tx *store.Tx, key store.Key, was, is Fate) error {
	counts := map[Fate]int{}
	if _, err := read(tx, key, &counts); err != nil {
		return err
	}
	counts[is]++
	if was != "" {
		counts[was]--
	}
	return write(tx, key, counts, d.Now().Add(keepLedger))
}

// fatesKey is one of some places where the fates of a subject's messages are
// counted: what is reported of many readers at once does not meet in one.
func fatesKey(subject, reader string) store.Key {
	return store.Key{Part: partFates + subject, Sort: reader[:1]}
}

// Fates are how many messages about a subject met which fate.
func (d *Desk) Fates(ctx context.Context, subject string) (map[Fate]int, error) {
	all := map[Fate]int{}
	for q := (store.Query{Part: partFates + subject}); ; {
		page, err := d.Store.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("reading what became of messages about %s: %w", subject, err)
		}
		for _, it := range page.Items {
			var some map[Fate]int
			if err := json.Unmarshal(it.Value, &some); err != nil {
				return nil, fmt.Errorf("an entry of the ledger is damaged: %w", err)
			}
			for f, n := range some {
				all[f] += n
			}
		}
		if q.After = page.Next; q.After == "" {
			return all, nil
		}
	}
}
