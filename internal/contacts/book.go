package contacts

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"tidings/internal/store"
)

// Book keeps the contacts over a store and holds every rule about them.
type Book struct {
	d store.Driver
	*seals
}

// New is a book over a store of its own. The key has KeyBytes bytes and must
// always be the same; random must be cryptographic.
func New(d store.Driver, key []byte, random io.Reader) (*Book, error) {
	s, err := newSeals(key, random)
	if err != nil {
		return nil, err
	}
	return &Book{d: d, seals: s}, nil
}

// ErrNotFound says that there is no such subscriber.
var ErrNotFound = errors.New("there is no such subscriber")

// Get is a subscriber by id, or ErrNotFound.
func (b *Book) Get(ctx context.Context, id string) (Subscriber, error) {
	key := subscriberKey(id)
	found, err := b.d.Get(ctx, key)
	if err != nil {
		return Subscriber{}, fmt.Errorf("reading a subscriber: %w", err)
	}
	it, ok := found[key]
	if !ok {
		return Subscriber{}, ErrNotFound
	}
	sub, _, err := b.decode(id, it.Value)
	return sub, err
}

// Find is a subscriber by address, or ErrNotFound.
func (b *Book) Find(ctx context.Context, a Address) (Subscriber, error) {
	key := b.addressKey(a)
	found, err := b.d.Get(ctx, key)
	if err != nil {
		return Subscriber{}, fmt.Errorf("looking an address up: %w", err)
	}
	it, ok := found[key]
	if !ok {
		return Subscriber{}, ErrNotFound
	}
	return b.Get(ctx, string(it.Value))
}

// List is a page of at most limit subscribers of every state, by id, after the
// id that the page before ended with. Next is empty when there is no more.
func (b *Book) List(ctx context.Context, after string, limit int) (list []Subscriber, next string, err error) {
	return b.Between(ctx, "", "", after, limit)
}

// Between is List for those whose ids lie between two, both of which are among
// them; an empty one sets no bound.
func (b *Book) Between(ctx context.Context, from, to, after string, limit int) (list []Subscriber, next string, err error) {
	page, err := b.d.List(ctx, store.Query{Part: partSubscriber, From: from, To: to, Limit: limit, After: after})
	if err != nil {
		return nil, "", fmt.Errorf("listing subscribers: %w", err)
	}
	for _, it := range page.Items {
		sub, _, err := b.decode(it.Sort, it.Value)
		if err != nil {
			return nil, "", err
		}
		list = append(list, sub)
	}
	return list, page.Next, nil
}

// items are all of a part, page by page. An error ends them.
func (b *Book) items(ctx context.Context, part string) iter.Seq2[store.Item, error] {
	return store.All(ctx, b.d, store.Query{Part: part})
}

// edit changes one subscriber in a transaction and logs who did what.
func (b *Book) edit(ctx context.Context, id, verb, by string, at time.Time, do func(*Subscriber) error) (Subscriber, error) {
	var sub Subscriber
	key := subscriberKey(id)
	err := b.d.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		value, ok, err := tx.Get(key)
		if err != nil || !ok {
			return errors.Join(err, missing(ok))
		}
		was, rec, err := b.decode(id, value)
		if err != nil {
			return err
		}
		sub = was
		if err := do(&sub); err != nil {
			return err
		}
		tx.Append(entry(verb, by, id, at))
		return b.put(tx, sub, rec, at)
	})
	return sub, err
}

// keepLeft is how long one who has left is remembered, for the link in their
// old mail to show what it did.
const keepLeft = 30 * 24 * time.Hour

func (b *Book) put(tx *store.Tx, sub Subscriber, was *record, at time.Time) error {
	value, err := b.encode(sub, was)
	if err != nil {
		return err
	}
	if sub.State == Left {
		return tx.PutUntil(subscriberKey(sub.ID), value, at.Add(keepLeft))
	}
	return tx.Put(subscriberKey(sub.ID), value)
}

func missing(found bool) error {
	if found {
		return nil
	}
	return ErrNotFound
}

func (b *Book) addressKey(a Address) store.Key {
	return store.Key{Part: partAddress, Sort: b.digest(a)}
}

var idLetters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

const idBytes = 10

func (b *Book) newID() (string, error) {
	raw := make([]byte, idBytes)
	if _, err := io.ReadFull(b.random, raw); err != nil {
		return "", fmt.Errorf("reading randomness for an id: %w", err)
	}
	return idLetters.EncodeToString(raw), nil
}

// entry is what the log of changes says: who did what to whom, by id, and
// nothing that is theirs.
func entry(verb, by, id string, at time.Time) []byte {
	line, _ := json.Marshal(struct { // strings and a time of this era: it cannot fail
		ID      string    `json:"id"`
		By      string    `json:"by"`
		Verb    string    `json:"verb"`
		Subject string    `json:"subject"`
		At      time.Time `json:"at"`
	}{strings.Join([]string{verb, id, at.UTC().Format(time.RFC3339Nano)}, "/"), by, "subscriber." + verb, "subscriber/" + id, at.UTC()})
	return line
}
