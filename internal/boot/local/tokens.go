package local

import (
	"context"
	"fmt"

	"tidings/internal/access"
	"tidings/internal/store"
)

// moveTokens brings the tokens of a data folder that kept them beside the page
// into the file of accounts. Stopped halfway, it goes on at the next start.
func moveTokens(ctx context.Context, page, accounts store.Driver) error {
	for {
		found, err := page.List(ctx, store.Query{Part: access.TokenPart, Limit: 50})
		if err != nil || len(found.Items) == 0 {
			return err
		}
		if err := each(ctx, accounts, found.Items, func(tx *store.Tx, it store.Item) error { return tx.Put(it.Key, it.Value) }); err != nil {
			return fmt.Errorf("moving tokens to the file of accounts: %w", err)
		}
		if err := each(ctx, page, found.Items, func(tx *store.Tx, it store.Item) error { return tx.Delete(it.Key) }); err != nil {
			return fmt.Errorf("moving tokens to the file of accounts: %w", err)
		}
	}
}

func each(ctx context.Context, d store.Driver, items []store.Item, do func(*store.Tx, store.Item) error) error {
	keys := make([]store.Key, len(items))
	for i, it := range items {
		keys[i] = it.Key
	}
	return d.Update(ctx, keys, func(tx *store.Tx) error {
		for _, it := range items {
			if err := do(tx, it); err != nil {
				return err
			}
		}
		return nil
	})
}
