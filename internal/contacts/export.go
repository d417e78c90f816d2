package contacts

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Own is all that is kept about a person, for the person: it holds the whole
// address.
type Own struct {
	Address   string      `json:"address"`
	State     State       `json:"state"`
	Wish      Wish        `json:"wish"`
	Asked     time.Time   `json:"asked"`
	Confirmed time.Time   `json:"confirmed"`
	From      string      `json:"origin_digest,omitempty"`
	Form      string      `json:"form,omitempty"`
	Bounces   []time.Time `json:"soft_bounces,omitempty"`
}

// Own is what a subscriber may have of what is kept.
func (s Subscriber) Own() Own {
	return Own{s.Address.Reveal(), s.State, s.Wish, s.Asked, s.Confirmed, s.From, s.Form, s.Bounces}
}

// WriteList writes all who are active as a list that ReadList reads.
func (b *Book) WriteList(ctx context.Context, to io.Writer) error {
	w := csv.NewWriter(to)
	if err := w.Write(columns); err != nil {
		return err
	}
	for after := ""; ; {
		page, next, err := b.List(ctx, after, 0)
		if err != nil {
			return err
		}
		for _, s := range page {
			if s.State != Active {
				continue
			}
			if err := w.Write(s.fields()); err != nil {
				return err
			}
		}
		if after = next; after == "" {
			w.Flush()
			return w.Error()
		}
	}
}

// fields are those of columns.
func (s *Subscriber) fields() []string {
	return []string{s.Address.Reveal(), strings.Join(s.Wish.Components, " "), strings.Join(s.Wish.Groups, " "), s.Wish.Severity.String(),
		fmt.Sprint(s.Wish.Incident), fmt.Sprint(s.Wish.Maintenance), s.Wish.Language, s.Wish.Zone, s.Confirmed.UTC().Format(time.RFC3339)}
}

// Bar is why and since when no mail goes to an address.
type Bar struct {
	Why Feedback  `json:"why"`
	At  time.Time `json:"at"`
}

// Barred is the bar of an address, or ErrNotFound.
func (b *Book) Barred(ctx context.Context, a Address) (bar Bar, err error) {
	key := b.barredKey(a)
	found, err := b.d.Get(ctx, key)
	if err != nil {
		return bar, fmt.Errorf("asking whether an address takes mail: %w", err)
	}
	it, ok := found[key]
	if !ok {
		return bar, ErrNotFound
	}
	if json.Unmarshal(it.Value, &bar) != nil {
		return bar, errors.New("what is kept of an address is damaged")
	}
	return bar, nil
}
