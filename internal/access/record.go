package access

import (
	"encoding/json"
	"errors"
	"time"
)

// record is an account as it is stored, credentials and all. It stays inside
// this package.
type record struct {
	ID          string       `json:"id"`
	Email       string       `json:"email"`
	Name        string       `json:"name,omitempty"`
	Signs       bool         `json:"signs,omitempty"`
	Role        string       `json:"role"`
	Permissions []Permission `json:"permissions"`
	Disabled    bool         `json:"disabled,omitempty"`
	Created     time.Time    `json:"created"`
	SignedIn    time.Time    `json:"signed_in,omitzero"`

	Password   string    `json:"password,omitempty"`  // argon2id, PHC
	TOTP       []byte    `json:"totp,omitempty"`      // sealed secret
	TOTPStep   int64     `json:"totp_step,omitempty"` // last period whose code was used
	Recovery   []string  `json:"recovery,omitempty"`  // hashes of single-use codes
	Passkeys   []Passkey `json:"passkeys,omitempty"`
	SSO        string    `json:"sso,omitempty"`        // issuer and subject
	SSOMade    bool      `json:"sso_made,omitempty"`   // its rights are the provider\'s word
	Link       string    `json:"link,omitempty"`       // hash of the one link that is good
	Generation int       `json:"generation,omitempty"` // of sessions: raising it ends those before
}

// Passkey is a key on a person's device, in public parts only.
type Passkey struct {
	ID    string          `json:"id"`   // base64url, from the device
	Name  string          `json:"name"` // as typed
	Added time.Time       `json:"added"`
	Used  time.Time       `json:"used,omitzero"`
	Data  json.RawMessage `json:"data"` // what package passkey keeps of it
}

// account is the record without its credentials.
func (r *record) account() Account {
	return Account{
		ID: r.ID, Email: Email{r.Email}, Name: r.Name, Signs: r.Signs, Role: r.Role, Permissions: r.Permissions,
		Disabled: r.Disabled, Created: r.Created, SignedIn: r.SignedIn,
		Has: Has{Password: r.Password != "", TOTP: r.TOTP != nil, Recovery: len(r.Recovery), Passkeys: r.Passkeys, SSO: r.SSO != ""},
	}
}

var errDamaged = errors.New("a stored account is damaged: bring the store back from a backup")

func decodeRecord(value []byte) (*record, error) {
	var r record
	if err := json.Unmarshal(value, &r); err != nil {
		return nil, errDamaged
	}
	return &r, nil
}
