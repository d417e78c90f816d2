package access

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"

	"tidings/internal/secret"
)

// NewBox seals what is kept of accounts, and what browsers carry, under a key of
// its own, made from the one that is kept.
func NewBox(key []byte, random io.Reader) (*secret.Box, error) {
	own, err := hkdf.Key(sha256.New, key, nil, "tidings access", secret.KeyBytes)
	if err != nil {
		return nil, fmt.Errorf("making the key of accounts: %w", err)
	}
	return secret.NewBox(own, random)
}
