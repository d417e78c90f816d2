package secret

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"tidings/internal/store"
)

// KeyBytes is the length of the sealing key.
const KeyBytes = 32

// Overlap is how long the old value of a rotated secret is still good, so that
// senders can be changed one by one.
const Overlap = 24 * time.Hour

// MaxBytes is the longest value that is kept.
const MaxBytes = 64 << 10

const part = "secret"

// ErrNotFound says that no secret of the name is kept.
var ErrNotFound = errors.New("there is no secret of this name")

// Info is what may be shown of a secret: everything but its value.
type Info struct {
	Name     string    `json:"name"`
	Set      time.Time `json:"set"`
	OldUntil time.Time `json:"old_until,omitzero"` // the value before is good until then
}

// Standing is how a secret stands that something names. Set is zero where this
// keeper keeps none.
type Standing struct {
	Info
	Env       string // the environment variable that gives it, before any that is kept
	Elsewhere bool   // what is kept elsewhere gives it
}

// IsSet reports whether there is a value.
func (s Standing) IsSet() bool { return s.Env != "" || s.Elsewhere || !s.Set.IsZero() }

// Keeper keeps secrets in a store, sealed in a Box.
type Keeper struct {
	// Elsewhere gives the values of a secret that the store has not, such as a
	// stack's parameters, the newest first. May be nil.
	Elsewhere func(ctx context.Context, name string) ([]string, error)

	driver store.Driver
	box    *Box
	getenv func(string) string
}

// record is a secret as it is stored. Values are nonce and ciphertext; the
// name is sealed with them, so that one cannot be put in another's place.
type record struct {
	Set      time.Time `json:"set"`
	Value    []byte    `json:"value"`
	Old      []byte    `json:"old,omitempty"`
	OldUntil time.Time `json:"old_until,omitzero"`
}

// New returns a keeper over a store. The key has KeyBytes bytes; random gives
// nonces and must be cryptographic.
func New(d store.Driver, key []byte, random io.Reader, getenv func(string) string) (*Keeper, error) {
	box, err := NewBox(key, random)
	if err != nil {
		return nil, err
	}
	return &Keeper{driver: d, box: box, getenv: getenv}, nil
}

// EnvName is the environment variable that goes before the stored secret.
func EnvName(name string) string {
	return "TIDINGS_SECRET_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// Standing says how the secret of a name stands at a time.
func (k *Keeper) Standing(ctx context.Context, name string, at time.Time) (Standing, error) {
	s := Standing{Info: Info{Name: name}}
	if k.getenv(EnvName(name)) != "" {
		s.Env = EnvName(name)
		return s, nil
	}
	rec, err := k.read(ctx, name)
	if errors.Is(err, ErrNotFound) {
		values, err := k.elsewhere(ctx, name)
		s.Elsewhere = len(values) > 0
		return s, err
	}
	if s.Set = rec.Set; at.Before(rec.OldUntil) {
		s.OldUntil = rec.OldUntil
	}
	return s, err
}

func (k *Keeper) elsewhere(ctx context.Context, name string) ([]string, error) {
	if k.Elsewhere == nil {
		return nil, nil
	}
	return k.Elsewhere(ctx, name)
}

// Lookup returns the values that are good at a time, the newest first; none
// when no such secret is set. An error means that nobody can tell now.
func (k *Keeper) Lookup(ctx context.Context, name string, at time.Time) ([]string, error) {
	if v := k.getenv(EnvName(name)); v != "" {
		return []string{v}, nil
	}
	rec, err := k.read(ctx, name)
	switch {
	case errors.Is(err, ErrNotFound):
		return k.elsewhere(ctx, name)
	case err != nil:
		return nil, err
	}
	sealed := [][]byte{rec.Value}
	if at.Before(rec.OldUntil) {
		sealed = append(sealed, rec.Old)
	}
	return k.openAll(name, sealed)
}

// Set keeps a value under a name, in place of what was there: an older value
// is refused from now on. By is who does it, for the log of changes.
func (k *Keeper) Set(ctx context.Context, by, name, value string, at time.Time) error {
	sealed, err := k.close(name, value)
	if err != nil {
		return err
	}
	return k.change(ctx, name, entry("secret.set", by, name, at), func(record, bool) (record, error) {
		return record{Set: at, Value: sealed}, nil
	})
}

// Rotate keeps a new value under a name whose old value stays good for Overlap.
// By is who does it, for the log of changes.
func (k *Keeper) Rotate(ctx context.Context, by, name, value string, at time.Time) error {
	sealed, err := k.close(name, value)
	if err != nil {
		return err
	}
	return k.change(ctx, name, entry("secret.rotate", by, name, at), func(was record, found bool) (record, error) {
		if !found {
			return record{}, ErrNotFound
		}
		return record{Set: at, Value: sealed, Old: was.Value, OldUntil: at.Add(Overlap)}, nil
	})
}

// Delete forgets a secret. By is who does it, for the log of changes.
func (k *Keeper) Delete(ctx context.Context, by, name string, at time.Time) error {
	key := store.Key{Part: part, Sort: name}
	return k.driver.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		if _, found, err := tx.Get(key); err != nil || !found {
			return errors.Join(err, notFound(found))
		}
		tx.Append(entry("secret.delete", by, name, at))
		return tx.Delete(key)
	})
}

// List names the secrets that are kept, sorted.
func (k *Keeper) List(ctx context.Context) ([]Info, error) {
	list := []Info{}
	for q := (store.Query{Part: part}); ; {
		page, err := k.driver.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("listing secrets: %w", err)
		}
		for _, it := range page.Items {
			var rec record
			if err := json.Unmarshal(it.Value, &rec); err != nil {
				return nil, fmt.Errorf("the stored secret %q is damaged: set it again", it.Sort)
			}
			list = append(list, Info{Name: it.Sort, Set: rec.Set, OldUntil: rec.OldUntil})
		}
		if q.After = page.Next; q.After == "" {
			return list, nil
		}
	}
}

func (k *Keeper) read(ctx context.Context, name string) (record, error) {
	key := store.Key{Part: part, Sort: name}
	found, err := k.driver.Get(ctx, key)
	if err != nil {
		return record{}, fmt.Errorf("reading the secret %q: %w", name, err)
	}
	it, ok := found[key]
	if !ok {
		return record{}, ErrNotFound
	}
	var rec record
	if err := json.Unmarshal(it.Value, &rec); err != nil {
		return record{}, fmt.Errorf("the stored secret %q is damaged: set it again", name)
	}
	return rec, nil
}

func (k *Keeper) change(ctx context.Context, name string, entry []byte, fn func(was record, found bool) (record, error)) error {
	key := store.Key{Part: part, Sort: name}
	return k.driver.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		raw, found, err := tx.Get(key)
		if err != nil {
			return err
		}
		var was record
		if found {
			if err := json.Unmarshal(raw, &was); err != nil {
				was = record{}
			}
		}
		is, err := fn(was, found)
		if err != nil {
			return err
		}
		value, err := json.Marshal(is)
		if err != nil {
			return err
		}
		tx.Append(entry)
		return tx.Put(key, value)
	})
}

func notFound(found bool) error {
	if found {
		return nil
	}
	return ErrNotFound
}
