package access

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tidings/internal/store"
)

// ResetPause is how long a link to a new password keeps others from being asked
// for by mail: nobody's letter box is filled, and nobody's link made worthless.
const ResetPause = 5 * time.Minute

// AskReset makes a link to a new password for whoever owns a typed address; the
// caller sends it there and nowhere else. The text is empty where a mail may open
// nothing: for an unknown address, an account that is disabled or has no password
// to choose anew, and one that has got a link just now. What is read and written
// is then the same, so that nobody learns which it was.
func (a *Accounts) AskReset(ctx context.Context, typed string, c Client) (text string, to Email, err error) {
	r, _, err := a.whose(ctx, typed)
	if err != nil {
		return "", Email{}, err
	}
	text, kept, err := a.newTicket(cmp.Or(r.ID, "nobody"))
	if err != nil {
		return "", Email{}, err
	}
	now := a.now()
	e := Event{From: c.short().Address, Verb: "reset.asked", Subject: "account/" + cmp.Or(r.ID, "unknown"), At: now}
	if !r.mayReset(now) {
		return "", Email{}, a.append(ctx, e)
	}
	err = a.change(ctx, r.ID, &e, func(_ *store.Tx, r *record) error {
		if !r.mayReset(now) {
			return ErrRefused
		}
		r.Link = string(said(link{Link: Link{Kind: LinkReset, Until: now.Add(ResetTime)}, Hash: kept}))
		return nil
	})
	switch {
	case errors.Is(err, ErrRefused) || errors.Is(err, ErrNoAccount):
		return "", Email{}, nil // somebody else was quicker
	case err != nil:
		return "", Email{}, fmt.Errorf("making a link to a new password: %w", err)
	}
	return text, Email{r.Email}, nil
}

// mayReset reports whether a mail may open the account: it is one that a
// password opens. One of the identity provider alone stays the provider's.
func (r *record) mayReset(now time.Time) bool {
	if r.ID == "" || r.Disabled || r.Password == "" {
		return false
	}
	var l link
	return json.Unmarshal([]byte(r.Link), &l) != nil || !now.Before(l.Until.Add(ResetPause-ResetTime))
}
