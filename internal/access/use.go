package access

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tidings/internal/store"
)

// usePart is where it is kept when tokens were last used, apart from the tokens:
// whoever is let in waits for no one who changes them.
const usePart = "access/used"

// useEvery is how exactly that is known: a busy token is one write in so long.
const useEvery = 5 * time.Minute

// uses remembers what has been written down lately.
type uses struct {
	mu   *sync.Mutex
	last map[string]time.Time // by token id
}

func newUses() uses { return uses{mu: new(sync.Mutex), last: map[string]time.Time{}} }

// due reports whether a use has to be written down, and takes it as written.
func (u uses) due(id string, at time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if last, known := u.last[id]; known && at.Before(last.Add(useEvery)) {
		return false
	}
	u.last[id] = at
	return true
}

// Use notes that a token opened something.
func (t *Tokens) Use(ctx context.Context, tok Token, at time.Time) error {
	if !t.used.due(tok.ID, at) {
		return nil
	}
	key := store.Key{Part: usePart, Sort: tok.ID}
	err := t.driver.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		return tx.Put(key, []byte(at.UTC().Format(time.RFC3339)))
	})
	if err != nil {
		return fmt.Errorf("noting that a token was used: %w", err)
	}
	return nil
}

// uses reads when each token was last used.
func (t *Tokens) uses(ctx context.Context) (map[string]time.Time, error) {
	all := map[string]time.Time{}
	for q := (store.Query{Part: usePart}); ; {
		page, err := t.driver.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("listing tokens: %w", err)
		}
		for _, it := range page.Items {
			if at, err := time.Parse(time.RFC3339, string(it.Value)); err == nil { // a damaged one says nothing
				all[it.Sort] = at
			}
		}
		if q.After = page.Next; q.After == "" {
			return all, nil
		}
	}
}
