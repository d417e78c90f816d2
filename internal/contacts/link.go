package contacts

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"tidings/internal/secret/proof"
)

// The first letter of a token says what it is for.
const (
	confirmMark = "c"
	manageMark  = "m"
	sumBytes    = 16
)

// Confirms reports whether a token is one that confirms a wish.
func Confirms(token string) bool { return strings.HasPrefix(token, confirmMark) }

// Link is the token by which a subscriber sees and changes what is theirs,
// without signing in. It works for years: until its subscriber's Version moves.
func (b *Book) Link(s Subscriber) string {
	raw, _ := idLetters.DecodeString(s.ID)
	raw = binary.BigEndian.AppendUint16(raw, s.Version)
	return manageMark + base64.RawURLEncoding.EncodeToString(append(raw, b.sum(raw)...))
}

// Open is the subscriber of a link: ErrExpired when the link is not ours or has
// been replaced, ErrNotFound when the subscriber is gone.
func (b *Book) Open(ctx context.Context, token string) (Subscriber, error) {
	text, ok := strings.CutPrefix(token, manageMark)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if !ok || err != nil || len(raw) != idBytes+2+sumBytes {
		return Subscriber{}, ErrExpired
	}
	said, sum := raw[:idBytes+2], raw[idBytes+2:]
	if !proof.Same(string(sum), string(b.sum(said))) {
		return Subscriber{}, ErrExpired
	}
	sub, err := b.Get(ctx, idLetters.EncodeToString(said[:idBytes]))
	if err == nil && sub.Version != binary.BigEndian.Uint16(said[idBytes:]) {
		return Subscriber{}, ErrExpired
	}
	return sub, err
}

func (b *Book) sum(said []byte) []byte {
	m := hmac.New(sha256.New, b.links)
	m.Write(said)
	return m.Sum(nil)[:sumBytes]
}
