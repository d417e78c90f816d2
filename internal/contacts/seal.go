package contacts

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"tidings/internal/secret"
)

// KeyBytes is the length of the book's key.
const KeyBytes = secret.KeyBytes

// seals are what the book's key is used for, each under a key of its own.
type seals struct {
	people  *secret.Box // of the keys of people
	digests []byte      // of addresses
	links   []byte      // of links in mail
	random  io.Reader
}

func newSeals(key []byte, random io.Reader) (*seals, error) {
	if len(key) != KeyBytes {
		return nil, fmt.Errorf("the key of the contacts must have %d bytes", KeyBytes)
	}
	sub := func(use string) []byte {
		k, _ := hkdf.Expand(sha256.New, key, "tidings contacts "+use, KeyBytes) // fails only for absurd lengths
		return k
	}
	people, err := secret.NewBox(sub("people"), random)
	if err != nil {
		return nil, err
	}
	return &seals{people: people, digests: sub("addresses"), links: sub("links"), random: random}, nil
}

// digest names an address in the store.
func (s *seals) digest(a Address) string {
	m := hmac.New(sha256.New, s.digests)
	m.Write([]byte(a.same()))
	return hex.EncodeToString(m.Sum(nil))
}

// person makes the box of a new person, and its key wrapped for the store.
func (s *seals) person(id string) (box *secret.Box, wrapped []byte, err error) {
	key := make([]byte, secret.KeyBytes)
	if _, err := io.ReadFull(s.random, key); err != nil {
		return nil, nil, fmt.Errorf("reading randomness for a key: %w", err)
	}
	if wrapped, err = s.people.Seal(id, key); err != nil {
		return nil, nil, err
	}
	box, err = secret.NewBox(key, s.random)
	return box, wrapped, err
}

// boxOf is the box of a person who has a record, or a new one.
func (s *seals) boxOf(id string, was *record) (box *secret.Box, wrapped []byte, err error) {
	if was == nil {
		return s.person(id)
	}
	box, err = s.unwrap(was.Key, id)
	return box, was.Key, err
}

// unwrap brings a person's box back.
func (s *seals) unwrap(wrapped []byte, id string) (*secret.Box, error) {
	key, err := s.people.Open(id, wrapped)
	if err != nil {
		return nil, errSealed
	}
	return secret.NewBox(key, s.random)
}

var errSealed = errors.New("what is kept of a contact is damaged, or was sealed with another key: bring back the key file")
