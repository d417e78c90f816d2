package access

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tidings/internal/order"
	"tidings/internal/store"
)

// The kinds of an actor, and of a token: whose word its writes are.
const (
	Automation = "automation" // what it says of a component is a signal
	Person     = "person"     // what it says of a component is a person's word
)

var (
	// ErrDenied says that a token is unknown or revoked.
	ErrDenied = errors.New("access denied")
	// ErrNotFound says that there is no such token to revoke.
	ErrNotFound = errors.New("there is no such token")
)

// Token is what is kept of an API token: never the token itself.
type Token struct {
	ID      string    `json:"id"` // eight hex digits, for people
	Name    string    `json:"name"`
	Role    string    `json:"role"`
	Kind    string    `json:"kind"`
	Created time.Time `json:"created"`
	// Scopes are what it may write; empty: all that its role may. AuditScope
	// among them opens the audit log too, and alone nothing else.
	Scopes []string `json:"scopes,omitempty"`
	// Expires is when it is good for nothing any more; zero: never.
	Expires time.Time `json:"expires,omitzero"`
	// Used is when it last opened something, to a few minutes; List alone says it.
	Used time.Time `json:"used,omitzero"`
}

// AuditScope lets a token read the audit log, which nothing else does: it is
// for whatever gathers logs, and does not come with any role.
const AuditScope = "audit"

// Scopes are all that a token can be limited to: what it writes, and AuditScope.
var Scopes = [...]string{AuditScope, "components", "incidents", "metrics", "schedules", "subscribers"}

// Covers reports whether the token may write what a scope names.
func (tok Token) Covers(scope string) bool {
	return len(tok.Scopes) == 0 || slices.Contains(tok.Scopes, scope)
}

const (
	// TokenPart is where tokens are kept in a store.
	TokenPart   = "access/token"
	tokenPrefix = "tdg_" // lets scanners of leaked secrets know ours
	tokenBytes  = 32
)

// Tokens keeps API tokens in a store.
type Tokens struct {
	driver store.Driver
	used   uses
}

// NewTokens keeps tokens over a driver.
func NewTokens(d store.Driver) *Tokens { return &Tokens{driver: d, used: newUses()} }

// Create makes a token and returns its text, which cannot be had again. The
// token's Name, Role and Kind are given, and Scopes and Expires if it has them;
// random must be cryptographic. Who does it is for the log of changes.
func (t *Tokens) Create(ctx context.Context, who Actor, tok Token, at time.Time, random io.Reader) (string, Token, error) {
	if err := tok.Valid(); err != nil {
		return "", Token{}, err
	}
	text, err := newText(random)
	if err != nil {
		return "", Token{}, err
	}
	tok.ID, tok.Created, tok.Expires, tok.Used = hash(text)[:8], at.UTC(), tok.Expires.UTC(), time.Time{}
	if !tok.Expires.IsZero() && !tok.Expires.After(at) {
		return "", Token{}, errors.New("a token has to expire in the future")
	}
	return text, tok, t.put(ctx, hash(text), tok, change("token.create", who, tok, at))
}

// Check returns the token of a text, or ErrDenied if there is none that is good
// at a time. Another error means that nobody can tell now.
func (t *Tokens) Check(ctx context.Context, text string, at time.Time) (Token, error) {
	if !strings.HasPrefix(text, tokenPrefix) {
		return Token{}, ErrDenied
	}
	// Looking a hash up tells an attacker who measures time nothing of the text.
	key := store.Key{Part: TokenPart, Sort: hash(text)}
	found, err := t.driver.Get(ctx, key)
	if err != nil {
		return Token{}, fmt.Errorf("checking a token: %w", err)
	}
	it, ok := found[key]
	if !ok {
		return Token{}, ErrDenied
	}
	tok, err := decode(it)
	if err == nil && !tok.Expires.IsZero() && !at.Before(tok.Expires) {
		return Token{}, ErrDenied
	}
	return tok, err
}

