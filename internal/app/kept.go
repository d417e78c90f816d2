package app

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

// The last configuration that was found valid is kept in the store, with its
// theme: a start that finds mistakes in the content folder goes on from it, so
// that alerts are taken all the same. It is kept in pieces, each version under
// a generation of its own; what keptKey says names the one that is whole.
const (
	keptPart   = "content/kept"
	pieceBytes = 300 << 10
)

var keptKey = store.Key{Part: "app", Sort: "content-kept"}

// errNotKept says that no content has ever been found valid.
var errNotKept = errors.New("no configuration has been kept")

// keptVersion is the value under keptKey.
type keptVersion struct {
	Generation uint64 `json:"generation"`
	Pieces     int    `json:"pieces"`
	SHA256     string `json:"sha256"` // of the whole
}

func (v keptVersion) prefix() string { return fmt.Sprintf("%020d/", v.Generation) }

func (v keptVersion) key(piece int) store.Key {
	return store.Key{Part: keptPart, Sort: fmt.Sprintf("%s%06d", v.prefix(), piece)}
}

// keep replaces the kept configuration. Killed in between, the one before stays.
func (a *App) keep(ctx context.Context, packed []byte) error {
	old, err := a.keptVersion(ctx)
	if err != nil && !errors.Is(err, errNotKept) {
		return err
	}
	sum := sha256.Sum256(packed)
	next := keptVersion{Generation: old.Generation + 1, SHA256: hex.EncodeToString(sum[:])}
	if next.SHA256 == old.SHA256 {
		return nil
	}
	for piece := range slices.Chunk(packed, pieceBytes) {
		if err := a.put(ctx, next.key(next.Pieces), piece); err != nil {
			return fmt.Errorf("keeping the configuration: %w", err)
		}
		next.Pieces++
	}
	value, _ := json.Marshal(next) // strings and numbers: it cannot fail
	if err := a.put(ctx, keptKey, value); err != nil {
		return fmt.Errorf("keeping the configuration: %w", err)
	}
	return a.forgetPieces(ctx, next)
}

func (a *App) put(ctx context.Context, key store.Key, value []byte) error {
	return a.Store.Update(ctx, []store.Key{key}, func(tx *store.Tx) error { return tx.Put(key, value) })
}

// forgetPieces deletes the pieces of every version but one.
func (a *App) forgetPieces(ctx context.Context, but keptVersion) error {
	for q := (store.Query{Part: keptPart}); ; {
		page, err := a.Store.List(ctx, q)
		if err != nil {
			return fmt.Errorf("forgetting an old configuration: %w", err)
		}
		for _, it := range page.Items {
			if strings.HasPrefix(it.Sort, but.prefix()) {
				continue
			}
			if err := a.Store.Update(ctx, []store.Key{it.Key}, func(tx *store.Tx) error { return tx.Delete(it.Key) }); err != nil {
				return fmt.Errorf("forgetting an old configuration: %w", err)
			}
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
}

func (a *App) keptVersion(ctx context.Context) (v keptVersion, err error) {
	found, err := a.Store.Get(ctx, keptKey)
	if err != nil {
		return v, fmt.Errorf("reading the kept configuration: %w", err)
	}
	it, ok := found[keptKey]
	if !ok {
		return v, errNotKept
	}
	if err := json.Unmarshal(it.Value, &v); err != nil {
		return keptVersion{}, nil // a damaged entry is written anew
	}
	return v, nil
}

// keptRules are the rules of the kept configuration.
func (a *App) keptRules(ctx context.Context) (*rules, error) {
	v, err := a.keptVersion(ctx)
	if err != nil {
		return nil, err
	}
	packed, err := a.keptPieces(ctx, v)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(packed); hex.EncodeToString(sum[:]) != v.SHA256 {
		return nil, errors.New("the kept configuration is damaged")
	}
	c, theme, err := unpack(ctx, packed)
	if err != nil {
		return nil, fmt.Errorf("the kept configuration: %w", err)
	}
	return a.newRules(c, theme), nil
}

func (a *App) keptPieces(ctx context.Context, v keptVersion) ([]byte, error) {
	var packed bytes.Buffer
	for i := range v.Pieces {
		found, err := a.Store.Get(ctx, v.key(i))
		if err != nil {
			return nil, fmt.Errorf("reading the kept configuration: %w", err)
		}
		packed.Write(found[v.key(i)].Value)
	}
	return packed.Bytes(), nil
}
