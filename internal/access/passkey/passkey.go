// Package passkey asks browsers for passkeys and checks their answers: WebAuthn
// with a key that the device finds by itself and opens only for its owner, so
// that it stands for name, password and code at once. It must never know where
// keys are kept, and keeps nothing between challenge and answer.
package passkey

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

var (
	// ErrAnswer says that an answer does not fit its challenge, or is of a key
	// that is not known, or of one that was copied.
	ErrAnswer = errors.New("the passkey was not accepted: try it again, or use another one")
	// ErrHost says that browsers make no passkeys for where we are reached.
	ErrHost = errors.New("passkeys need a name and HTTPS: open the dashboard by its name, or on this machine by http://localhost")
)

// Door is where people reach us, such as https://status.example.com, and the
// name that browsers show. Passkeys are good for its host alone.
type Door struct{ Origin, Name string }

// Owner is whose passkey it is. ID is opaque and at most 64 bytes.
type Owner struct {
	ID, Address, Name string
	Keys              []Key
}

// Key is what is kept of a passkey: nothing of it is secret.
type Key struct {
	ID   string          // base64url
	Data json.RawMessage // opaque
}

// Challenge is what a browser is asked. State must come back with the answer,
// unchanged and within some minutes, and from nowhere but us.
type Challenge struct {
	Options json.RawMessage // for navigator.credentials
	State   []byte
	ID      string // of the challenge; no answer may be taken twice
}

// open prepares the protocol for a door.
func (d Door) open() (*webauthn.WebAuthn, error) {
	u, err := url.Parse(d.Origin)
	if err != nil || u.Hostname() == "" {
		return nil, ErrHost
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return nil, ErrHost
	}
	w, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: d.Name, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
	})
	if err != nil {
		return nil, fmt.Errorf("%w (%v)", ErrHost, err)
	}
	return w, nil
}

// Create asks a browser to make a passkey for an owner.
func Create(d Door, o Owner) (Challenge, error) {
	w, err := d.open()
	if err != nil {
		return Challenge{}, err
	}
	who, err := o.user()
	if err != nil {
		return Challenge{}, err
	}
	options, s, err := w.BeginRegistration(who,
		webauthn.WithExclusions(webauthn.Credentials(who.keys).CredentialDescriptors()),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		}))
	if err != nil {
		return Challenge{}, fmt.Errorf("preparing a passkey: %w", err)
	}
	return challenge(options, s)
}

// Created checks the answer to Create and returns the key to keep.
func Created(d Door, o Owner, state, answer []byte) (Key, error) {
	w, s, err := d.resume(state)
	if err != nil {
		return Key{}, err
	}
	who, err := o.user()
	if err != nil {
		return Key{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Key{}, ErrAnswer
	}
	made, err := w.CreateCredential(who, s, parsed)
	if err != nil || !made.Flags.UserVerified {
		return Key{}, ErrAnswer
	}
	made.Attestation = webauthn.CredentialAttestation{} // it says which device it is: nobody asks
	return keep(made)
}

// Ask asks a browser for a passkey, whoever's it is.
func Ask(d Door) (Challenge, error) {
	w, err := d.open()
	if err != nil {
		return Challenge{}, err
	}
	options, s, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Challenge{}, fmt.Errorf("preparing a sign-in by passkey: %w", err)
	}
	return challenge(options, s)
}

// Answered checks the answer to Ask. It asks for the owner by id, and returns
// whose key it is, the key as it is to be kept now, and the challenge's id.
func Answered(d Door, find func(id string) (Owner, error), state, answer []byte) (Owner, Key, string, error) {
	w, s, err := d.resume(state)
	if err != nil {
		return Owner{}, Key{}, "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Owner{}, Key{}, "", ErrAnswer
	}
	var whose Owner
	var trouble error
	_, used, err := w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		if whose, trouble = find(string(handle)); trouble != nil {
			return nil, ErrAnswer
		}
		return whose.user()
	}, s, parsed)
	if trouble != nil {
		return Owner{}, Key{}, "", trouble
	}
	if err != nil || !used.Flags.UserVerified || used.Authenticator.CloneWarning {
		return Owner{}, Key{}, "", ErrAnswer
	}
	key, err := keep(used)
	return whose, key, s.Challenge, err
}

func challenge(options any, s *webauthn.SessionData) (Challenge, error) {
	shown, err := json.Marshal(options)
	if err != nil {
		return Challenge{}, fmt.Errorf("writing a challenge: %w", err)
	}
	state, err := json.Marshal(s)
	if err != nil {
		return Challenge{}, fmt.Errorf("writing a challenge: %w", err)
	}
	return Challenge{shown, state, s.Challenge}, nil
}

func (d Door) resume(state []byte) (*webauthn.WebAuthn, webauthn.SessionData, error) {
	var s webauthn.SessionData
	w, err := d.open()
	if err == nil && json.Unmarshal(state, &s) != nil {
		err = ErrAnswer
	}
	return w, s, err
}

func keep(c *webauthn.Credential) (Key, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return Key{}, fmt.Errorf("writing a passkey down: %w", err)
	}
	return Key{base64.RawURLEncoding.EncodeToString(c.ID), data}, nil
}

// user is an owner as the protocol wants it.
type user struct {
	Owner
	keys []webauthn.Credential
}

func (o Owner) user() (user, error) {
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
