package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tidings/internal/secret/proof"
	"tidings/internal/store"
)

// How long links are good.
const (
	FirstTime  = 24 * time.Hour // the first administrator's
	InviteTime = 72 * time.Hour // of an account that never signed in
	ResetTime  = time.Hour
)

// The kinds of links.
const (
	LinkFirst  = "first"  // makes the first administrator
	LinkInvite = "invite" // lets a new account choose a password
	LinkReset  = "reset"  // lets an account choose a new password
)

// Link is what stands behind the text of a link.
type Link struct {
	Kind    string    `json:"kind"`
	Until   time.Time `json:"until"`
	Account Account   `json:"-"` // of invite and reset
}

// link is how one is stored: in the account, so that only the newest is good,
// or for the first administrator beside them.
type link struct {
	Link
	Hash string `json:"hash"`
	// Bare drops the second factor too.
	Bare bool `json:"bare,omitempty"`
}

var keyFirst = store.Key{Part: "access/guard", Sort: "first-link"}

const firstOwner = "first"

// FirstLink returns the text of a link that makes the first administrator, in
// place of any before it; ErrTaken once there is an account.
func (a *Accounts) FirstLink(ctx context.Context) (string, error) {
	text, kept, err := a.newTicket(firstOwner)
	if err != nil {
		return "", err
	}
	l := link{Link: Link{Kind: LinkFirst, Until: a.now().Add(FirstTime)}, Hash: kept}
	err = a.driver.Update(ctx, []store.Key{keyFirst, keyAdministrators}, func(tx *store.Tx) error {
		if _, there, err := tx.Get(keyAdministrators); err != nil || there {
			return errors.Join(err, ErrTaken)
		}
		return tx.PutUntil(keyFirst, said(l), l.Until)
	})
	return text, err
}

// NewLink returns the text of a link into an account, in place of any before
// it. Bare also drops the account's second factor when the link is used.
func (a *Accounts) NewLink(ctx context.Context, who Actor, id string, bare bool) (string, Link, error) {
	text, kept, err := a.newTicket(id)
	if err != nil {
		return "", Link{}, err
	}
	e := by(who, "link.make", "account/"+id, a.now())
	l := link{Hash: kept, Bare: bare}
	err = a.change(ctx, id, &e, func(_ *store.Tx, r *record) error {
		l.Kind, l.Until = LinkInvite, a.now().Add(InviteTime)
		if !r.account().Has.Nothing() {
			l.Kind, l.Until = LinkReset, a.now().Add(ResetTime)
		}
		if r.Disabled {
			return ErrDisabled
		}
		e.After = said(l.Link)
		r.Link = string(said(l))
		return nil
	})
	return text, l.Link, err
}

// ErrDisabled says that an account is disabled.
var ErrDisabled = errors.New("the account is disabled: an administrator can enable it")

// Link looks at a link without using it, or returns ErrLink.
func (a *Accounts) Link(ctx context.Context, text string) (Link, error) {
	owner, kept, ok := readTicket(text)
	if !ok {
		return Link{}, ErrLink
	}
	if owner == firstOwner {
		return a.lookFirst(ctx, kept)
	}
	r, err := a.record(ctx, owner)
	if errors.Is(err, ErrNoAccount) {
		return Link{}, ErrLink
	}
	if err != nil {
		return Link{}, err
	}
	l, err := a.openLink(r, kept)
	l.Account = r.account()
	return l.Link, err
}

func (a *Accounts) lookFirst(ctx context.Context, kept string) (Link, error) {
	found, err := a.driver.Get(ctx, keyFirst, keyAdministrators)
	if err != nil {
		return Link{}, fmt.Errorf("looking a link up: %w", err)
	}
	if _, there := found[keyAdministrators]; there {
		return Link{}, ErrLink
	}
	l, err := a.fits(found[keyFirst].Value, kept)
	return l.Link, err
}

