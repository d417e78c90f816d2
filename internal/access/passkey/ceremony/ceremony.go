// Package ceremony asks browsers for passkeys and checks their answers, by
// WebAuthn. It is apart from package passkey, because only a program that people
// sign in to is to link what it needs: that is a megabyte. It must never know where
// keys are kept, and keeps nothing between challenge and answer.
package ceremony

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"tidings/internal/access/passkey"
)

// Browsers makes and checks passkeys by WebAuthn. It keeps nothing.
type Browsers struct{}

// open prepares the protocol for a door.
func open(d passkey.Door) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(d.Origin)
	if err != nil || u.Hostname() == "" {
		return nil, passkey.ErrHost
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return nil, passkey.ErrHost
	}
	w, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: d.Name, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
	})
	if err != nil {
		return nil, fmt.Errorf("%w (%v)", passkey.ErrHost, err)
	}
	return w, nil
}

// Create asks a browser to make a passkey for an owner.
func (Browsers) Create(d passkey.Door, o passkey.Owner) (passkey.Challenge, error) {
	w, err := open(d)
	if err != nil {
		return passkey.Challenge{}, err
	}
	who, err := userOf(o)
	if err != nil {
		return passkey.Challenge{}, err
	}
	options, s, err := w.BeginRegistration(who,
		webauthn.WithExclusions(webauthn.Credentials(who.keys).CredentialDescriptors()),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		}))
	if err != nil {
		return passkey.Challenge{}, fmt.Errorf("preparing a passkey: %w", err)
	}
	return challenge(options, s)
}

// Created checks the answer to Create and returns the key to keep.
func (Browsers) Created(d passkey.Door, o passkey.Owner, state, answer []byte) (passkey.Key, error) {
	w, s, err := resume(d, state)
	if err != nil {
		return passkey.Key{}, err
	}
	who, err := userOf(o)
	if err != nil {
		return passkey.Key{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return passkey.Key{}, passkey.ErrAnswer
	}
	made, err := w.CreateCredential(who, s, parsed)
	if err != nil || !made.Flags.UserVerified {
		return passkey.Key{}, passkey.ErrAnswer
	}
	made.Attestation = webauthn.CredentialAttestation{} // it says which device it is: nobody asks
	return keep(made)
}

// Ask asks a browser for a passkey, whoever's it is.
func (Browsers) Ask(d passkey.Door) (passkey.Challenge, error) {
	w, err := open(d)
	if err != nil {
		return passkey.Challenge{}, err
	}
	options, s, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return passkey.Challenge{}, fmt.Errorf("preparing a sign-in by passkey: %w", err)
	}
	return challenge(options, s)
}

// Answered checks the answer to Ask. It asks for the owner by id, and returns
// whose key it is, the key as it is to be kept now, and the challenge's id.
func (Browsers) Answered(d passkey.Door, find func(id string) (passkey.Owner, error), state, answer []byte) (passkey.Owner, passkey.Key, string, error) {
	w, s, err := resume(d, state)
	if err != nil {
		return passkey.Owner{}, passkey.Key{}, "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return passkey.Owner{}, passkey.Key{}, "", passkey.ErrAnswer
	}
	var whose passkey.Owner
	var trouble error
	_, used, err := w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		if whose, trouble = find(string(handle)); trouble != nil {
			return nil, passkey.ErrAnswer
		}
		return userOf(whose)
	}, s, parsed)
	if trouble != nil {
		return passkey.Owner{}, passkey.Key{}, "", trouble
	}
	if err != nil || !used.Flags.UserVerified || used.Authenticator.CloneWarning {
		return passkey.Owner{}, passkey.Key{}, "", passkey.ErrAnswer
	}
	key, err := keep(used)
	return whose, key, s.Challenge, err
}

func challenge(options any, s *webauthn.SessionData) (passkey.Challenge, error) {
	shown, err := json.Marshal(options)
	if err != nil {
		return passkey.Challenge{}, fmt.Errorf("writing a challenge: %w", err)
	}
	state, err := json.Marshal(s)
	if err != nil {
		return passkey.Challenge{}, fmt.Errorf("writing a challenge: %w", err)
	}
	return passkey.Challenge{Options: shown, State: state, ID: s.Challenge}, nil
}

func resume(d passkey.Door, state []byte) (*webauthn.WebAuthn, webauthn.SessionData, error) {
	var s webauthn.SessionData
	w, err := open(d)
	if err == nil && json.Unmarshal(state, &s) != nil {
		err = passkey.ErrAnswer
	}
	return w, s, err
}

func keep(c *webauthn.Credential) (passkey.Key, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return passkey.Key{}, fmt.Errorf("writing a passkey down: %w", err)
	}
	return passkey.Key{ID: base64.RawURLEncoding.EncodeToString(c.ID), Data: data}, nil
}

// user is an owner as the protocol wants it.
type user struct {
	passkey.Owner
	keys []webauthn.Credential
}

func userOf(o passkey.Owner) (user, error) {
	u := user{Owner: o, keys: make([]webauthn.Credential, len(o.Keys))}
	for i, k := range o.Keys {
		if err := json.Unmarshal(k.Data, &u.keys[i]); err != nil {
			return user{}, errors.New("a stored passkey is damaged: remove it and add it again")
		}
	}
	return u, nil
}

func (u user) WebAuthnID() []byte                         { return []byte(u.ID) }
func (u user) WebAuthnName() string                       { return u.Address }
func (u user) WebAuthnDisplayName() string                { return u.Name }
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.keys }
