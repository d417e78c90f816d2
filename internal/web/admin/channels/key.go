package channels

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"tidings/internal/config"
	"tidings/internal/secret"
	"tidings/internal/web/admin"
)

// keyData is about the key that a channel's messages are signed with.
type keyData struct {
	secret.Standing
	MayRotate bool
}

// keyData is nil where nothing is signed.
func (c *Channels) keyData(v *admin.Visit, ch *config.Channel) (*keyData, error) {
	if ch.Sign == "" || ch.Kind != "webhook" && ch.Kind != "statuspage" {
		return nil, nil
	}
	s, err := c.Secrets.Standing(v.Context(), ch.Sign, c.Now())
	return &keyData{s, s.Env == "" && !s.Elsewhere}, err
}

// keyBytes is how long a key is: the specification asks for 24 to 64.
const keyBytes = 32

// made is what the page is given: the only time that the key is shown.
type made struct {
	Path, Key string
	OldUntil  time.Time
}

// rotate makes a new key. Until the other side has it, messages are signed
// with the one before too.
func (c *Channels) rotate(v *admin.Visit) error {
	data, ch, err := c.oneData(v)
	if err != nil {
		return err
	}
	if data.Key == nil || !data.Key.MayRotate {
		return v.Again("channel", data.ID, data, admin.Wrong("This channel's key cannot be changed here."))
	}
	raw := make([]byte, keyBytes)
	if _, err := io.ReadFull(c.Random, raw); err != nil {
		return fmt.Errorf("reading randomness for a key: %w", err)
	}
	key, now := "whsec_"+base64.StdEncoding.EncodeToString(raw), c.Now()
	m := made{Path: data.Path, Key: key, OldUntil: now.Add(secret.Overlap)}
	err = c.Secrets.Rotate(v.Context(), v.Who.ID, ch.Sign, key, now)
	if errors.Is(err, secret.ErrNotFound) {
		m.OldUntil, err = time.Time{}, c.Secrets.Set(v.Context(), v.Who.ID, ch.Sign, key, now)
	}
	if err != nil {
		return err
	}
	return v.Show("channel-key", "A new key for "+ch.ID, m)
}
