package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"tidings/internal/content"
	"tidings/internal/store"
)

// refusalKey holds what of the content was refused last, while it is.
var refusalKey = store.Key{Part: "app", Sort: "content-refused"}

// maxProblems bounds how many mistakes of a refusal are remembered; the log has
// them all.
const maxProblems = 100

// Refusal is content that holds mistakes and was therefore not applied.
type Refusal struct {
	Commit   string            `json:"commit,omitempty"` // empty for a folder
	Author   string            `json:"author,omitempty"`
	Title    string            `json:"title,omitempty"`
	At       time.Time         `json:"at"`
	Newest   string            `json:"newest,omitempty"` // a later commit that has left the same mistakes in
	Mistakes int               `json:"mistakes"`
	Problems []content.Problem `json:"problems"` // the first of them
}

// Refusal is what of the content is refused as it is now; nil for nothing.
func (a *App) Refusal() *Refusal { return a.refusal.Load() }

// settle remembers that content was refused, or no longer is. That it cannot be
// remembered takes nothing away from what was decided.
func (a *App) settle(ctx context.Context, s content.State, err error) {
	var mistakes *content.Mistakes
	refused := errors.As(err, &mistakes)
	if s.Commit != nil && refused {
		a.tookCommit(s.Commit.ID, mistakes.Problems)
	} else if s.Commit != nil && err == nil {
		a.tookCommit(s.Commit.ID, nil)
	}
	if refused {
		r := a.refusedNow(s.Commit, mistakes.Problems)
		a.refusal.Store(r)
		value, _ := json.Marshal(r) // text and numbers: it cannot fail
		err = a.Store.Update(ctx, []store.Key{refusalKey}, func(tx *store.Tx) error { return tx.Put(refusalKey, value) })
	} else if err == nil && a.refusal.Swap(nil) != nil {
		err = a.Store.Update(ctx, []store.Key{refusalKey}, func(tx *store.Tx) error { return tx.Delete(refusalKey) })
	} else {
		return
	}
	if err != nil {
		a.Log.Warn("what became of the content could not be noted", "error", err)
	}
}

// refusedNow is the refusal of content with mistakes: of the commit that brought
// them, also where others have left them in since.
func (a *App) refusedNow(c *content.Commit, all []content.Problem) *Refusal {
	r := Refusal{At: a.clock.Now().UTC(), Mistakes: len(all), Problems: all[:min(len(all), maxProblems)]}
	if c == nil {
		return &r
	}
	was := a.refusal.Load()
	if was != nil && was.Commit != "" && was.Commit != c.ID && was.Mistakes == r.Mistakes && slices.Equal(was.Problems, r.Problems) {
		r = *was
		r.Newest = c.ID
		return &r
	}
	r.Commit, r.Author, r.Title = c.ID, c.Author, c.Title
	return &r
}

// recallRefusal reads what was refused before the start.
func (a *App) recallRefusal(ctx context.Context) error {
	found, err := a.Store.Get(ctx, refusalKey)
	if it, ok := found[refusalKey]; ok {
		var r Refusal
		if json.Unmarshal(it.Value, &r) == nil {
			a.refusal.Store(&r)
		}
	}
	return err
}

// unapplied says which content is not applied.
func (a *App) unapplied() string {
	if a.Repository == nil {
		return "the content folder"
	}
	if r := a.refusal.Load(); r != nil {
		return "commit " + r.Commit + " of the content"
	}
	return "the content repository"
}
