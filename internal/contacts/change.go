package contacts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tidings/internal/store"
)

// Change gives a subscriber another wish. By is who does it: the subscriber's
// own id, or an account's.
func (b *Book) Change(ctx context.Context, by, id string, wish Wish, at time.Time) (Subscriber, error) {
	wish, err := wish.tidy()
	if err != nil {
		return Subscriber{}, err
	}
	return b.edit(ctx, id, "change", by, at, func(s *Subscriber) error {
		if s.State != Active {
			return fmt.Errorf("%w: it has ended; subscribe again", ErrWish)
		}
		s.Wish = wish
		return nil
	})
}

// Leave ends a subscription. Leaving again is no error.
func (b *Book) Leave(ctx context.Context, by, id string, at time.Time) (Subscriber, error) {
	return b.edit(ctx, id, "leave", by, at, func(s *Subscriber) error {
		if s.State == Active {
			s.State = Left
		}
		return nil
	})
}

// Erase removes everything that is known of a subscriber; what was logged about
// them holds nothing of theirs. An address that is barred stays so, as a digest
// that only the book's key can make.
func (b *Book) Erase(ctx context.Context, by, id string, at time.Time) error {
	sub, err := b.Get(ctx, id)
	if err != nil {
		return err
	}
	person, holder, quiet := subscriberKey(id), b.addressKey(sub.Address), b.quietKey(sub.Address)
	return b.d.Update(ctx, []store.Key{person, holder, quiet}, func(tx *store.Tx) error {
		if _, ok, err := tx.Get(person); err != nil || !ok {
			return errors.Join(err, missing(ok))
		}
		owner, _, err := tx.Get(holder)
		if err != nil {
			return err
		}
		if string(owner) == id {
			err = tx.Delete(holder)
		}
		tx.Append(entry("erase", by, id, at))
		return errors.Join(err, tx.Delete(person), tx.Delete(quiet))
	})
}

// Feedback is what a mail service says became of a message.
type Feedback string

// The kinds of feedback.
const (
	Delivered Feedback = "delivered"
	Hard      Feedback = "hard" // the address does not exist
	Soft      Feedback = "soft" // could not be delivered for now, and was given up
	Complaint Feedback = "complaint"
)

// Soft bounces end a subscription when there were so many in a row, over so long.
const (
	maxSoft  = 5
	softOver = 3 * 24 * time.Hour
)

// Report takes feedback about an address. Feedback comes more than once and in
// any order; taking it again changes nothing for the worse.
func (b *Book) Report(ctx context.Context, a Address, f Feedback, at time.Time) error {
	if f == Hard || f == Complaint {
		if err := b.bar(ctx, a, f, at); err != nil {
			return err
		}
	}
	sub, err := b.Find(ctx, a)
	if errors.Is(err, ErrNotFound) || err == nil && !sub.affected(f) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = b.edit(ctx, sub.ID, string(f), "mail service", at, func(s *Subscriber) error {
		s.take(f, at)
		return nil
	})
	return err
}

// affected reports whether feedback changes anything.
func (s *Subscriber) affected(f Feedback) bool {
	return s.State == Active && (f != Delivered || s.Soft > 0)
}

func (s *Subscriber) take(f Feedback, at time.Time) {
	switch {
	case s.State != Active:
	case f == Delivered:
		s.Soft, s.SoftSince = 0, time.Time{}
	case f == Hard:
		s.State = Bounced
	case f == Complaint:
		s.State = Complained
	default:
		s.soften(at)
	}
}

func (s *Subscriber) soften(at time.Time) {
	if s.Soft == 0 {
		s.SoftSince = at
	}
	s.Soft++
	if s.Soft >= maxSoft && at.Sub(s.SoftSince) >= softOver {
		s.State = Bounced
	}
}

// bar keeps an address from ever being written to again.
func (b *Book) bar(ctx context.Context, a Address, why Feedback, at time.Time) error {
	key := b.barredKey(a)
	value, err := json.Marshal(Bar{why, at.UTC()})
	if err != nil {
		return err
	}
	return b.d.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		if _, known, err := tx.Get(key); err != nil || known {
			return err
		}
		return tx.Put(key, value)
	})
}

// NoteExport writes down that somebody has had all addresses given out.
func (b *Book) NoteExport(ctx context.Context, by string, at time.Time) error {
	return b.d.Update(ctx, nil, func(tx *store.Tx) error {
		tx.Append(entry("export", by, "all", at))
		return nil
	})
}
