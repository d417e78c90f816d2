package contacts

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// KeyBytes is the length of the book's key.
const KeyBytes = 32

// seals are what the book's key is used for, each under a key of its own.
type seals struct {
	wrap    cipher.AEAD // of the keys of people
	digests []byte      // of addresses
	links   []byte      // of links in mail
	random  io.Reader
}

func newSeals(key []byte, random io.Reader) (*seals, error) {
	if len(key) != KeyBytes {
		return nil, fmt.Errorf("the key of the contacts must have %d bytes", KeyBytes)
	}
	sub := func(use string) []byte {
		k, _ := hkdf.Expand(sha256.New, key, "tidings contacts "+use, 32) // fails only for absurd lengths
		return k
	}
	wrap, err := aead(sub("people"))
	if err != nil {
		return nil, err
	}
	return &seals{wrap: wrap, digests: sub("addresses"), links: sub("links"), random: random}, nil
}

func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("preparing the cipher for contacts: %w", err)
	}
	return cipher.NewGCM(block)
}

// digest names an address in the store.
func (s *seals) digest(a Address) string {
	m := hmac.New(sha256.New, s.digests)
	m.Write([]byte(a.same()))
	return hex.EncodeToString(m.Sum(nil))
}

// person makes the key of a new person, wrapped for the store.
func (s *seals) person(id string) (key cipher.AEAD, wrapped []byte, err error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return nil, nil, fmt.Errorf("reading randomness for a key: %w", err)
	}
	if wrapped, err = s.close(s.wrap, raw, id); err != nil {
		return nil, nil, err
	}
	key, err = aead(raw)
	return key, wrapped, err
}

// keyOf is the key of a person who has a record, or a new one.
func (s *seals) keyOf(id string, was *record) (key cipher.AEAD, wrapped []byte, err error) {
	if was == nil {
		return s.person(id)
	}
	key, err = s.unwrap(was.Key, id)
	return key, was.Key, err
}

// unwrap brings a person's key back.
func (s *seals) unwrap(wrapped []byte, id string) (cipher.AEAD, error) {
	raw, err := open(s.wrap, wrapped, id)
	if err != nil {
		return nil, err
	}
	return aead(raw)
}

// close seals a text for one place, so that it cannot be put in another's.
func (s *seals) close(key cipher.AEAD, text []byte, place string) ([]byte, error) {
	nonce := make([]byte, key.NonceSize(), key.NonceSize()+len(text)+key.Overhead())
	if _, err := io.ReadFull(s.random, nonce); err != nil {
		return nil, fmt.Errorf("reading randomness to seal with: %w", err)
	}
	return key.Seal(nonce, nonce, text, []byte(place)), nil
}

var errSealed = errors.New("what is kept of a contact is damaged, or was sealed with another key: bring back the key file")

func open(key cipher.AEAD, sealed []byte, place string) ([]byte, error) {
	n := key.NonceSize()
	if len(sealed) < n {
		return nil, errSealed
	}
	text, err := key.Open(nil, sealed[:n], sealed[n:], []byte(place))
	if err != nil {
		return nil, errSealed
	}
	return text, nil
}
