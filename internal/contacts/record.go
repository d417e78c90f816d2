package contacts

import (
	"encoding/json"
	"fmt"
	"time"

	"tidings/internal/store"
)

// record is a subscriber as it is stored.
type record struct {
	State  State  `json:"state"`
	Number int    `json:"number,omitempty"`
	Key    []byte `json:"key"`    // the person's, wrapped
	Body   []byte `json:"sealed"` // secrets, under the person's key
}

// sealed is what stands in a record's Body.
type sealed struct {
	Address   string      `json:"address"`
	Wish      Wish        `json:"wish"`
	Asked     time.Time   `json:"asked"`
	Confirmed time.Time   `json:"confirmed"`
	From      string      `json:"from,omitempty"`
	Form      string      `json:"form,omitempty"`
	Version   uint16      `json:"version,omitempty"`
	Bounces   []time.Time `json:"bounces,omitempty"`
}

const (
	partSubscriber = "subscriber"
	partAddress    = "address"
	partAsked      = "asked"
	partInvited    = "invited"
	partQuiet      = "quiet"
	partBarred     = "barred"
	partReached    = "reached"
	partCounter    = "counter"
)

func subscriberKey(id string) store.Key { return store.Key{Part: partSubscriber, Sort: id} }
func reachedKey(id string) store.Key    { return store.Key{Part: partReached, Sort: id} }

// encode seals a subscriber. Was is the record that it replaces, whose key goes
// on; nil makes a new key.
func (s *seals) encode(sub Subscriber, was *record) ([]byte, error) {
	r := record{State: sub.State, Number: sub.Number}
	box, wrapped, err := s.boxOf(sub.ID, was)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(sealed{sub.Address.Reveal(), sub.Wish, sub.Asked.UTC(), sub.Confirmed.UTC(), sub.From, sub.Form, sub.Version, sub.Bounces})
	if err != nil {
		return nil, err
	}
	if r.Body, err = box.Seal(sub.ID, text); err != nil {
		return nil, err
	}
	r.Key = wrapped
	return json.Marshal(r)
}

func (s *seals) decode(id string, value []byte) (Subscriber, *record, error) {
	r := new(record)
	if err := json.Unmarshal(value, r); err != nil {
		return Subscriber{}, nil, fmt.Errorf("subscriber %s: %w", id, errSealed)
	}
	box, err := s.unwrap(r.Key, id)
	if err != nil {
		return Subscriber{}, nil, fmt.Errorf("subscriber %s: %w", id, err)
	}
	text, err := box.Open(id, r.Body)
	if err != nil {
		return Subscriber{}, nil, fmt.Errorf("subscriber %s: %w", id, errSealed)
	}
	var b sealed
	if err := json.Unmarshal(text, &b); err != nil {
		return Subscriber{}, nil, fmt.Errorf("subscriber %s: %w", id, errSealed)
	}
	address, err := ParseAddress(b.Address)
	if err != nil {
		return Subscriber{}, nil, fmt.Errorf("subscriber %s: %w", id, err)
	}
	return Subscriber{ID: id, Number: r.Number, Address: address, State: r.State, Wish: b.Wish, Asked: b.Asked, Confirmed: b.Confirmed,
		From: b.From, Form: b.Form, Version: b.Version, Bounces: b.Bounces}, r, nil
}
