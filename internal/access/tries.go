package access

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"tidings/internal/store"
)

// An account takes so many tries to sign in within a window; then none, not
// even with the right password, until the window is over. Passkeys and links
// are not guessed and go on working: nobody can lock an owner out for good.
const (
	TriesPerAccount = 10
	TriesWindow     = 15 * time.Minute
)

// tries are those of an account since a time.
type tries struct {
	Count int       `json:"count"`
	Since time.Time `json:"since"`
}

// try counts a try before it is made, so that many at once cannot slip through,
// and reports whether there were too many already.
func (a *Accounts) try(ctx context.Context, whose string) (locked bool, err error) {
	key, now := triesKey(whose), a.now()
	err = a.driver.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		value, _, err := tx.Get(key)
		if err != nil {
			return err
		}
		var t tries
		if json.Unmarshal(value, &t) != nil || !now.Before(t.Since.Add(TriesWindow)) {
			t = tries{Since: now}
		}
		if locked = t.Count >= TriesPerAccount; !locked {
			t.Count++
		}
		return tx.PutUntil(key, said(t), t.Since.Add(TriesWindow))
	})
	if err != nil {
		return true, fmt.Errorf("counting tries to sign in: %w", err)
	}
	return locked, nil
}

// bucket stands for addresses that have no account. They are counted like the
// others, for an answer that takes the same time, but in a few places only: no
// flood of made-up addresses can fill the store.
func bucket(typed string) string { return "unknown/" + hash(typed)[:2] }
