package app

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"tidings/internal/store"
)

// stuck says why the content cannot be read or written now, and since when.
type stuck struct {
	Since time.Time `json:"since"`
	Why   string    `json:"why"`
}

func (a *App) noteStuck(err error) {
	s := &stuck{a.clock.Now(), err.Error()}
	if was := a.stuck.Load(); was != nil {
		s.Since = was.Since
	}
	a.stuck.Store(s)
}

// stuckKey holds what is stuck, where others are to say it.
var stuckKey = store.Key{Part: "app", Sort: "content-stuck"}

// KeepTrouble keeps why content can be neither read nor written now, for the
// programs over the same store that do not try; nil says that it can again. What has
// not changed is not written.
func KeepTrouble(ctx context.Context, d store.Driver, at time.Time, trouble error) error {
	return d.Update(ctx, []store.Key{stuckKey}, func(tx *store.Tx) error {
		value, there, err := tx.Get(stuckKey)
		switch {
		case err != nil || trouble == nil && !there:
			return err
		case trouble == nil:
			return tx.Delete(stuckKey)
		}
		now, was := stuck{at.UTC(), trouble.Error()}, stuck{}
		if there && json.Unmarshal(value, &was) == nil {
			now.Since = was.Since
		}
		next, _ := json.Marshal(now) // a time of this era and text: it cannot fail
		if bytes.Equal(next, value) {
			return nil
		}
		return tx.Put(stuckKey, next)
	})
}

// recallStuck reads what KeepTrouble has kept.
func (a *App) recallStuck(ctx context.Context) error {
	found, err := a.Store.Get(ctx, stuckKey)
	a.stuck.Store(nil)
	var s stuck
	if it, there := found[stuckKey]; there && json.Unmarshal(it.Value, &s) == nil {
		a.stuck.Store(&s)
	}
	return err
}
