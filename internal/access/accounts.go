package access

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tidings/internal/access/password"
	"tidings/internal/order"
	"tidings/internal/secret"
	"tidings/internal/store"
)

var (
	// ErrRefused is every refused sign-in: one sentence, whatever the reason.
	ErrRefused = errors.New("sign-in refused")
	// ErrSignedOut says that a session is unknown, over or ended.
	ErrSignedOut = errors.New("not signed in")
	// ErrNoAccount says that there is no such account.
	ErrNoAccount = errors.New("there is no such account")
	// ErrTaken says that an address has an account already.
	ErrTaken = errors.New("there is an account with this e-mail address already")
	// ErrLastAdministrator says that nobody could administer accounts any more.
	ErrLastAdministrator = errors.New("this is the last administrator: make somebody else one first")
	// ErrLink says that a link is unknown, used, replaced or too old.
	ErrLink = errors.New("the link was used already, was replaced by a newer one, or is too old")
)

// The parts of the store.
const (
	partAccount = "access/account" // by id: record
	partEmail   = "access/email"   // by address: id
	partSession = "access/session/"
	partPending = "access/pending" // by hash: pending
	partTries   = "access/tries"   // by account, or bucket of unknown addresses: tries
	partUsed    = "access/used"    // by hash: passkey challenges that were answered
)

// keyAdministrators holds the ids of all who administer, and is there from the
// first account on: every write that could leave nobody bumps it.
var keyAdministrators = store.Key{Part: "access/guard", Sort: "administrators"}

func accountKey(id string) store.Key  { return store.Key{Part: partAccount, Sort: id} }
func emailKey(e Email) store.Key      { return store.Key{Part: partEmail, Sort: e.text} }
func triesKey(whose string) store.Key { return store.Key{Part: partTries, Sort: whose} }

// Options of New. All are needed.
type Options struct {
	Driver store.Driver
	Box    *secret.Box // seals the secrets of authenticators
	Hasher *password.Hasher
	Random io.Reader // cryptographic
	Now    func() time.Time
}

// Accounts keeps accounts, their sessions and links in a store, and every rule
// about them. Its methods may be called from many goroutines and processes.
type Accounts struct {
	driver store.Driver
	box    *secret.Box
	hasher *password.Hasher
	random io.Reader
	clock  func() time.Time
}

// New keeps accounts over a driver.
func New(o Options) *Accounts {
	return &Accounts{driver: o.Driver, box: o.Box, hasher: o.Hasher, random: o.Random, clock: o.Now}
}

func (a *Accounts) now() time.Time { return a.clock().UTC() }

// Any reports whether there was ever an account.
func (a *Accounts) Any(ctx context.Context) (bool, error) {
	found, err := a.driver.Get(ctx, keyAdministrators)
	if err != nil {
		return false, fmt.Errorf("looking for accounts: %w", err)
	}
	return len(found) > 0, nil
}

// Get returns an account, or ErrNoAccount.
func (a *Accounts) Get(ctx context.Context, id string) (Account, error) {
	r, err := a.record(ctx, id)
	if err != nil {
		return Account{}, err
	}
	return r.account(), nil
}

// Find returns the account of an address, or ErrNoAccount.
func (a *Accounts) Find(ctx context.Context, e Email) (Account, error) {
	r, err := a.find(ctx, e)
	if err != nil {
		return Account{}, err
	}
	return r.account(), nil
}

// List returns all accounts, oldest first.
func (a *Accounts) List(ctx context.Context) ([]Account, error) {
	list := []Account{}
	for q := (store.Query{Part: partAccount}); ; {
		page, err := a.driver.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("listing accounts: %w", err)
		}
		for _, it := range page.Items {
			r, err := decodeRecord(it.Value)
			if err != nil {
				return nil, err
			}
			list = append(list, r.account())
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	order.By(list, func(x, y Account) int {
		return cmp.Or(x.Created.Compare(y.Created), strings.Compare(x.ID, y.ID))
	})
	return list, nil
}

// Add makes an account that cannot sign in yet: give its owner a link.
func (a *Accounts) Add(ctx context.Context, who Actor, e Email, name string, rights Rights) (Account, error) {
	r, err := a.newRecord(e, name, rights)
	if err != nil {
		return Account{}, err
	}
	return r.account(), a.insert(ctx, r, by(who, "account.add", "account/"+r.ID, r.Created), nil)
}

// newRecord is an account that is not stored yet.
func (a *Accounts) newRecord(e Email, name string, rights Rights) (*record, error) {
	name, err := checkName(name)
	if err != nil {
		return nil, err
	}
	if err := rights.Check(); err != nil {
		return nil, err
	}
	if e.text == "" {
		return nil, ErrEmail
	}
	id, err := a.newID()
	if err != nil {
		return nil, err
	}
	return &record{ID: id, Email: e.text, Name: name, Role: rights.Role, Permissions: rights.Permissions, Disabled: rights.Disabled, Created: a.now()}, nil
}

// insert stores a new account unless its address is taken. More keys may be
// named for also, which runs in the same transaction.
func (a *Accounts) insert(ctx context.Context, r *record, e Event, also func(*store.Tx) error, more ...store.Key) error {
	e.After = said(r.account().Rights())
	keys := append([]store.Key{accountKey(r.ID), emailKey(Email{r.Email}), keyAdministrators}, more...)
	return a.driver.Update(ctx, keys, func(tx *store.Tx) error {
		if _, taken, err := tx.Get(emailKey(Email{r.Email})); err != nil || taken {
			return errors.Join(err, ErrTaken)
		}
		if also != nil {
			if err := also(tx); err != nil {
				return err
			}
		}
		if err := a.countAdministrator(tx, r); err != nil {
			return err
		}
		tx.Append(e.sealed())
		return errors.Join(tx.Put(emailKey(Email{r.Email}), []byte(r.ID)), tx.Put(accountKey(r.ID), said(r)))
	})
}

// countAdministrator brings the list of administrators up to date with an
// account. The guard is written for every first account, administrator or not.
func (a *Accounts) countAdministrator(tx *store.Tx, r *record) error {
	value, _, err := tx.Get(keyAdministrators)
	if err != nil {
		return err
	}
	ids := []string{}
	if value != nil && json.Unmarshal(value, &ids) != nil {
		return errDamaged
	}
	was := len(ids)
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == r.ID })
	if r.account().administers() {
		ids = append(ids, r.ID)
	}
	if was > 0 && len(ids) == 0 {
		return ErrLastAdministrator
	}
	return tx.Put(keyAdministrators, said(ids))
}

