// Package passkey is what of passkeys is kept, and what is asked of browsers: a key
// that the device finds by itself and opens only for its owner, so that it stands for
// name, password and code at once. Its child ceremony asks and checks. It must never
// know where keys are kept.
package passkey

import (
	"encoding/json"
	"errors"
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
