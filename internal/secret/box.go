package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
)

// ErrSealed says that a value was sealed with another key or for another
// purpose, or is damaged.
var ErrSealed = errors.New("the value was sealed with another key or for something else")

// Box seals small values by AES-256-GCM.
type Box struct {
	seal   cipher.AEAD
	random io.Reader
}

// NewBox returns a box. The key has KeyBytes bytes; random gives nonces and
// must be cryptographic.
func NewBox(key []byte, random io.Reader) (*Box, error) {
	if len(key) != KeyBytes {
		return nil, fmt.Errorf("the key of the secrets must have %d bytes", KeyBytes)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("preparing the cipher for secrets: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("preparing the cipher for secrets: %w", err)
	}
	return &Box{seal: seal, random: random}, nil
}

// Seal returns nonce and ciphertext. The purpose is sealed in, so that a value
// cannot be put in another's place.
func (b *Box) Seal(purpose string, plain []byte) ([]byte, error) {
	nonce := make([]byte, b.seal.NonceSize(), b.seal.NonceSize()+len(plain)+b.seal.Overhead())
	if _, err := io.ReadFull(b.random, nonce); err != nil {
		return nil, fmt.Errorf("reading randomness to seal a secret: %w", err)
	}
	return b.seal.Seal(nonce, nonce, plain, []byte(purpose)), nil
}

// Open returns what was sealed for a purpose, or ErrSealed.
func (b *Box) Open(purpose string, sealed []byte) ([]byte, error) {
	n := b.seal.NonceSize()
	if len(sealed) < n {
		return nil, ErrSealed
	}
	plain, err := b.seal.Open(nil, sealed[:n], sealed[n:], []byte(purpose))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}
