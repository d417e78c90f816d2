package access

import (
	"context"
	"fmt"

	"tidings/internal/store"
)

var keyHome = store.Key{Part: "access/guard", Sort: "home"}

// LinkPath is what links begin with, below the home.
const LinkPath = "/admin/link/"

// SetHome keeps the address at which people reach the program, without a slash
// at its end, so that a command can print whole links.
func (a *Accounts) SetHome(ctx context.Context, address string) error {
	if home, err := a.Home(ctx); err != nil || home == address {
		return err
	}
	err := a.driver.Update(ctx, []store.Key{keyHome}, func(tx *store.Tx) error { return tx.Put(keyHome, []byte(address)) })
	if err != nil {
		return fmt.Errorf("keeping the address of the program: %w", err)
	}
	return nil
}

// Home returns the address of SetHome; empty if there was none yet.
func (a *Accounts) Home(ctx context.Context) (string, error) {
	found, err := a.driver.Get(ctx, keyHome)
	if err != nil {
		return "", fmt.Errorf("reading the address of the program: %w", err)
	}
	return string(found[keyHome].Value), nil
}
