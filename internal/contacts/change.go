package contacts

import (
	"context"
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
	person, holder, quiet, reached := subscriberKey(id), b.addressKey(sub.Address), b.quietKey(sub.Address), reachedKey(id)
	return b.d.Update(ctx, []store.Key{person, holder, quiet, reached}, func(tx *store.Tx) error {
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
		return errors.Join(err, tx.Delete(person), tx.Delete(quiet), tx.Delete(reached))
	})
}