// List returns the tokens, oldest first.
func (t *Tokens) List(ctx context.Context) ([]Token, error) {
	items, err := t.items(ctx)
	if err != nil {
		return nil, err
	}
	used, err := t.uses(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Token, 0, len(items))
	for _, it := range items {
		tok, err := decode(it)
		if err != nil {
			return nil, err
		}
		tok.Used = used[tok.ID]
		list = append(list, tok)
	}
	order.By(list, func(a, b Token) int {
		return cmp.Or(a.Created.Compare(b.Created), strings.Compare(a.ID, b.ID))
	})
	return list, nil
}

// Revoke makes the token of an id worthless from now on. Who does it is for the
// log of changes.
func (t *Tokens) Revoke(ctx context.Context, who Actor, id string, at time.Time) (Token, error) {
	items, err := t.items(ctx)
	if err != nil {
		return Token{}, err
	}
	for _, it := range items {
		if tok, err := decode(it); err == nil && tok.ID == id {
			return tok, t.drop(ctx, it.Key, change("token.revoke", who, tok, at))
		}
	}
	return Token{}, ErrNotFound
}

// Valid says what is wrong with a token's Name, Role or Kind.
func (tok Token) Valid() error {
	switch {
	case strings.TrimSpace(tok.Name) == "" || len(tok.Name) > 200:
		return errors.New("a token needs a name of at most 200 bytes that says who uses it")
	case rank(tok.Role) == 0:
		return fmt.Errorf("unknown role %q: use view, edit or manage", tok.Role)
	case tok.Kind != Automation && tok.Kind != Person:
		return fmt.Errorf("unknown kind %q: use automation or person", tok.Kind)
	}
	for _, s := range tok.Scopes {
		if !slices.Contains(Scopes[:], s) {
			return fmt.Errorf("unknown scope %q: use %s", s, strings.Join(Scopes[:], ", "))
		}
	}
	return nil
}

// Actor is who the token speaks for. A token opens the page; contacts only one
// that is for everything, or whose scopes name subscribers; accounts never. One
// for the audit log alone does not open the page.
func (tok Token) Actor(from string) Actor {
	who := Actor{Kind: tok.Kind, ID: "token/" + tok.ID, Name: tok.Name, Role: tok.Role, From: from}
	if !slices.Equal(tok.Scopes, []string{AuditScope}) {
		who.Permissions = append(who.Permissions, Site)
	}
	if slices.Contains(tok.Scopes, "subscribers") || len(tok.Scopes) == 0 && tok.Role == Manage {
		who.Permissions = append(who.Permissions, Contacts)
	}
	return who
}

// change is the entry in the log: who did what to which token.
func change(verb string, who Actor, tok Token, at time.Time) []byte {
	e := by(who, verb, "token/"+tok.ID, at)
	e.After = said(struct {
		Role    string    `json:"role"`
		Kind    string    `json:"kind"`
		Scopes  []string  `json:"scopes,omitempty"`
		Expires time.Time `json:"expires,omitzero"`
	}{tok.Role, tok.Kind, tok.Scopes, tok.Expires})
	return e.sealed()
}

func (t *Tokens) put(ctx context.Context, sort string, tok Token, change []byte) error {
	value, err := json.Marshal(tok)
	if err != nil {
		return err
	}
	key := store.Key{Part: TokenPart, Sort: sort}
	return t.driver.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		tx.Append(change)
		return tx.Put(key, value)
	})
}

func (t *Tokens) drop(ctx context.Context, key store.Key, change []byte) error {
	return t.driver.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		tx.Append(change)
		return tx.Delete(key)
	})
}

func (t *Tokens) items(ctx context.Context) ([]store.Item, error) {
	var items []store.Item
	for q := (store.Query{Part: TokenPart}); ; {
		page, err := t.driver.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("listing tokens: %w", err)
		}
		items = append(items, page.Items...)
		if q.After = page.Next; q.After == "" {
			return items, nil
		}
	}
}

func newText(random io.Reader) (string, error) {
	raw := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("reading randomness for a token: %w", err)
	}
	return tokenPrefix + base64.RawURLEncoding.EncodeToString(raw), nil
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func decode(it store.Item) (Token, error) {
	var tok Token
	if err := json.Unmarshal(it.Value, &tok); err != nil {
		return Token{}, fmt.Errorf("a stored token is damaged: revoke it and create another")
	}
	return tok, nil
}
