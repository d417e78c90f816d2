package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"tidings/internal/store"
	"tidings/internal/store/dynamo"
	"tidings/internal/store/sqlite"
)

// pourOut moves the stores of a folder, which are whole, to the tables that
// Options.Store names. A move that was cut off is done again by the next one.
func pourOut(ctx context.Context, o Options, dir string) error {
	t, err := openTables(o.Store, o)
	if err != nil {
		return err
	}
	for _, name := range storeNames {
		if err := t.fill(ctx, name, filepath.Join(dir, fileOf[name])); err != nil {
			return fmt.Errorf("filling the table %s: %w", t.names[name], err)
		}
	}
	for _, name := range storeNames {
		if err := removeDatabase(filepath.Join(dir, fileOf[name])); err != nil {
			return err
		}
		if err := t.filled(ctx, name); err != nil {
			return err
		}
	}
	return remember(filepath.Join(dir, storeFile), t.where)
}

// fillingKey is in a table that is being filled, and does not hold all yet.
var fillingKey = store.Key{Part: "restore", Sort: "filling"}

func (t *tables) fill(ctx context.Context, name, file string) (err error) {
	if err := dynamo.Make(ctx, t.client, t.names[name]); err != nil {
		return err
	}
	into := dynamo.New(t.client, t.names[name], t.options.Now)
	if err := claim(ctx, into); err != nil {
		return err
	}
	from, err := sqlite.Open(ctx, file, sqlite.Options{ReadOnly: true, Now: t.options.Now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	return pour(ctx, from, into)
}

// claim marks a table as being filled, unless somebody uses it.
func claim(ctx context.Context, into *dynamo.Store) error {
	found, err := into.Get(ctx, fillingKey)
	if err != nil || len(found) > 0 {
		return err
	}
	if err := into.Dump(ctx, func(store.Record) error { return ErrNotEmpty }); err != nil {
		return err
	}
	return into.Update(ctx, []store.Key{fillingKey}, func(tx *store.Tx) error { return tx.Put(fillingKey, nil) })
}

func (t *tables) filled(ctx context.Context, name string) error {
	into := dynamo.New(t.client, t.names[name], t.options.Now)
	return into.Update(ctx, []store.Key{fillingKey}, func(tx *store.Tx) error { return tx.Delete(fillingKey) })
}

// pourAtOnce is how many records are under way together, and so in memory: an
// update may append as many changes.
const pourAtOnce = store.MaxItems

// pour copies all that a store holds to another, where nobody else writes yet.
func pour(ctx context.Context, from store.Dumper, into fillable) error {
	p := pouring{ctx: ctx, into: into}
	if err := from.Dump(ctx, p.take); err != nil {
		return err
	}
	return p.flush()
}

// fillable is a store that can be filled while nobody else writes.
type fillable interface {
	store.Driver
	store.Loader
}

type pouring struct {
	ctx     context.Context
	into    fillable
	items   []store.Item
	changes [][]byte
	bytes   int
}

func (p *pouring) take(r store.Record) error {
	size := len(r.Item.Value) + len(r.Change)
	if len(p.items)+len(p.changes) == pourAtOnce || p.bytes+size > store.MaxUpdateBytes/2 {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.bytes += size
	if r.Change != nil {
		p.changes = append(p.changes, r.Change)
	} else {
		p.items = append(p.items, r.Item)
	}
	return nil
}

func (p *pouring) flush() error {
	if len(p.items) > 0 {
		if err := p.into.Load(p.ctx, slices.Values(p.items)); err != nil {
			return err
		}
	}
	if len(p.changes) > 0 {
		err := p.into.Update(p.ctx, nil, func(tx *store.Tx) error {
			for _, c := range p.changes {
				tx.Append(c)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	p.items, p.changes, p.bytes = p.items[:0], p.changes[:0], 0
	return nil
}

// removeDatabase removes a database that is closed, and what it left beside it.
func removeDatabase(path string) error {
	for _, beside := range []string{"-wal", "-shm", ""} {
		if err := os.Remove(path + beside); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
