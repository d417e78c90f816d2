package contacts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"tidings/internal/store"
)

// Feedback is what a mail service says became of a message.
type Feedback string

// The kinds of feedback.
const (
	Delivered Feedback = "delivered"
	Hard      Feedback = "hard" // the address does not exist
	Soft      Feedback = "soft" // could not be delivered for now, and was given up
	Complaint Feedback = "complaint"
)

// Soft bounces end a subscription when there were so many in a row, over so
// long. A delivery ends a row; a bounce in the hour of a delivery is in none.
const (
	maxSoft  = 5
	softOver = 3 * 24 * time.Hour
	keepSoft = 50 // remembered of one row
	// keepReached is how long a delivery is remembered: longer than a bounce of
	// an earlier message can be on its way.
	keepReached = 30 * 24 * time.Hour
)

// Report takes feedback about an address, and bars one that takes no mail.
// Feedback may come more than once and in any order, and the end is the same.
func (b *Book) Report(ctx context.Context, a Address, f Feedback, at time.Time) error {
	if f == Hard || f == Complaint {
		if err := b.bar(ctx, a, f, at); err != nil {
			return err
		}
	}
	sub, err := b.Find(ctx, a)
	if err == nil {
		err = b.report(ctx, sub, f, at)
	}
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// ReportOf takes feedback about the address of a subscriber, or returns
// ErrNotFound.
func (b *Book) ReportOf(ctx context.Context, id string, f Feedback, at time.Time) error {
	sub, err := b.Get(ctx, id)
	if err != nil {
		return err
	}
	return b.Report(ctx, sub.Address, f, at)
}

// report brings feedback to a subscriber, and logs it where it changes them.
func (b *Book) report(ctx context.Context, sub Subscriber, f Feedback, at time.Time) error {
	key, mark := subscriberKey(sub.ID), reachedKey(sub.ID)
	if f == Delivered && len(sub.Bounces) == 0 {
		if known, err := b.reachedSince(ctx, mark, at); err != nil || known {
			return err
		}
	}
	err := b.d.Update(ctx, []store.Key{key, mark}, func(tx *store.Tx) error {
		value, ok, err := tx.Get(key)
		if err != nil || !ok {
			return errors.Join(err, missing(ok))
		}
		is, rec, err := b.decode(sub.ID, value)
		if err != nil {
			return err
		}
		reached, err := reach(tx, mark, f, at)
		if err != nil || !is.take(f, at, reached) {
			return err
		}
		tx.Append(entry(string(f), "mail service", sub.ID, at))
		return b.put(tx, is, rec, at)
	})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("noting what became of a message: %w", err)
	}
	return err
}

// reachedSince reports whether a delivery of this hour or a later one is known:
// most are, and cost no write.
func (b *Book) reachedSince(ctx context.Context, mark store.Key, at time.Time) (bool, error) {
	found, err := b.d.Get(ctx, mark)
	if err != nil {
		return false, fmt.Errorf("looking the last delivery up: %w", err)
	}
	var last time.Time
	if it, ok := found[mark]; ok {
		err = last.UnmarshalText(it.Value)
	}
	return !hour(at).After(last), err
}

// reach is the hour of the last delivery to somebody, which this one may be.
func reach(tx *store.Tx, mark store.Key, f Feedback, at time.Time) (last time.Time, err error) {
	value, known, err := tx.Get(mark)
	if err == nil && known {
		err = last.UnmarshalText(value)
	}
	if err != nil || f != Delivered || !hour(at).After(last) {
		return last, err
	}
	last = hour(at)
	text, err := last.MarshalText()
	return last, errors.Join(err, tx.PutUntil(mark, text, at.Add(keepReached)))
}

func hour(at time.Time) time.Time { return at.UTC().Truncate(time.Hour) }

// take brings feedback in, and reports whether it changes anything. Reached is
// the hour of the last delivery.
func (s *Subscriber) take(f Feedback, at, reached time.Time) bool {
	was, bounces := s.State, len(s.Bounces)
	switch {
	case s.State == Left || s.State == Complained:
	case f == Complaint:
		s.State, s.Bounces = Complained, nil
	case f == Hard:
		s.State, s.Bounces = Bounced, nil
	case f == Soft && !at.Before(s.Confirmed) && s.mayBounce():
		s.Bounces = note(s.Bounces, at.UTC())
	}
	if s.mayBounce() {
		s.Bounces = slices.DeleteFunc(s.Bounces, func(t time.Time) bool { return !hour(t).After(reached) })
		if s.State = Active; row(s.Bounces) {
			s.State = Bounced
		}
	}
	return s.State != was || len(s.Bounces) != bounces
}

// mayBounce reports whether soft bounces decide about a subscriber.
func (s *Subscriber) mayBounce() bool {
	return s.State == Active || s.State == Bounced && len(s.Bounces) > 0
}

// note puts a bounce in its place. The same one again is no other.
func note(bounces []time.Time, at time.Time) []time.Time {
	i, known := slices.BinarySearchFunc(bounces, at, time.Time.Compare)
	if known || len(bounces) >= keepSoft && i < len(bounces) {
		return bounces
	}
	if len(bounces) >= keepSoft {
		bounces, i = bounces[:keepSoft-1], keepSoft-1
	}
	return slices.Insert(bounces, i, at)
}

// row reports whether bounces are so many, over so long, that they end a subscription.
func row(bounces []time.Time) bool {
	return len(bounces) >= maxSoft && bounces[len(bounces)-1].Sub(bounces[0]) >= softOver
}

// outweighs reports whether a reason is the worse one, or the same and earlier.
func (b Bar) outweighs(other Bar) bool {
	if b.Why != other.Why {
		return b.Why == Complaint
	}
	return b.At.Before(other.At)
}

// bar keeps an address from ever being written to again.
func (b *Book) bar(ctx context.Context, a Address, why Feedback, at time.Time) error {
	key, is := b.barredKey(a), Bar{why, at.UTC()}
	value, err := json.Marshal(is)
	if err != nil {
		return err
	}
	return b.d.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		var was Bar
		old, known, err := tx.Get(key)
		if err == nil && known {
			err = json.Unmarshal(old, &was)
		}
		if err != nil || known && !is.outweighs(was) {
			return err
		}
		return tx.Put(key, value)
	})
}
