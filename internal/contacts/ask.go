package contacts

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"tidings/internal/store"
)

const (
	// AskedFor is how long the link of a confirmation works.
	AskedFor = 48 * time.Hour
	// QuietFor is how long an address is not written to again after somebody
	// has typed it into the form.
	QuietFor = time.Hour
)

// Request is somebody's wish for an address, which may be anybody's.
type Request struct {
	Address Address
	Wish    Wish
	From    string // digest of where it came from, for the proof of consent
	Form    string // what the person saw
	// Invite leaves the letter that asks for confirmation in the book, as an
	// Invitation, for another program to send.
	Invite bool
}

// Answer is what to write to the address. The person who asked must not learn
// which it was.
type Answer struct {
	// Confirm is the token of a new wish. Manage is the subscriber who has the
	// address already. With neither, nothing is sent.
	Confirm string
	Manage  *Subscriber
	Number  int // of the new wish
}

// asked is a wish that waits for its confirmation.
type asked struct {
	Sealed []byte `json:"sealed"`
	ID     string `json:"id"`             // the subscriber it will be
	Number int    `json:"number"`         // of the subscriber it will be
	Done   bool   `json:"done,omitempty"` // confirmed
}

// waiting is what stands in an asked's Sealed.
type waiting struct {
	Address string    `json:"address"`
	Wish    Wish      `json:"wish"`
	From    string    `json:"from,omitempty"`
	Form    string    `json:"form,omitempty"`
	At      time.Time `json:"at"`
}

// Ask takes a wish. It is kept until its address has confirmed it.
func (b *Book) Ask(ctx context.Context, r Request, at time.Time) (Answer, error) {
	wish, err := r.Wish.tidy()
	if err != nil {
		return Answer{}, err
	}
	r.Wish = wish
	known, err := b.Find(ctx, r.Address)
	switch {
	case err == nil && known.State == Active:
		free, err := b.hush(ctx, r.Address, at)
		if err != nil || !free {
			return Answer{}, err
		}
		return Answer{Manage: &known}, nil
	case err != nil && !errors.Is(err, ErrNotFound):
		return Answer{}, err
	}
	return b.ask(ctx, r, at)
}

func (b *Book) ask(ctx context.Context, r Request, at time.Time) (Answer, error) {
	token, err := b.newToken()
	if err != nil {
		return Answer{}, err
	}
	wait, err := b.waitingOf(r, at)
	if err != nil {
		return Answer{}, err
	}
	key, quiet, barred := askedKey(token), b.quietKey(r.Address), b.barredKey(r.Address)
	waits := store.Key{Part: partInvited, Sort: key.Sort}
	letter, err := b.invite(waits, token, at)
	if err != nil {
		return Answer{}, err
	}
	err = b.d.Update(ctx, []store.Key{key, waits, quiet, barred, counterKey}, func(tx *store.Tx) error {
		if err := silence(tx, barred, quiet); err != nil {
			return err
		}
		number, err := nextNumber(tx)
		if err != nil {
			return err
		}
		wait.Number = number
		if r.Invite {
			err = letter.put(tx, waits)
		}
		value, encoding := json.Marshal(wait)
		return errors.Join(err, encoding, tx.PutUntil(quiet, nil, at.Add(QuietFor)), tx.PutUntil(key, value, at.Add(AskedFor)))
	})
	if errors.Is(err, errQuiet) {
		return Answer{}, nil
	}
	if err != nil {
		return Answer{}, fmt.Errorf("keeping a wish: %w", err)
	}
	return Answer{Confirm: token, Number: wait.Number}, nil
}

// errQuiet says that an address is not written to now.
var errQuiet = errors.New("contacts: quiet")

// silence is errQuiet where one of two marks of an address is there.
func silence(tx *store.Tx, barred, quiet store.Key) error {
	_, never, err := tx.Get(barred)
	_, lately, err2 := tx.Get(quiet)
	if never || lately {
		return errQuiet
	}
	return errors.Join(err, err2)
}

// hush reports whether an address may be written to, and keeps it quiet then.
func (b *Book) hush(ctx context.Context, a Address, at time.Time) (free bool, err error) {
	quiet := b.quietKey(a)
	err = b.d.Update(ctx, []store.Key{quiet}, func(tx *store.Tx) error {
		_, lately, err := tx.Get(quiet)
		if free = err == nil && !lately; !free {
			return err
		}
		return tx.PutUntil(quiet, nil, at.Add(QuietFor))
	})
	return free, err
}

func (b *Book) waitingOf(r Request, at time.Time) (*asked, error) {
	id, err := b.newID()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(waiting{r.Address.Reveal(), r.Wish, r.From, r.Form, at.UTC()})
	if err != nil {
		return nil, err
	}
	body, err := b.people.Seal(id, text)
	if err != nil {
		return nil, err
	}
	return &asked{Sealed: body, ID: id}, nil
}

// ErrExpired says that the link of a confirmation is too old, or was never ours.
var ErrExpired = errors.New("this link has expired: subscribe again")

