package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"tidings/internal/clip"
	"tidings/internal/store"
)

// Event is an entry of the log of changes: who did what, to whom, from where.
// Before and After say what changed, never a secret or an address of mail.
type Event struct {
	ID      string          `json:"id"`
	By      string          `json:"by"` // account, "token/ID" or "command"; empty for somebody unknown
	ByKind  string          `json:"by_kind"`
	From    string          `json:"from,omitempty"` // network address
	Verb    string          `json:"verb"`
	Subject string          `json:"subject"` // such as "account/ID"
	At      time.Time       `json:"at"`
	Before  json.RawMessage `json:"before,omitempty"`
	After   json.RawMessage `json:"after,omitempty"`
}

// Client is where somebody speaks from.
type Client struct {
	Address string // network address
	Agent   string // what the browser says of itself: anything at all
}

// short keeps what a stranger may write of any length.
func (c Client) short() Client {
	return Client{Address: clip.Bytes(c.Address, 64), Agent: clip.Bytes(c.Agent, 200)}
}

// by begins an event of somebody known.
func by(who Actor, verb, subject string, at time.Time) Event {
	return Event{By: who.ID, ByKind: who.Kind, From: who.From, Verb: verb, Subject: subject, At: at}
}

// said marshals what our own types say; they cannot fail to.
func said(v any) json.RawMessage {
	b, _ := json.Marshal(v)
	return b
}

// sealed gives the event its id, sortable by time and the same when the same
// write is tried again.
func (e Event) sealed() []byte {
	e.At = e.At.UTC()
	if e.ByKind == "" {
		e.ByKind = Person
	}
	sum := sha256.Sum256(said(e))
	e.ID = e.At.Format("20060102T150405.000Z") + "-" + hex.EncodeToString(sum[:8])
	return said(e)
}

// Note appends an event that changes nothing, such as reading what is private.
func (a *Accounts) Note(ctx context.Context, who Actor, verb, subject string, about any) error {
	e := by(who, verb, subject, a.now())
	if about != nil {
		e.After = said(about)
	}
	return a.append(ctx, e)
}

func (a *Accounts) append(ctx context.Context, e Event) error {
	entry := e.sealed()
	err := a.driver.Update(ctx, nil, func(tx *store.Tx) error {
		tx.Append(entry)
		return nil
	})
	if err != nil {
		return fmt.Errorf("writing the audit log: %w", err)
	}
	return nil
}
