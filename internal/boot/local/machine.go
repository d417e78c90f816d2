package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"tidings/internal/access"
	"tidings/internal/access/password"
	"tidings/internal/backup"
	"tidings/internal/inbox"
	"tidings/internal/secret"
	"tidings/internal/store"
	"tidings/internal/store/sqlite"
)

// The files of a data folder that hold state: all that must not be lost.
const (
	pageFile        = "tidings.db"
	accessFile      = "access.db"
	contactsFile    = "contacts.db"
	stateKeyFile    = backup.PageKey
	contactsKeyFile = backup.ContactsKey
)

// siteFolder is where the site stands in a data folder; it can be made again.
const siteFolder = "site"

// Options say where a machine's state is and what it stands on.
type Options struct {
	Data   string // the data folder
	Store  string // where its stores are, as openTables reads it; empty: where they have been so far, files at first
	Create bool   // make the folder when there is none; otherwise that is fs.ErrNotExist
	Now    func() time.Time
	Random io.Reader // cryptographic
	Getenv func(string) string
}

// Machine is the state that one machine keeps, opened.
type Machine struct {
	Store    store.Driver // of the page
	Inbox    *inbox.Inbox
	Secrets  *secret.Keeper
	Access   store.Driver // of accounts and tokens: a file of its own
	Accounts *access.Accounts
	Tokens   *access.Tokens
	Box      *secret.Box // seals what is kept of accounts, and what browsers carry
	stores   stores
	files    []*sqlite.DB
	closers  []func() error
}

// Open opens the state in a data folder, beside other processes that have it open.
func Open(ctx context.Context, o Options) (*Machine, error) {
	if err := folder(o.Data, o.Create); err != nil {
		return nil, err
	}
	m := &Machine{}
	if err := m.open(ctx, o); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return m, nil
}

func (m *Machine) open(ctx context.Context, o Options) (err error) {
	if m.stores, err = m.keptIn(ctx, o); err != nil {
		return err
	}
	key, err := sealingKey(o.Data)
	if err != nil {
		return err
	}
	page, err := m.stores.open(ctx, backup.Page)
	if err != nil {
		return err
	}
	accounts, err := m.stores.open(ctx, backup.Access)
	if err != nil {
		return err
	}
	if err := moveTokens(ctx, page, accounts); err != nil {
		return err
	}
	if m.Secrets, err = secret.New(page, key, o.Random, o.Getenv); err != nil {
		return err
	}
	if m.Box, err = access.NewBox(key, o.Random); err != nil {
		return err
	}
	m.Store, m.Inbox, m.Access, m.Tokens = page, inbox.New(page), accounts, access.NewTokens(accounts)
	m.Accounts = access.New(access.Options{Driver: accounts, Box: m.Box, Hasher: password.NewHasher(), Random: o.Random, Now: o.Now})
	return nil
}

// Close lets go of the state, the last opened first.
func (m *Machine) Close() error {
	var err error
	for _, c := range slices.Backward(m.closers) {
		err = errors.Join(err, c())
	}
	return err
}

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
