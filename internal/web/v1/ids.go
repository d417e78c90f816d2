package v1

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"

	"tidings/internal/ident"
)

// hashValue hashes a member's value with its shape.
func hashValue(h hash.Hash, v any) {
	switch v := v.(type) {
	case object:
		fmt.Fprintf(h, "{%d", len(v))
		for _, m := range v {
			fmt.Fprintf(h, "%d:%s", len(m.key), m.key)
			hashValue(h, m.value)
		}
	case list:
		fmt.Fprintf(h, "[%d", len(v))
		for _, e := range v {
			hashValue(h, e)
		}
	default:
		text := fmt.Sprintf("%T %v", v, v)
		fmt.Fprintf(h, "%d:%s", len(text), text)
	}
}

// tail is what makes an id the only one: random, or for a request that may be
// sent again the same each time, and another for each purpose.
func (c *call) tail(purpose string) (string, error) {
	if c.key != "" {
		sum := sha256.Sum256([]byte(c.token.ID + "\x00" + c.key + "\x00" + c.route.path + "\x00" + purpose))
		return hex.EncodeToString(sum[:4]), nil
	}
	var b [4]byte
	if _, err := io.ReadFull(c.api.Random, b[:]); err != nil {
		return "", fmt.Errorf("reading randomness for an id: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

// newID is an id that tells people what it is of: slow-logins-4f7a2c01.
func (c *call) newID(name string) (string, error) {
	tail, err := c.tail("id")
	if err != nil {
		return "", err
	}
	if s := ident.Slug(name, 48); s != "" {
		return s + "-" + tail, nil
	}
	return "x-" + tail, nil
}