// SetRights changes what an account may do, and ends its sessions.
func (a *Accounts) SetRights(ctx context.Context, who Actor, id string, rights Rights) error {
	if err := rights.Check(); err != nil {
		return err
	}
	e := by(who, "account.rights", "account/"+id, a.now())
	return a.change(ctx, id, &e, func(tx *store.Tx, r *record) error {
		before := r.account().Rights()
		e.Before, e.After = said(before), said(rights)
		r.Role, r.Permissions, r.Disabled = rights.Role, rights.Permissions, rights.Disabled
		r.Generation++
		if rights.Disabled {
			r.Link = ""
		}
		return a.countAdministrator(tx, r)
	}, keyAdministrators)
}

// Rename changes a name, and whether commits bear the address beside it.
func (a *Accounts) Rename(ctx context.Context, who Actor, id, name string, signs bool) error {
	name, err := checkName(name)
	if err != nil {
		return err
	}
	e := by(who, "account.rename", "account/"+id, a.now())
	return a.change(ctx, id, &e, func(_ *store.Tx, r *record) error {
		r.Name, r.Signs = name, signs
		return nil
	})
}

// Remove erases an account with all that is kept of the person. The audit log
// keeps its id.
func (a *Accounts) Remove(ctx context.Context, who Actor, id string) error {
	r, err := a.record(ctx, id)
	if err != nil {
		return err
	}
	e := by(who, "account.remove", "account/"+id, a.now())
	e.Before = said(r.account().Rights())
	address := emailKey(Email{r.Email})
	err = a.driver.Update(ctx, []store.Key{accountKey(id), address, keyAdministrators, triesKey(id)}, func(tx *store.Tx) error {
		gone := *r
		gone.Disabled = true
		if err := a.countAdministrator(tx, &gone); err != nil {
			return err
		}
		tx.Append(e.sealed())
		return errors.Join(tx.Delete(accountKey(id)), tx.Delete(address), tx.Delete(triesKey(id)))
	})
	if err != nil {
		return err
	}
	return a.sweepSessions(ctx, id, func(Session) bool { return true })
}

// change runs fn on a stored account and writes it back with an event. fn may
// run more than once; it may fill in the event.
func (a *Accounts) change(ctx context.Context, id string, e *Event, fn func(*store.Tx, *record) error, more ...store.Key) error {
	return a.driver.Update(ctx, append([]store.Key{accountKey(id)}, more...), func(tx *store.Tx) error {
		r, err := readRecord(tx, id)
		if err != nil {
			return err
		}
		if err := fn(tx, r); err != nil {
			return err
		}
		if e != nil {
			tx.Append(e.sealed())
		}
		return tx.Put(accountKey(id), said(r))
	})
}

func readRecord(tx *store.Tx, id string) (*record, error) {
	value, found, err := tx.Get(accountKey(id))
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, ErrNoAccount
	}
	return decodeRecord(value)
}

func (a *Accounts) record(ctx context.Context, id string) (*record, error) {
	if id == "" {
		return nil, ErrNoAccount
	}
	found, err := a.driver.Get(ctx, accountKey(id))
	if err != nil {
		return nil, fmt.Errorf("reading an account: %w", err)
	}
	it, ok := found[accountKey(id)]
	if !ok {
		return nil, ErrNoAccount
	}
	return decodeRecord(it.Value)
}

func (a *Accounts) find(ctx context.Context, e Email) (*record, error) {
	if e.text == "" {
		return nil, ErrNoAccount
	}
	found, err := a.driver.Get(ctx, emailKey(e))
	if err != nil {
		return nil, fmt.Errorf("looking an account up: %w", err)
	}
	return a.record(ctx, string(found[emailKey(e)].Value))
}

// newID is 16 hex digits.
func (a *Accounts) newID() (string, error) {
	raw := make([]byte, 8)
	if _, err := io.ReadFull(a.random, raw); err != nil {
		return "", fmt.Errorf("reading randomness for an id: %w", err)
	}
	return hex.EncodeToString(raw), nil
}
