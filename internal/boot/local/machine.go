package local

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tidings/internal/access"
	"tidings/internal/inbox"
	"tidings/internal/secret"
	"tidings/internal/store"
	"tidings/internal/store/sqlite"
)

// Options say where a machine's state is and what it stands on.
type Options struct {
	Data   string // the data folder
	Create bool   // make the folder when there is none; otherwise that is fs.ErrNotExist
	Now    func() time.Time
	Random io.Reader // cryptographic
	Getenv func(string) string
}

// Machine is the state that one machine keeps, opened.
type Machine struct {
	Store   store.Driver
	Inbox   *inbox.Inbox
	Secrets *secret.Keeper
	Tokens  *access.Tokens
	close   func() error
}

// Open opens the state in a data folder, beside other processes that have it open.
func Open(ctx context.Context, o Options) (*Machine, error) {
	if err := folder(o.Data, o.Create); err != nil {
		return nil, err
	}
	key, err := sealingKey(o.Data)
	if err != nil {
		return nil, err
	}
	db, err := sqlite.Open(ctx, filepath.Join(o.Data, "tidings.db"), sqlite.Options{Now: o.Now})
	if err != nil {
		return nil, err
	}
	secrets, err := secret.New(db, key, o.Random, o.Getenv)
	if err != nil {
		db.Close()
		return nil, err
	}
	return &Machine{Store: db, Inbox: inbox.New(db), Secrets: secrets, Tokens: access.NewTokens(db), close: db.Close}, nil
}

// Close lets go of the state.
func (m *Machine) Close() error { return m.close() }

// folder makes sure that the data folder is there, for its owner alone.
func folder(dir string, create bool) error {
	info, err := os.Stat(dir)
	switch {
	case err == nil && !info.IsDir():
		return fmt.Errorf("%s is a file: give a folder with --data", dir)
	case err == nil:
		return nil
	case !create:
		return fs.ErrNotExist
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	return nil
}
