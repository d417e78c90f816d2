package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"tidings/internal/backup"
	"tidings/internal/store"
	"tidings/internal/store/sqlite"
	"tidings/internal/wholefile"
)

// ErrNotEmpty says that a folder holds something that a restore would lose.
var ErrNotEmpty = errors.New("the data folder is not empty")

// Restore makes a data folder of what Export wrote, and fills the tables of
// Options.Store where that is given. The folder must be empty or not there, and so
// must the tables; it is whole when Restore returns, and as it was when it fails.
func Restore(ctx context.Context, o Options, r io.Reader, with ...age.Identity) (backup.Header, error) {
	if err := vacant(o.Data); err != nil {
		return backup.Header{}, err
	}
	data := filepath.Clean(o.Data)
	parent := filepath.Dir(data)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return backup.Header{}, err
	}
	made, err := os.MkdirTemp(parent, filepath.Base(data)+".restoring-*")
	if err != nil {
		return backup.Header{}, err
	}
	defer os.RemoveAll(made)
	p := &restoring{ctx: ctx, options: o, dir: made}
	header, err := backup.Read(ctx, r, p, with...)
	if err = errors.Join(err, p.close()); err != nil {
		return header, err
	}
	if o.Store != "" {
		if err := pourOut(ctx, o, made); err != nil {
			return header, err
		}
	}
	if err := os.Remove(data); err != nil && !errors.Is(err, os.ErrNotExist) {
		return header, err
	}
	if err := os.Rename(made, data); err != nil {
		return header, err
	}
	return header, wholefile.Sync(parent)
}

func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return ErrNotEmpty
	}
	return nil
}

// restoring is the folder that a backup is put in.
type restoring struct {
	ctx     context.Context
	options Options
	dir     string
	files   []*sqlite.DB
}

// Key implements backup.Place.
func (p *restoring) Key(name string, value []byte) error {
	if name != stateKeyFile && name != contactsKeyFile {
		return fmt.Errorf("%w: it holds a key %q", backup.ErrDamaged, name)
	}
	return os.WriteFile(filepath.Join(p.dir, name), value, 0o600)
}

// Store implements backup.Place.
func (p *restoring) Store(name string) (store.Filler, error) {
	file, known := fileOf[name]
	if !known {
		return nil, fmt.Errorf("%w: it holds a store %q", backup.ErrDamaged, name)
	}
	db, err := sqlite.Open(p.ctx, filepath.Join(p.dir, file), sqlite.Options{Now: p.options.Now})
	if err != nil {
		return nil, err
	}
	p.files = append(p.files, db)
	return db, nil
}

func (p *restoring) close() (err error) {
	for _, db := range p.files {
		err = errors.Join(err, db.Close())
	}
	return errors.Join(err, wholefile.Sync(p.dir))
}
