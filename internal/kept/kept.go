// Package kept keeps the last configuration that was found valid, with its
// theme, in the store: a start that finds mistakes in the content folder goes on
// from it, and doors that have no content folder live by it. It must never know what a
// page looks like.
package kept

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"tidings/internal/store"
)

// Part is where the pieces of configurations are; what Key says names the one
// that is in force.
const Part = "content/kept"

// Key is that of the item which Name writes.
var Key = store.Key{Part: "app", Sort: "content-kept"}

// ErrNone says that no content has ever been found valid.
var ErrNone = errors.New("no configuration has been kept")

// Put replaces the kept configuration. Killed in between, the one before stays.
func Put(ctx context.Context, d store.Driver, packed []byte) error {
	next, err := Stage(ctx, d, packed)
	if err != nil || next == nil {
		return err
	}
	err = d.Update(ctx, []store.Key{Key}, next.Name)
	if err == nil {
		err = next.ForgetOlder(ctx, d)
	}
	if err != nil {
		return fmt.Errorf("keeping the configuration: %w", err)
	}
	return nil
}

// Stage writes a configuration that comes into force when it is named. It is nil
// for the one that is.
func Stage(ctx context.Context, d store.Driver, packed []byte) (*Version, error) {
	old, err := Current(ctx, d)
	if err != nil && !errors.Is(err, ErrNone) {
		return nil, err
	}
	next := NewVersion(Part, old, packed)
	if next.SHA256 == old.SHA256 {
		return nil, nil
	}
	if err := next.Write(ctx, d, packed); err != nil {
		return nil, fmt.Errorf("keeping the configuration: %w", err)
	}
	return &next, nil
}

// Name brings a staged configuration into force, in an update that has named Key.
func (v Version) Name(tx *store.Tx) error {
	value, _ := json.Marshal(v) // strings and numbers: it cannot fail
	return tx.Put(Key, value)
}

// Current is the version that is kept, or ErrNone.
func Current(ctx context.Context, d store.Driver) (v Version, err error) {
	found, err := d.Get(ctx, Key)
	if err != nil {
		return v, fmt.Errorf("reading the kept configuration: %w", err)
	}
	it, ok := found[Key]
	if !ok {
		return Version{Part: Part}, ErrNone
	}
	if err := json.Unmarshal(it.Value, &v); err != nil {
		v = Version{} // a damaged entry is written anew
	}
	v.Part = Part
	return v, nil
}

// Get returns the packed configuration of a version.
func Get(ctx context.Context, d store.Driver, v Version) ([]byte, error) {
	packed, err := v.Read(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("reading the kept configuration: %w", err)
	}
	return packed, nil
}
