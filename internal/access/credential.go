package access

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"tidings/internal/access/password"
	"tidings/internal/access/totp"
	"tidings/internal/clip"
	"tidings/internal/store"
)

const (
	recoveryCodes = 10
	recoveryBytes = 10 // 16 letters: too many to be guessed, so a plain hash will do
	maxPasskeys   = 20
)

var (
	// ErrCode says that a code of an authenticator is not the present one.
	ErrCode = errors.New("the code is not right, or was used already: wait for the next one, and see that the clock of the device is right")
	// ErrManyPasskeys says that an account has as many passkeys as it may.
	ErrManyPasskeys = errors.New("an account has at most 20 passkeys: remove one that is no longer used")
	// ErrLastWayIn says that nobody could sign in any more.
	ErrLastWayIn = errors.New("this is the only way into the account: add another one first")
	// ErrWrongPassword says that the present password was not the one given.
	ErrWrongPassword = errors.New("the present password is not right")
)

// SetPassword changes the password of an account, whose present one must be
// given if it has one, ends all its sessions and begins a new one. Weak
// passwords give errors of package password.
func (a *Accounts) SetPassword(ctx context.Context, who Actor, present, fresh string, c Client) (Grant, error) {
	r, err := a.record(ctx, who.ID)
	if err != nil {
		return Grant{}, err
	}
	if err := a.checkPresent(ctx, who, r, present); err != nil {
		return Grant{}, err
	}
	made, err := a.newHash(ctx, r, fresh)
	if err != nil {
		return Grant{}, err
	}
	return a.renew(ctx, who, "password.change", c, func(_ *store.Tx, now *record) error {
		if now.Password != r.Password {
			return ErrWrongPassword
		}
		now.Password = made
		return nil
	})
}

// checkPresent counts like a sign-in: a stolen session must not be a place to
// guess the password.
func (a *Accounts) checkPresent(ctx context.Context, who Actor, r *record, present string) error {
	if r.Password == "" {
		return nil
	}
	locked, err := a.try(ctx, r.ID)
	if err != nil {
		return err
	}
	match, _, err := a.hasher.Verify(ctx, present, r.Password)
	if err != nil || match && !locked {
		return err
	}
	if err := a.append(ctx, by(who, "password.failed", "account/"+r.ID, a.now())); err != nil {
		return err
	}
	return ErrWrongPassword
}

// newHash checks a new password of an account and hashes it.
func (a *Accounts) newHash(ctx context.Context, r *record, fresh string) (string, error) {
	if err := password.Check(fresh, append(Email{r.Email}.words(), r.Name, "tidings")...); err != nil {
		return "", err
	}
	return a.hasher.Hash(ctx, fresh)
}

// renew changes a credential: every session of the account ends, and the
// browser that did it gets a new one.
func (a *Accounts) renew(ctx context.Context, who Actor, verb string, c Client, fn func(*store.Tx, *record) error) (Grant, error) {
	entry := by(who, verb, "account/"+who.ID, a.now()).sealed()
	g, err := a.start(ctx, who.ID, "renewed", c.short(), func(tx *store.Tx, r *record) error {
		if err := fn(tx, r); err != nil {
			return err
		}
		tx.Append(entry)
		r.Generation++
		r.Link = ""
		return nil
	})
	if err != nil {
		return Grant{}, err
	}
	return g, a.sweepOld(ctx, g.Account.ID)
}

// sweepOld clears away sessions that a raised generation has ended.
func (a *Accounts) sweepOld(ctx context.Context, id string) error {
	r, err := a.record(ctx, id)
	if err != nil {
		return err
	}
	return a.sweepSessions(ctx, id, func(s Session) bool { return s.Generation != r.Generation })
}

// SetTOTP has an account ask for codes of a secret from now on, which a first
// code must fit. It returns the recovery codes, which cannot be had again.
func (a *Accounts) SetTOTP(ctx context.Context, who Actor, secret, code string, c Client) (Grant, []string, error) {
	sealed, err := a.box.Seal(totpPurpose(who.ID), []byte(secret))
	if err != nil {
		return Grant{}, nil, err
	}
	codes, hashes, err := a.newRecovery()
	if err != nil {
		return Grant{}, nil, err
	}
	g, err := a.renew(ctx, who, "totp.on", c, func(_ *store.Tx, r *record) error {
		r.TOTP, r.TOTPStep, r.Recovery = sealed, 0, hashes
		if !a.useTOTP(r, code) {
			return ErrCode
		}
		return nil
	})
	return g, codes, err
}