// Waiting is the wish that a token confirms, with its address, or ErrExpired.
// It changes nothing.
func (b *Book) Waiting(ctx context.Context, token string) (Request, error) {
	key := askedKey(token)
	found, err := b.d.Get(ctx, key)
	if err != nil {
		return Request{}, fmt.Errorf("looking a confirmation up: %w", err)
	}
	it, ok := found[key]
	if !ok {
		return Request{}, ErrExpired
	}
	_, r, _, err := b.readAsked(it.Value)
	return r, err
}

// Confirm makes the wish of a token a subscription. Confirming again is no
// error and changes nothing.
func (b *Book) Confirm(ctx context.Context, token string, at time.Time) (sub Subscriber, err error) {
	key := askedKey(token)
	r, err := b.Waiting(ctx, token)
	if err != nil {
		return Subscriber{}, err
	}
	holder := b.addressKey(r.Address)
	for range 3 {
		var id string
		if id, err = b.holderOf(ctx, holder, key); err != nil {
			return Subscriber{}, err
		}
		sub, err = b.confirm(ctx, key, holder, id, at)
		if !errors.Is(err, errMoved) {
			break
		}
	}
	return sub, err
}

// errMoved says that an address changed hands meanwhile.
var errMoved = errors.New("contacts: moved")

// holderOf is the id that has an address, or will have it.
func (b *Book) holderOf(ctx context.Context, holder, asked store.Key) (string, error) {
	found, err := b.d.Get(ctx, holder, asked)
	if err != nil {
		return "", err
	}
	if it, ok := found[holder]; ok {
		return string(it.Value), nil
	}
	it, ok := found[asked]
	if !ok {
		return "", ErrExpired
	}
	a, _, _, err := b.readAsked(it.Value)
	return a.ID, err
}

func (b *Book) confirm(ctx context.Context, key, holder store.Key, id string, at time.Time) (sub Subscriber, err error) {
	person := subscriberKey(id)
	err = b.d.Update(ctx, []store.Key{key, holder, person}, func(tx *store.Tx) error {
		value, ok, err := tx.Get(key)
		if err != nil || !ok {
			return errors.Join(err, ErrExpired)
		}
		a, r, askedAt, err := b.readAsked(value)
		if err != nil {
			return err
		}
		if owner, owned, err := tx.Get(holder); err != nil || owned && string(owner) != id || !owned && a.ID != id {
			return errors.Join(err, errMoved)
		}
		old, rec, err := b.oldOf(tx, person)
		if err != nil {
			return err
		}
		if sub = old; a.Done && rec != nil {
			return nil
		}
		sub = Subscriber{ID: id, Address: r.Address, State: Active, Wish: r.Wish, Asked: askedAt, Confirmed: at, From: r.From, Form: r.Form, Version: old.Version, Number: a.Number}
		if a.Done = true; rec != nil {
			sub.Version++
			sub.Number = cmp.Or(rec.Number, a.Number)
		}
		done, err := json.Marshal(a)
		if err != nil {
			return err
		}
		tx.Append(entry("confirm", id, id, at))
		return errors.Join(tx.PutUntil(key, done, askedAt.Add(AskedFor)), tx.Put(holder, []byte(id)), b.put(tx, sub, rec, at))
	})
	return sub, err
}

func (b *Book) oldOf(tx *store.Tx, person store.Key) (Subscriber, *record, error) {
	value, ok, err := tx.Get(person)
	if err != nil || !ok {
		return Subscriber{}, nil, err
	}
	return b.decode(person.Sort, value)
}

func (b *Book) readAsked(value []byte) (a asked, r Request, at time.Time, err error) {
	if err := json.Unmarshal(value, &a); err != nil {
		return a, r, at, errSealed
	}
	text, err := b.people.Open(a.ID, a.Sealed)
	if err != nil {
		return a, r, at, errSealed
	}
	var w waiting
	if err := json.Unmarshal(text, &w); err != nil {
		return a, r, at, errSealed
	}
	address, err := ParseAddress(w.Address)
	return a, Request{Address: address, Wish: w.Wish, From: w.From, Form: w.Form}, w.At, err
}

const tokenBytes = 32

func (b *Book) newToken() (string, error) {
	raw := make([]byte, tokenBytes)
	if _, err := io.ReadFull(b.random, raw); err != nil {
		return "", fmt.Errorf("reading randomness for a link: %w", err)
	}
	return confirmMark + base64.RawURLEncoding.EncodeToString(raw), nil
}

// askedKey keeps a token as its hash: a copy of the store confirms nothing.
func askedKey(token string) store.Key {
	sum := sha256.Sum256([]byte(token))
	return store.Key{Part: partAsked, Sort: hex.EncodeToString(sum[:])}
}

func (b *Book) quietKey(a Address) store.Key {
	return store.Key{Part: partQuiet, Sort: b.digest(a)}
}

func (b *Book) barredKey(a Address) store.Key {
	return store.Key{Part: partBarred, Sort: b.digest(a)}
}
