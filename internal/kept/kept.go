// Package kept keeps the last configuration that was found valid, with its
// theme, in the store: a start that finds mistakes in the content folder goes on
// from it, and doors that have no content folder live by it. It must never know what a
// page looks like.
package kept

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tidings/internal/store"
)

// It is kept in pieces, each version under a generation of its own; what key
// says names the one that is whole.
const (
	Part = "content/kept" // of the pieces

	pieceBytes = 300 << 10
)

var key = store.Key{Part: "app", Sort: "content-kept"}

// ErrNone says that no content has ever been found valid.
var ErrNone = errors.New("no configuration has been kept")

// Version names one configuration: two that are equal have equal ones.
type Version struct {
	Generation uint64 `json:"generation"`
	Pieces     int    `json:"pieces"`
	SHA256     string `json:"sha256"` // of the whole
}

func (v Version) prefix() string { return fmt.Sprintf("%020d/", v.Generation) }

func (v Version) pieceKey(piece int) store.Key {
	return store.Key{Part: Part, Sort: fmt.Sprintf("%s%06d", v.prefix(), piece)}
}

// Put replaces the kept configuration. Killed in between, the one before stays.
func Put(ctx context.Context, d store.Driver, packed []byte) error {
	old, err := Current(ctx, d)
	if err != nil && !errors.Is(err, ErrNone) {
		return err
	}
	sum := sha256.Sum256(packed)
	next := Version{Generation: old.Generation + 1, SHA256: hex.EncodeToString(sum[:])}
	if next.SHA256 == old.SHA256 {
		return nil
	}
	for piece := range slices.Chunk(packed, pieceBytes) {
		if err := put(ctx, d, next.pieceKey(next.Pieces), piece); err != nil {
			return fmt.Errorf("keeping the configuration: %w", err)
		}
		next.Pieces++
	}
	value, _ := json.Marshal(next) // strings and numbers: it cannot fail
	if err := put(ctx, d, key, value); err != nil {
		return fmt.Errorf("keeping the configuration: %w", err)
	}
	return forgetPieces(ctx, d, next)
}

func put(ctx context.Context, d store.Driver, key store.Key, value []byte) error {
	return d.Update(ctx, []store.Key{key}, func(tx *store.Tx) error { return tx.Put(key, value) })
}

// forgetPieces deletes the pieces of every version but one.
func forgetPieces(ctx context.Context, d store.Driver, but Version) error {
	for q := (store.Query{Part: Part}); ; {
		page, err := d.List(ctx, q)
		if err != nil {
			return fmt.Errorf("forgetting an old configuration: %w", err)
		}
		for _, it := range page.Items {
			if strings.HasPrefix(it.Sort, but.prefix()) {
				continue
			}
			if err := d.Update(ctx, []store.Key{it.Key}, func(tx *store.Tx) error { return tx.Delete(it.Key) }); err != nil {
				return fmt.Errorf("forgetting an old configuration: %w", err)
			}
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
}

// Current is the version that is kept, or ErrNone.
func Current(ctx context.Context, d store.Driver) (v Version, err error) {
	found, err := d.Get(ctx, key)
	if err != nil {
		return v, fmt.Errorf("reading the kept configuration: %w", err)
	}
	it, ok := found[key]
	if !ok {
		return v, ErrNone
	}
	if err := json.Unmarshal(it.Value, &v); err != nil {
		return Version{}, nil // a damaged entry is written anew
	}
	return v, nil
}

// Get returns the packed configuration of a version.
func Get(ctx context.Context, d store.Driver, v Version) ([]byte, error) {
	var packed bytes.Buffer
	for i := range v.Pieces {
		found, err := d.Get(ctx, v.pieceKey(i))
		if err != nil {
			return nil, fmt.Errorf("reading the kept configuration: %w", err)
		}
		packed.Write(found[v.pieceKey(i)].Value)
	}
	if sum := sha256.Sum256(packed.Bytes()); hex.EncodeToString(sum[:]) != v.SHA256 {
		return nil, errors.New("the kept configuration is damaged")
	}
	return packed.Bytes(), nil
}
