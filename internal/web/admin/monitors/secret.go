package monitors

import (
	"encoding/base64"
	"errors"
	"io"
	"net/url"
	"strings"

	"tidings/internal/config"
	"tidings/internal/secret"
	"tidings/internal/web/admin"
)

// secretMade is what the page is given: the only time that a secret is shown,
// because its sender has to be told.
type secretMade struct{ Source, Name, Value string }

// setSecret keeps a new secret of a source: one that was typed, or one that is
// made here and shown once.
func (m *monitors) setSecret(v *admin.Visit) error {
	s, src, err := m.found(v)
	if err != nil {
		return err
	}
	value, made := strings.TrimRight(v.Field("value"), "\r\n"), v.Field("do") == "make"
	if made {
		if value, err = m.newSecret(src.Auth); err != nil {
			return err
		}
	}
	told, err := m.keep(v, src.Auth.Secret, value, v.Field("at-once") != "")
	if err != nil {
		data, bad := m.sourceData(v, s, src)
		if bad != nil {
			return bad
		}
		return v.Again("source", src.ID, data, err)
	}
	if made {
		return v.Show("secret-made", "The secret of "+src.ID, secretMade{src.ID, src.Auth.Secret, value})
	}
	return v.Go(sourcesPath + "/" + url.PathEscape(src.ID) + "?told=" + told)
}

// keep keeps a value. The one before it is good for a while, unless it is to be
// worthless at once.
func (m *monitors) keep(v *admin.Visit, name, value string, atOnce bool) (told string, err error) {
	switch {
	case strings.TrimSpace(value) == "" || len(value) > secret.MaxBytes:
		return "", admin.Wrong("Give the secret, of at most %d bytes.", secret.MaxBytes)
	case len(value) < leastSecret:
		return "", admin.Wrong("A secret of fewer than %d characters can be guessed: use a longer one.", leastSecret)
	}
	at := m.Now().UTC()
	if atOnce {
		return "secret", m.Secrets.Set(v.Context(), v.Who.ID, name, value, at)
	}
	err = m.Secrets.Rotate(v.Context(), v.Who.ID, name, value, at)
	if errors.Is(err, secret.ErrNotFound) {
		return "secret", m.Secrets.Set(v.Context(), v.Who.ID, name, value, at)
	}
	return "rotated", err
}

// leastSecret is how short a secret may be that somebody types.
const leastSecret = 16

// newSecret is a secret of 256 bits in the form that senders of a source take.
func (m *monitors) newSecret(a config.Auth) (string, error) {
	var raw [32]byte
	if _, err := io.ReadFull(m.Random, raw[:]); err != nil {
		return "", err
	}
	if a.Type == "standard-webhooks" {
		return "whsec_" + base64.StdEncoding.EncodeToString(raw[:]), nil
	}
	return base64.RawURLEncoding.EncodeToString(raw[:]), nil
}
