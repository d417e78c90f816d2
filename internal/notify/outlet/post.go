package outlet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tidings/internal/config"
)

// send posts a bulletin. Wait is what the other side asks for; gone says that
// it wants no more.
func (d *Desk) send(ctx context.Context, c config.Channel, b *Bulletin) (wait time.Duration, gone bool, err error) {
	r, err := d.request(ctx, c, b)
	if err != nil {
		return 0, false, err
	}
	answer, err := d.Client.Do(ctx, r)
	if err != nil {
		return 0, false, err
	}
	if answer.Status/100 == 2 {
		return 0, false, nil
	}
	seconds, _ := strconv.Atoi(answer.RetryAfter)
	return time.Duration(max(seconds, 0)) * time.Second, answer.Status == http.StatusGone, fmt.Errorf("the other side answered %d %s", answer.Status, http.StatusText(answer.Status))
}

var errAddress = errors.New("the channel's address cannot be used")

func (d *Desk) request(ctx context.Context, c config.Channel, b *Bulletin) (*http.Request, error) {
	address, err := d.address(ctx, c)
	if err != nil {
		return nil, err
	}
	m, err := d.message(c, b, address)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequest(http.MethodPost, m.address, bytes.NewReader(m.body))
	if err != nil {
		return nil, errAddress
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Tidings")
	return r, d.prove(ctx, c, b, m, r)
}

func (d *Desk) message(c config.Channel, b *Bulletin, address string) (message, error) {
	switch c.Kind {
	case "webhook":
		return webhook(b, address)
	case "statuspage":
		return statuspage(b, address)
	}
	chat, known := chats[c.Kind]
	if !known {
		return message{}, fmt.Errorf("there is no kind of channel %q", c.Kind)
	}
	return chat(b, c, address)
}

// prove signs a webhook, or gives the token that a chat asks for.
func (d *Desk) prove(ctx context.Context, c config.Channel, b *Bulletin, m message, r *http.Request) error {
	var secrets []string
	if c.Sign != "" {
		var err error
		if secrets, err = d.Secrets.Lookup(ctx, c.Sign, d.Now()); err != nil {
			return err
		}
		if len(secrets) == 0 {
			return fmt.Errorf("the secret %q of the channel is not set", c.Sign)
		}
	}
	switch {
	case c.Kind == "webhook" || c.Kind == "statuspage":
		for name, value := range signatures(b.ID, d.Now(), m.body, secrets) {
			r.Header.Set(name, value)
		}
	case len(secrets) > 0:
		r.Header.Set("Authorization", "Bearer "+secrets[0])
	}
	return nil
}

// address is the channel's, or the secret that holds it.
func (d *Desk) address(ctx context.Context, c config.Channel) (string, error) {
	address := c.URL
	if address == "" {
		values, err := d.Secrets.Lookup(ctx, c.Secret, d.Now())
		if err != nil {
			return "", err
		}
		if len(values) == 0 {
			return "", fmt.Errorf("the secret %q that holds the channel's address is not set", c.Secret)
		}
		address = values[0]
	}
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.User != nil {
		return "", errAddress
	}
	return address, nil
}