// openLink is the link of an account if it is the one of a hash and still good.
func (a *Accounts) openLink(r *record, kept string) (link, error) {
	if r.Disabled {
		return link{}, ErrLink
	}
	return a.fits([]byte(r.Link), kept)
}

func (a *Accounts) fits(value []byte, kept string) (link, error) {
	var l link
	if json.Unmarshal(value, &l) != nil || l.Hash == "" || !proof.Same(kept, l.Hash) || !a.now().Before(l.Until) {
		return link{}, ErrLink
	}
	return l, nil
}

// Chosen is what somebody fills in behind a link. Email is for the first
// administrator alone.
type Chosen struct {
	Email    string
	Name     string
	Password string
}

// Use uses a link: its account has the password from now on, all its sessions
// are over, and a new one begins, or its second step. The link is worthless then.
func (a *Accounts) Use(ctx context.Context, text string, chosen Chosen, c Client) (Grant, error) {
	c = c.short()
	owner, kept, _ := readTicket(text)
	l, err := a.Link(ctx, text)
	if err != nil {
		return Grant{}, err
	}
	if l.Kind == LinkFirst {
		return a.useFirst(ctx, kept, chosen, c)
	}
	r, err := a.record(ctx, owner)
	if err != nil {
		return Grant{}, err
	}
	made, err := a.newHash(ctx, r, chosen.Password)
	if err != nil {
		return Grant{}, err
	}
	return a.useLink(ctx, r, kept, chosen.Name, made, c)
}

func (a *Accounts) useLink(ctx context.Context, r *record, kept, name, made string, c Client) (Grant, error) {
	name, err := checkName(name)
	if err != nil {
		return Grant{}, err
	}
	e := Event{By: r.ID, From: c.Address, Verb: "link.use", Subject: "account/" + r.ID, At: a.now()}
	var now *record
	use := func(tx *store.Tx, r *record) error {
		l, err := a.openLink(r, kept)
		if err != nil {
			return err
		}
		if l.Bare {
			r.TOTP, r.TOTPStep, r.Recovery = nil, 0, nil
		}
		if name != "" {
			r.Name = name
		}
		r.Password, r.Link = made, ""
		r.Generation++
		now = r
		tx.Append(e.sealed())
		return nil
	}
	if r.TOTP == nil {
		return a.start(ctx, r.ID, ByLink, c, use)
	}
	if err := a.change(ctx, r.ID, nil, use); err != nil {
		return Grant{}, err
	}
	if now.TOTP != nil {
		return a.pend(ctx, now)
	}
	return a.start(ctx, r.ID, ByLink, c, func(_ *store.Tx, again *record) error { return same(now, again) })
}

// useFirst makes the first administrator, who may do everything.
func (a *Accounts) useFirst(ctx context.Context, kept string, chosen Chosen, c Client) (Grant, error) {
	email, err := ParseEmail(chosen.Email)
	if err != nil {
		return Grant{}, err
	}
	r, err := a.newRecord(email, chosen.Name, Rights{Role: Manage, Permissions: Permissions[:]})
	if err != nil {
		return Grant{}, err
	}
	if r.Password, err = a.newHash(ctx, r, chosen.Password); err != nil {
		return Grant{}, err
	}
	e := Event{By: r.ID, From: c.Address, Verb: "account.first", Subject: "account/" + r.ID, At: r.Created}
	err = a.insert(ctx, r, e, func(tx *store.Tx) error {
		if _, there, err := tx.Get(keyAdministrators); err != nil || there {
			return errors.Join(err, ErrLink)
		}
		value, _, err := tx.Get(keyFirst)
		if err != nil {
			return err
		}
		if _, err := a.fits(value, kept); err != nil {
			return err
		}
		return tx.Delete(keyFirst)
	}, keyFirst)
	if err != nil {
		return Grant{}, err
	}
	return a.start(ctx, r.ID, ByLink, c, func(*store.Tx, *record) error { return nil })
}
