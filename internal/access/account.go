package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Account is a person who signs in. It holds no credential.
type Account struct {
	ID          string // 16 hex digits
	Email       Email
	Name        string // as typed; may be empty
	Signs       bool   // the person wants their address in commits of what they post
	Role        string
	Permissions []Permission
	Disabled    bool
	Created     time.Time
	SignedIn    time.Time // last time; zero: never
	Has         Has
}

// Has says which ways of signing in an account has.
type Has struct {
	Password bool
	TOTP     bool
	Recovery int // codes that are left
	Passkeys []Passkey
	SSO      bool // signed in by single sign-on before
}

// Nothing reports whether the account cannot sign in without a link.
func (h Has) Nothing() bool { return !h.Password && len(h.Passkeys) == 0 && !h.SSO }

// Actor is the account as somebody who asks for something from an address.
func (a Account) Actor(from string) Actor {
	return Actor{Kind: Person, ID: a.ID, Name: a.Shown(), Role: a.Role, Permissions: a.Permissions, From: from}
}

// Shown is the name, or enough of the address where there is none.
func (a Account) Shown() string {
	if a.Name != "" {
		return a.Name
	}
	return a.Email.String()
}

// administers reports whether the account can invite and change others.
func (a Account) administers() bool { return !a.Disabled && Can(a.Actor(""), WriteAccounts) }

// Rights are what an administrator gives an account.
type Rights struct {
	Role        string       `json:"role"`
	Permissions []Permission `json:"permissions"`
	Disabled    bool         `json:"disabled,omitempty"`
}

// Rights are those of the account.
func (a Account) Rights() Rights { return Rights{a.Role, a.Permissions, a.Disabled} }

// Check says what is wrong with rights, and puts permissions in order.
func (r *Rights) Check() error {
	if rank(r.Role) == 0 {
		return fmt.Errorf("unknown role %.40q: use view, edit or manage", r.Role)
	}
	for _, p := range r.Permissions {
		if !slices.Contains(Permissions[:], p) {
			return fmt.Errorf("unknown permission %.40q: use site, contacts or administration", string(p))
		}
	}
	given := r.Permissions
	r.Permissions = []Permission{}
	for _, p := range Permissions {
		if slices.Contains(given, p) {
			r.Permissions = append(r.Permissions, p)
		}
	}
	return nil
}

// ErrName says that a name cannot be kept.
var ErrName = errors.New("a name has at most 100 characters in one line")

// checkName trims a name; it may be empty.
func checkName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if !utf8.ValidString(name) || utf8.RuneCountInString(name) > 100 || strings.ContainsFunc(name, unicode.IsControl) {
		return "", ErrName
	}
	return name, nil
}