// DropTOTP lets an account sign in without codes.
func (a *Accounts) DropTOTP(ctx context.Context, who Actor, c Client) (Grant, error) {
	return a.renew(ctx, who, "totp.off", c, func(_ *store.Tx, r *record) error {
		r.TOTP, r.TOTPStep, r.Recovery = nil, 0, nil
		return nil
	})
}

// NewRecovery replaces the recovery codes and returns the new ones.
func (a *Accounts) NewRecovery(ctx context.Context, who Actor) ([]string, error) {
	codes, hashes, err := a.newRecovery()
	if err != nil {
		return nil, err
	}
	e := by(who, "recovery.new", "account/"+who.ID, a.now())
	err = a.change(ctx, who.ID, &e, func(_ *store.Tx, r *record) error {
		if r.TOTP == nil {
			return ErrCode
		}
		r.Recovery = hashes
		return nil
	})
	return codes, err
}

func totpPurpose(id string) string { return "access/totp/" + id }

// useTOTP reports whether a code is right and new, and remembers its period.
func (a *Accounts) useTOTP(r *record, code string) bool {
	secret, err := a.box.Open(totpPurpose(r.ID), r.TOTP)
	if err != nil {
		return false
	}
	step, ok := totp.Check(string(secret), code, a.now(), r.TOTPStep)
	if ok {
		r.TOTPStep = step
	}
	return ok
}

var recoveryText = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

func (a *Accounts) newRecovery() (codes, hashes []string, err error) {
	for range recoveryCodes {
		raw := make([]byte, recoveryBytes)
		if _, err := io.ReadFull(a.random, raw); err != nil {
			return nil, nil, fmt.Errorf("reading randomness for recovery codes: %w", err)
		}
		text := recoveryText.EncodeToString(raw)
		code := text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
		codes, hashes = append(codes, code), append(hashes, hashRecovery(code))
	}
	return codes, hashes, nil
}

// hashRecovery forgives capitals, spaces and hyphens.
func hashRecovery(code string) string {
	return hash("recovery:" + strings.Map(func(r rune) rune {
		if r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, clip.Bytes(code, 100)))
}

// AddPasskey gives an account a passkey more.
func (a *Accounts) AddPasskey(ctx context.Context, who Actor, key Passkey, c Client) (Grant, error) {
	name, err := checkName(key.Name)
	if err != nil {
		return Grant{}, err
	}
	key.Name, key.Added = name, a.now()
	return a.renew(ctx, who, "passkey.add", c, func(_ *store.Tx, r *record) error {
		if len(r.Passkeys) >= maxPasskeys {
			return ErrManyPasskeys
		}
		r.Passkeys = append(r.Passkeys, key)
		return nil
	})
}

// DropPasskey takes a passkey away.
func (a *Accounts) DropPasskey(ctx context.Context, who Actor, id string, c Client) (Grant, error) {
	return a.renew(ctx, who, "passkey.remove", c, func(_ *store.Tx, r *record) error {
		r.Passkeys = slices.DeleteFunc(r.Passkeys, func(k Passkey) bool { return k.ID == id })
		if r.account().Has.Nothing() {
			return ErrLastWayIn
		}
		return nil
	})
}

// SignInPasskey begins a session of an account whose passkey has answered a
// challenge, with what is to be kept of the passkey now. A challenge opens once.
func (a *Accounts) SignInPasskey(ctx context.Context, id string, key Passkey, challenge string, c Client) (Grant, error) {
	used := store.Key{Part: partUsed, Sort: hash(challenge)}
	g, err := a.start(ctx, id, ByPasskey, c.short(), func(tx *store.Tx, r *record) error {
		_, answered, err := tx.Get(used)
		i := slices.IndexFunc(r.Passkeys, func(k Passkey) bool { return k.ID == key.ID })
		if err != nil || answered || i < 0 {
			return errors.Join(err, ErrRefused)
		}
		r.Passkeys[i].Data, r.Passkeys[i].Used = key.Data, a.now()
		return tx.PutUntil(used, []byte("{}"), a.now().Add(pendingTime))
	}, used)
	if errors.Is(err, ErrNoAccount) {
		err = ErrRefused
	}
	if errors.Is(err, ErrRefused) {
		return Grant{}, a.refuse(ctx, id, false, c.short())
	}
	return g, err
}
