package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"tidings/internal/secret/proof"
	"tidings/internal/store"
)

// pendingTime is how long a second step may take.
const pendingTime = 10 * time.Minute

// Grant is what a sign-in has come to: a session, or the right to a second step.
type Grant struct {
	Text    string    // for the browser alone; it cannot be had again
	Pending bool      // a code is needed yet: give Text to SecondStep
	Until   time.Time // when Text is worthless at the latest
	Account Account   // empty while Pending
}

// SignIn tries a password. It returns ErrRefused for an unknown address, a wrong
// password, a disabled account and one with too many tries alike, after the
// same work; password.ErrBusy when too many others try.
func (a *Accounts) SignIn(ctx context.Context, typed, word string, c Client) (Grant, error) {
	c = c.short()
	r, whose, err := a.whose(ctx, typed)
	if err != nil {
		return Grant{}, err
	}
	locked, err := a.try(ctx, whose)
	if err != nil {
		return Grant{}, err
	}
	match, stale, err := a.hasher.Verify(ctx, word, r.Password)
	if err != nil {
		return Grant{}, err
	}
	if !match || locked || r.Disabled {
		return Grant{}, a.refuse(ctx, r.ID, locked, c)
	}
	if stale {
		a.renewHash(ctx, r, word)
	}
	if r.TOTP != nil {
		return a.pend(ctx, r)
	}
	return a.start(ctx, r.ID, ByPassword, c, func(_ *store.Tx, now *record) error { return same(r, now) })
}

// same refuses to go on with an account whose password has changed meanwhile.
func same(was, now *record) error {
	if now.Password != was.Password || (now.TOTP == nil) != (was.TOTP == nil) {
		return ErrRefused
	}
	return nil
}

// whose finds the account of a typed address and where its tries are counted.
// For a stranger the record is empty, and the store was asked as often.
func (a *Accounts) whose(ctx context.Context, typed string) (*record, string, error) {
	email, err := ParseEmail(typed)
	if err != nil {
		email = Email{"nobody"}
	}
	r, err := a.find(ctx, email)
	switch {
	case errors.Is(err, ErrNoAccount):
		return &record{}, bucket(email.text), nil
	case err != nil:
		return nil, "", err
	}
	return r, r.ID, nil
}

// refuse writes down that a sign-in was refused, and returns ErrRefused.
func (a *Accounts) refuse(ctx context.Context, id string, locked bool, c Client) error {
	e := Event{From: c.Address, Verb: "sign-in.failed", Subject: "account/" + id, At: a.now()}
	if id == "" {
		e.Subject = "account/unknown"
	}
	if locked {
		e.Verb = "sign-in.locked"
	}
	if err := a.append(ctx, e); err != nil {
		return err
	}
	return ErrRefused
}

// renewHash makes the hash of a right password anew at today's cost. It may
// fail: the old one is good until the next time.
func (a *Accounts) renewHash(ctx context.Context, r *record, word string) {
	fresh, err := a.hasher.Hash(ctx, word)
	if err != nil {
		return
	}
	old := r.Password
	err = a.change(ctx, r.ID, nil, func(_ *store.Tx, now *record) error {
		if now.Password == old {
			now.Password = fresh
		}
		return nil
	})
	if err == nil {
		r.Password = fresh
	}
}

// pending is a sign-in whose password was right.
type pending struct {
	Account    string `json:"account"`
	Generation int    `json:"generation"`
	How        string `json:"how"`
}

func pendingKey(kept string) store.Key { return store.Key{Part: partPending, Sort: kept} }

// pend lets a browser go on to the second step.
func (a *Accounts) pend(ctx context.Context, r *record) (Grant, error) {
	text, kept, err := a.newTicket(r.ID)
	if err != nil {
		return Grant{}, err
	}
	until := a.now().Add(pendingTime)
	key := pendingKey(kept)
	err = a.driver.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		return tx.PutUntil(key, said(pending{Account: r.ID, Generation: r.Generation}), until)
	})
	if err != nil {
		return Grant{}, fmt.Errorf("beginning a second step: %w", err)
	}
	return Grant{Text: text, Pending: true, Until: until}, nil
}

// SecondStep tries a code of the authenticator, or a recovery code. Errors are
// those of SignIn, and ErrSignedOut where the first step is to be done again.
func (a *Accounts) SecondStep(ctx context.Context, text, code string, c Client) (Grant, error) {
	c = c.short()
	owner, kept, ok := readTicket(text)
	if !ok {
		return Grant{}, ErrSignedOut
	}
	key := pendingKey(kept)
	found, err := a.driver.Get(ctx, key)
	if err != nil {
		return Grant{}, fmt.Errorf("looking a second step up: %w", err)
	}
	var p pending
	if it, ok := found[key]; !ok || json.Unmarshal(it.Value, &p) != nil || p.Account != owner {
		return Grant{}, ErrSignedOut
	}
	locked, err := a.try(ctx, p.Account)
	if err != nil {
		return Grant{}, err
	}
	if locked {
		return Grant{}, a.refuse(ctx, p.Account, true, c)
	}
	g, err := a.start(ctx, p.Account, ByTOTP, c, func(tx *store.Tx, r *record) error { return a.useCode(tx, r, p, key, code, c) }, key)
	if errors.Is(err, ErrRefused) {
		return Grant{}, a.refuse(ctx, p.Account, false, c)
	}
	return g, err
}

// useCode checks a code and makes it, and the first step, worthless.
func (a *Accounts) useCode(tx *store.Tx, r *record, p pending, key store.Key, code string, c Client) error {
	if _, there, err := tx.Get(key); err != nil || !there || r.Generation != p.Generation {
		return errors.Join(err, ErrSignedOut)
	}
	if err := tx.Delete(key); err != nil {
		return err
	}
	if a.useTOTP(r, code) {
		return nil
	}
	hash := hashRecovery(code)
	i := slices.IndexFunc(r.Recovery, func(kept string) bool { return proof.Same(hash, kept) })
	if i < 0 {
		return ErrRefused
	}
	r.Recovery = slices.Delete(r.Recovery, i, i+1)
	e := Event{By: r.ID, From: c.Address, Verb: "recovery.use", Subject: "account/" + r.ID, At: a.now()}
	e.After = said(map[string]int{"left": len(r.Recovery)})
	tx.Append(e.sealed())
	return nil
}

// start begins a session of an account: with a text that nobody had before. fn
// runs in the same transaction and may refuse.
func (a *Accounts) start(ctx context.Context, id, how string, c Client, fn func(*store.Tx, *record) error, more ...store.Key) (Grant, error) {
	text, kept, err := a.newTicket(id)
	if err != nil {
		return Grant{}, err
	}
	now := a.now()
	s := Session{Account: id, Created: now, Seen: now, How: how, From: c.Address, Agent: c.Agent}
	e := Event{By: id, From: c.Address, Verb: "sign-in", Subject: "account/" + id, At: now, After: said(map[string]string{"how": how, "agent": c.Agent})}
	g := Grant{Text: text, Until: now.Add(SessionMost)}
	err = a.change(ctx, id, &e, func(tx *store.Tx, r *record) error {
		if r.Disabled {
			return ErrRefused
		}
		if err := fn(tx, r); err != nil {
			return err
		}
		r.SignedIn, s.Generation, g.Account = now, r.Generation, r.account()
		return errors.Join(tx.PutUntil(sessionKey(id, kept), said(s), s.ends()), tx.Delete(triesKey(id)))
	}, append(more, sessionKey(id, kept), triesKey(id))...)
	if err != nil {
		return Grant{}, err
	}
	return g, nil
}
