package status

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Actor is who does something. Its Kind is one of the kinds of Origin.
type Actor struct {
	Kind, ID string
	// From is the network address that it speaks from, Commit the one in Git that
	// it wrote: for the log of changes alone; empty if there is none.
	From, Commit string
	// Quiet says that what it does is no news, but what was: people are told of it
	// only where it asks for that itself.
	Quiet bool
}

func (a Actor) robot() bool { return a.Kind == OriginAutomation }

// Change is one entry of the log that every write appends to.
type Change struct {
	ID      string          `json:"id"`
	By      string          `json:"by"`
	ByKind  string          `json:"by_kind"`
	From    string          `json:"from,omitempty"` // network address
	Commit  string          `json:"commit,omitempty"`
	Quiet   bool            `json:"quiet,omitempty"` // it is no news; see Actor
	Verb    string          `json:"verb"`
	Subject string          `json:"subject"` // such as "incident/ID"
	At      time.Time       `json:"at"`
	Scope   Scope           `json:"scope"`
	Before  json.RawMessage `json:"before,omitempty"`
	After   json.RawMessage `json:"after,omitempty"`
}

// The verbs of changes.
const (
	VerbPut    = "put"
	VerbDelete = "delete"
	VerbRedact = "redact"
	VerbSignal = "signal"
	VerbSettle = "settle"
	VerbClear  = "clear" // a person ended the episode of a signal
	VerbLoad   = "load"

	VerbRedactTitles = "redact titles"
)

// The verbs of maintenances stand in place of put and settle where what
// happened has a name, whoever or whatever brought it about. Of several things
// in one change the verb is the one of the state; Before and After have them all.
const (
	VerbAnnounce = "announce" // planned, and not told before
	VerbRemind   = "remind"   // its reminder is due; nothing else changed
	VerbBegin    = "begin"
	VerbVerify   = "verify"
	VerbEnd      = "end"
	VerbCancel   = "cancel"
	VerbExtend   = "extend" // it ends later than planned
	VerbMove     = "move"   // it is planned for another time
)

// maxSaid bounds Before and After together: a change is an item itself.
const maxSaid = 256 << 10

// say fills Before and After; nil is left out, and so is what is too long.
func (c *Change) say(before, after any) error {
	var err error
	if c.Before, err = said(before); err != nil {
		return err
	}
	if c.After, err = said(after); err != nil {
		return err
	}
	if len(c.Before)+len(c.After) > maxSaid {
		c.Before = tooLong(c.Before)
	}
	if len(c.Before)+len(c.After) > maxSaid {
		c.After = tooLong(c.After)
	}
	return nil
}

func said(v any) (json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	return json.Marshal(v)
}

func tooLong(said json.RawMessage) json.RawMessage {
	if said == nil {
		return nil
	}
	return fmt.Appendf(nil, `{"left_out_bytes":%d}`, len(said))
}

// seal gives the change its id: sortable by time, and the same when the same
// write is tried again.
func (c *Change) seal() ([]byte, error) {
	c.ID, c.At = "", c.At.UTC()
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("change of %s: %w", c.Subject, err)
	}
	sum := sha256.Sum256(b)
	c.ID = c.At.Format("20060102T150405.000Z") + "-" + hex.EncodeToString(sum[:8])
	return append([]byte(`{"id":"`+c.ID), b[len(`{"id":"`):]...), nil
}

// Join is a scope that covers both.
func (s Scope) Join(o Scope) Scope {
	return Scope{
		All: s.All || o.All, Current: s.Current || o.Current, Midnight: s.Midnight || o.Midnight, Mail: s.Mail || o.Mail,
		Incidents: union(s.Incidents, o.Incidents), Maintenance: union(s.Maintenance, o.Maintenance),
		Components: union(s.Components, o.Components), Days: union(s.Days, o.Days), Metrics: union(s.Metrics, o.Metrics),
	}
}

// Empty says that nothing has to be made again.
func (s Scope) Empty() bool {
	return !s.All && !s.Current && !s.Midnight && !s.Mail && len(s.Incidents)+len(s.Maintenance)+len(s.Components)+len(s.Days)+len(s.Metrics) == 0
}

// union is sorted and without repetition.
func union[T ~string](a, b []T) []T {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
