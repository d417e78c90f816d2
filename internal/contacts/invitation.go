package contacts

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tidings/internal/store"
)

// Invitation is a letter that asks an address to confirm a wish. It waits in the
// book where the program that took the wish sends no mail itself.
type Invitation struct {
	Address  Address
	Language string // of the wish
	Token    string // as of Answer.Confirm
	// Tries is how often it has been taken to be sent, this time included.
	Tries int

	key store.Key
}

// invited is an Invitation as it is stored, beside the wish that it is for.
type invited struct {
	Sealed []byte    `json:"sealed"` // the token, which opens a subscription
	Tries  int       `json:"tries,omitempty"`
	Until  time.Time `json:"until,omitzero"` // somebody is sending it
	Ends   time.Time `json:"ends"`
}

// sendingFor is how long an invitation is its sender's; with every try that
// failed it is left alone for twice as long.
const sendingFor = 2 * time.Minute

// invite is the letter about a new wish, to be left in the book.
func (b *Book) invite(key store.Key, token string, at time.Time) (*invited, error) {
	sealed, err := b.people.Seal(key.Sort, []byte(token))
	return &invited{Sealed: sealed, Ends: at.Add(AskedFor).UTC()}, err
}

func (x *invited) put(tx *store.Tx, key store.Key) error {
	value, err := json.Marshal(x)
	if err != nil {
		return err
	}
	return tx.PutUntil(key, value, x.Ends)
}

// NextInvitation takes an invitation that nobody is sending, or returns
// ErrNotFound. Whoever takes it sends it and calls Invited; without that it
// comes again, later and later, until its wish has expired.
func (b *Book) NextInvitation(ctx context.Context, at time.Time) (Invitation, error) {
	for it, err := range b.items(ctx, partInvited) {
		if err != nil {
			return Invitation{}, fmt.Errorf("looking for invitations: %w", err)
		}
		inv, err := b.take(ctx, it, at)
		if !errors.Is(err, ErrNotFound) {
			return inv, err
		}
	}
	return Invitation{}, ErrNotFound
}

// take makes an invitation the caller's: ErrNotFound where it is somebody else's,
// or nobody waits for it any more.
func (b *Book) take(ctx context.Context, it store.Item, at time.Time) (Invitation, error) {
	mine, err := readInvited(it.Value)
	if err != nil || at.Before(mine.Until) {
		return Invitation{}, cmp.Or(err, ErrNotFound)
	}
	err = b.d.Update(ctx, []store.Key{it.Key}, func(tx *store.Tx) error {
		value, there, err := tx.Get(it.Key)
		if err != nil || !there {
			return cmp.Or(err, ErrNotFound)
		}
		if mine, err = readInvited(value); err != nil || at.Before(mine.Until) {
			return cmp.Or(err, ErrNotFound)
		}
		mine.Until = at.Add(sendingFor << mine.Tries).UTC()
		mine.Tries++
		return mine.put(tx, it.Key)
	})
	if err != nil {
		return Invitation{}, err
	}
	return b.invitation(ctx, it.Key, mine)
}

func readInvited(value []byte) (*invited, error) {
	x := new(invited)
	if json.Unmarshal(value, x) != nil {
		return nil, errSealed
	}
	return x, nil
}

// invitation is what was taken. One whose wish is gone or confirmed is dropped.
func (b *Book) invitation(ctx context.Context, key store.Key, x *invited) (Invitation, error) {
	token, err := b.people.Open(key.Sort, x.Sealed)
	if err != nil {
		return Invitation{}, errSealed
	}
	inv := Invitation{Token: string(token), Tries: x.Tries, key: key}
	r, err := b.Waiting(ctx, inv.Token)
	if errors.Is(err, ErrExpired) {
		return Invitation{}, cmp.Or(b.Invited(ctx, inv), ErrNotFound)
	}
	inv.Address, inv.Language = r.Address, r.Wish.Language
	return inv, err
}

// Invited ends an invitation: it has been sent, or will never be.
func (b *Book) Invited(ctx context.Context, inv Invitation) error {
	return b.d.Update(ctx, []store.Key{inv.key}, func(tx *store.Tx) error { return tx.Delete(inv.key) })
}

// Uninvited is how many invitations wait to be sent, and since when the oldest does.
func (b *Book) Uninvited(ctx context.Context) (n int, since time.Time, err error) {
	for it, err := range b.items(ctx, partInvited) {
		if err != nil {
			return 0, since, fmt.Errorf("counting invitations: %w", err)
		}
		x, err := readInvited(it.Value)
		if err != nil {
			return 0, since, err
		}
		if asked := x.Ends.Add(-AskedFor); n == 0 || asked.Before(since) {
			since = asked
		}
		n++
	}
	return n, since, nil
}
