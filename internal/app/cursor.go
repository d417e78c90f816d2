package app

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"tidings/internal/status"
	"tidings/internal/store"
)

const changesAtOnce = 500

// cursorKey holds the cursor up to which changes have been published. It is
// written after a publish, and not for changes that touch no page: those are
// read again after a restart, and touch no page then either.
func (a *App) cursorKey() store.Key { return a.ownKey("published") }

// ownKey is of something that is kept for each target.
func (a *App) ownKey(what string) store.Key {
	if a.Copy != "" {
		what += "/" + a.Copy
	}
	return store.Key{Part: "app", Sort: what}
}

// readCursor goes on from where the last run stopped publishing.
func (a *App) readCursor(ctx context.Context) error {
	key := a.cursorKey()
	found, err := a.Store.Get(ctx, key)
	if err != nil {
		return fmt.Errorf("reading how far the site is published: %w", err)
	}
	a.cursor = string(found[key].Value)
	return nil
}

func (a *App) setPublished(ctx context.Context, cursor string) error {
	key := a.cursorKey()
	err := a.Store.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		return tx.Put(key, []byte(cursor))
	})
	if err != nil {
		return fmt.Errorf("writing how far the site is published: %w", err)
	}
	return nil
}

// changed is what all changes after the cursor touch together, and the cursor
// after them.
func (a *App) changed(ctx context.Context) (scope status.Scope, cursor string, err error) {
	board := a.rules.Load().board
	for cursor = a.cursor; ; {
		changes, next, err := board.Changes(ctx, cursor, changesAtOnce)
		if errors.Is(err, store.ErrCursor) && cursor != "" {
			a.Log.Warn("the state was restored from another kind of store; changes are read from the beginning")
			cursor, a.cursor = "", ""
			continue
		}
		if err != nil {
			return scope, cursor, fmt.Errorf("reading changes: %w", err)
		}
		if len(changes) > 0 {
			afterPage(a.toTell, a.toPost)
		}
		a.pass.waits(changes)
		posted := false
		for _, c := range changes {
			scope = scope.Join(c.Scope)
			posted = posted || c.ByKind != status.OriginContent
		}
		if posted && a.writesBack() {
			a.toContent.ring()
		}
		if next == cursor {
			return scope, cursor, nil
		}
		cursor = next
	}
}

// asked gathers scopes to publish that no change in the store speaks of: what
// time or the configuration brought, and what a failed publish still owes.
type asked struct {
	mu    sync.Mutex
	scope status.Scope
}

func (q *asked) add(s status.Scope) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.scope = q.scope.Join(s)
}

func (q *asked) take() status.Scope {
	q.mu.Lock()
	defer q.mu.Unlock()
	s := q.scope
	q.scope = status.Scope{}
	return s
}

// ask has a scope published.
func (a *App) ask(s status.Scope) {
	a.asked.add(s)
	a.toPublish.ring()
}
