package access

import (
	"context"
	"errors"

	"tidings/internal/store"
)

// Known is somebody whom an identity provider has let in.
type Known struct {
	Subject string // unlike anybody else's, at any provider
	Email   Email
	Name    string
	Rights  *Rights // by the provider's word; nil for none
}

// SignInKnown begins a session of somebody whom an identity provider knows. It
// makes an account where the provider's word gives rights, and keeps the rights
// of such an account to that word; an account that was invited keeps its own.
func (a *Accounts) SignInKnown(ctx context.Context, k Known, c Client) (Grant, error) {
	c = c.short()
	r, err := a.find(ctx, k.Email)
	if errors.Is(err, ErrNoAccount) {
		r, err = a.welcome(ctx, k, c)
	}
	if err == nil {
		return a.startKnown(ctx, r.ID, k, c)
	}
	if errors.Is(err, ErrRefused) {
		err = a.refuse(ctx, "", false, c)
	}
	return Grant{}, err
}

// welcome makes an account for somebody new, if the provider's word gives rights.
func (a *Accounts) welcome(ctx context.Context, k Known, c Client) (*record, error) {
	if k.Rights == nil {
		return nil, ErrRefused
	}
	name, err := checkName(k.Name)
	if err != nil {
		name = ""
	}
	r, err := a.newRecord(k.Email, name, *k.Rights)
	if err != nil {
		return nil, err
	}
	r.SSO, r.SSOMade = k.Subject, true
	e := Event{By: r.ID, From: c.Address, Verb: "account.known", Subject: "account/" + r.ID, At: r.Created}
	return r, a.insert(ctx, r, e, nil)
}

func (a *Accounts) startKnown(ctx context.Context, id string, k Known, c Client) (Grant, error) {
	e := Event{By: id, From: c.Address, Verb: "account.rights", Subject: "account/" + id, At: a.now()}
	g, err := a.start(ctx, id, BySSO, c, func(tx *store.Tx, r *record) error {
		if r.SSO != "" && r.SSO != k.Subject { // the address belongs to somebody else by now
			return ErrRefused
		}
		r.SSO = k.Subject
		if !r.SSOMade {
			return nil
		}
		if k.Rights == nil {
			return ErrRefused
		}
		return a.follow(tx, r, *k.Rights, e)
	}, keyAdministrators)
	if errors.Is(err, ErrRefused) {
		return Grant{}, a.refuse(ctx, id, false, c)
	}
	return g, err
}

// follow brings an account's rights to the provider's word.
func (a *Accounts) follow(tx *store.Tx, r *record, rights Rights, e Event) error {
	if err := rights.Check(); err != nil {
		return err
	}
	before := said(r.account().Rights())
	r.Role, r.Permissions = rights.Role, rights.Permissions
	if after := said(r.account().Rights()); string(after) != string(before) {
		e.Before, e.After = before, after
		tx.Append(e.sealed())
		r.Generation++
	}
	return a.countAdministrator(tx, r)
}
