// Package sso asks an identity provider who somebody is: OpenID Connect by the
// authorization code, with state, nonce and PKCE. It must never know what an
// account is; it only says what the provider has said and what was made of it.
package sso

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"tidings/internal/config"
	"tidings/internal/secret/proof"
)

var (
	// ErrRefused says that the provider, or our own rules, do not let somebody in.
	ErrRefused = errors.New("single sign-on refused")
	// ErrUnreachable says that the provider cannot be asked now.
	ErrUnreachable = errors.New("the identity provider cannot be reached")
)

const (
	askTime  = 10 * time.Second // for one request to the provider
	keepTime = time.Hour        // for what the provider says of itself
)

// State is what ties an answer to its question: the browser carries it, sealed,
// and nobody else may see it.
type State struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
}

// Identity is somebody that the provider knows, and that we let in.
type Identity struct {
	Subject string // unlike anybody else's, at any provider
	Email   string // which the provider has verified
	Name    string
	Role    *config.SignOnRole // the first that matched; nil for none
}

// Door asks one provider at a time. The zero value is not ready: use New.
type Door struct {
	client *http.Client
	now    func() time.Time

	mu    sync.Mutex
	known *oidc.Provider
	at    string // issuer of known
	until time.Time
}

// New returns a door that asks by a client; nil for one of its own.
func New(client *http.Client, now func() time.Time) *Door {
	if client == nil {
		client = &http.Client{Timeout: askTime}
	}
	return &Door{client: client, now: now}
}

// Begin returns the address of the provider to send a browser to, and what ties
// its answer to this question. Back is our own address that it leads back to.
func (d *Door) Begin(ctx context.Context, c config.SignOn, back string) (string, State, error) {
	p, err := d.provider(ctx, c)
	if err != nil {
		return "", State{}, err
	}
	s := State{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	flow := d.flow(p, c, back, "")
	return flow.AuthCodeURL(s.State, oidc.Nonce(s.Nonce), oauth2.S256ChallengeOption(s.Verifier)), s, nil
}

// Answer is what came back in the address.
type Answer struct{ State, Code string }

// Finish asks the provider who the answer is about. Secret is the client's.
func (d *Door) Finish(ctx context.Context, c config.SignOn, back, secret string, s State, a Answer) (Identity, error) {
	if s.State == "" || a.Code == "" || !proof.Same(a.State, s.State) {
		return Identity{}, fmt.Errorf("%w: the answer does not belong to this browser's question", ErrRefused)
	}
	p, err := d.provider(ctx, c)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, d.client)
	got, err := d.flow(p, c, back, secret).Exchange(ctx, a.Code, oauth2.VerifierOption(s.Verifier))
	if err != nil {
		return Identity{}, exchangeError(err)
	}
	raw, _ := got.Extra("id_token").(string)
	token, err := p.Verifier(&oidc.Config{ClientID: c.ClientID, Now: d.now}).Verify(ctx, raw)
	if err != nil || !proof.Same(token.Nonce, s.Nonce) {
		return Identity{}, fmt.Errorf("%w: the provider's token does not hold", ErrRefused)
	}
	return identify(c, token)
}

// exchangeError tells a provider that says no from one that says nothing. What
// it says in detail may hold what is secret.
func exchangeError(err error) error {
	var said *oauth2.RetrieveError
	if errors.As(err, &said) && said.Response != nil && said.Response.StatusCode < 500 {
		return fmt.Errorf("%w: the provider answered %q: see the client id, the secret and the address to lead back to", ErrRefused, said.ErrorCode)
	}
	return ErrUnreachable
}

func (d *Door) flow(p *oidc.Provider, c config.SignOn, back, secret string) *oauth2.Config {
	return &oauth2.Config{ClientID: c.ClientID, ClientSecret: secret, Endpoint: p.Endpoint(), RedirectURL: back, Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}
}

// provider reads what the provider says of itself, now and then.
func (d *Door) provider(ctx context.Context, c config.SignOn) (*oidc.Provider, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known != nil && d.at == c.Issuer && d.now().Before(d.until) {
		return d.known, nil
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(context.WithoutCancel(ctx), d.client), askTime)
	defer cancel()
	p, err := oidc.NewProvider(ctx, c.Issuer)
	if err != nil {
		return nil, fmt.Errorf("%w at %s: %v", ErrUnreachable, c.Issuer, err)
	}
	d.known, d.at, d.until = p, c.Issuer, d.now().Add(keepTime)
	return p, nil
}

// identify reads the claims, and says no to whom we do not know by a verified
// address of ours.
func identify(c config.SignOn, token *oidc.IDToken) (Identity, error) {
	var claims map[string]any
	if err := token.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("%w: the provider's claims cannot be read", ErrRefused)
	}
	email, _ := claims["email"].(string)
	name, _ := claims["name"].(string)
	at := strings.LastIndexByte(email, '@')
	if at < 0 || !yes(claims["email_verified"]) || !listed(c.Domains, strings.ToLower(email[at+1:])) {
		return Identity{}, fmt.Errorf("%w: the provider gives no verified e-mail address of a domain that is listed", ErrRefused)
	}
	who := Identity{Subject: token.Issuer + "|" + token.Subject, Email: email, Name: name}
	for i := range c.Roles {
		if has(claims[c.Roles[i].Claim], c.Roles[i].Value) {
			who.Role = &c.Roles[i]
			break
		}
	}
	return who, nil
}

func listed(domains []string, domain string) bool {
	for _, d := range domains {
		if strings.EqualFold(d, domain) {
			return true
		}
	}
	return false
}

// yes reads a claim that some providers write as a word.
func yes(claim any) bool { return claim == true || claim == "true" }

// has reports whether a claim is a value, or a list that holds it.
func has(claim any, value string) bool {
	switch c := claim.(type) {
	case string:
		return c == value
	case bool, float64, json.Number:
		return fmt.Sprint(c) == value
	case []any:
		for _, one := range c {
			if one == value {
				return true
			}
		}
	}
	return false
}
