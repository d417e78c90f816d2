// Package clash keeps what could not be written back into the content repository,
// for people to look at. It must never know of Git: whoever only shows clashes does not
// link it.
package clash

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"tidings/internal/store"
)

const (
	part = "writeback/clash"
	// keep is how long a clash is remembered.
	keep = 30 * 24 * time.Hour
)

// Clash is a part of a file that was changed here and there since both agreed.
// The repository has the other text.
type Clash struct {
	Path   string    `json:"path"`
	Update string    `json:"update,omitempty"` // id; empty for the front matter
	Ours   string    `json:"ours"`
	Change string    `json:"change,omitempty"`
	At     time.Time `json:"at"` // when it was posted
}

// List gives what could not be merged in the last days, at most so many.
func List(ctx context.Context, d store.Driver, limit int) (all []Clash, err error) {
	page, err := d.List(ctx, store.Query{Part: part, Reverse: true, Limit: limit})
	for _, it := range page.Items {
		var c Clash
		if err := json.Unmarshal(it.Value, &c); err != nil {
			return nil, fmt.Errorf("reading what clashed: %w", err)
		}
		all = append(all, c)
	}
	return all, err
}

// Put keeps one.
func Put(ctx context.Context, d store.Driver, c Clash, now time.Time) error {
	value, _ := json.Marshal(c) // strings and a time of this era: it cannot fail
	k := store.Key{Part: part, Sort: c.Change + "/" + c.Update}
	return d.Update(ctx, []store.Key{k}, func(tx *store.Tx) error { return tx.PutUntil(k, value, now.Add(keep)) })
}
