// Package mailing keeps in the store of the page what those who send mail have found
// of it, for those who send none: the page, which says where no mail goes out, and the
// API. It must never know whom mail is for.
package mailing

import (
	"context"
	"encoding/json"
	"fmt"

	"tidings/internal/store"
)

// Key is where it is kept: in a part of its own, so that a door may be let write
// there and nowhere else.
var Key = store.Key{Part: "mail", Sort: "standing"}

// standing is how it is kept.
type standing struct {
	Off bool `json:"off"`
}

// Off reports whether an item at Key says that no mail goes out, until somebody
// changes how it is set up. Where nobody has said anything, it does.
func Off(value []byte) bool {
	var s standing
	return json.Unmarshal(value, &s) == nil && s.Off
}

// IsOff is Off of what was found last.
func IsOff(ctx context.Context, page store.Driver) (bool, error) {
	found, err := page.Get(ctx, Key)
	if err != nil {
		return false, fmt.Errorf("reading whether mail goes out: %w", err)
	}
	return Off(found[Key].Value), nil
}

// Found keeps what was found, where it is news.
func Found(ctx context.Context, page store.Driver, off bool) error {
	was, err := IsOff(ctx, page)
	if err != nil || was == off {
		return err
	}
	value, _ := json.Marshal(standing{off}) // a truth value: it cannot fail
	err = page.Update(ctx, []store.Key{Key}, func(tx *store.Tx) error { return tx.Put(Key, value) })
	if err != nil {
		return fmt.Errorf("writing whether mail goes out: %w", err)
	}
	return nil
}
