package audit

import (
	"encoding/json"
	"strings"
	"time"
)

// Wake is the verb of an entry by which one program wakes another: nobody did
// anything. It is found only by who looks for that verb.
const Wake = "wake"

// Entry is one change: who did what, to whom, from where, when.
type Entry struct {
	ID      string          `json:"id"`
	Log     string          `json:"log"` // which log it stands in
	By      string          `json:"by"`
	ByKind  string          `json:"by_kind"`
	From    string          `json:"from,omitempty"` // network address
	Verb    string          `json:"verb"`
	Subject string          `json:"subject"`
	At      time.Time       `json:"at"`
	Before  json.RawMessage `json:"before,omitempty"`
	After   json.RawMessage `json:"after,omitempty"`
}

// decode reads what a store appended. What cannot be read still stands in the
// log, as damaged.
func decode(log string, value []byte) Entry {
	e := Entry{}
	if json.Unmarshal(value, &e) != nil {
		e = Entry{Verb: "damaged"}
	}
	e.Log = log
	return e
}

// Query says what to look for; an empty field asks for nothing.
type Query struct {
	By      string    // exactly
	ByKind  string    // exactly
	Verb    string    // how it begins, such as "sign-in"
	Subject string    // how it begins, such as "incident/"
	Since   time.Time // not before
	Until   time.Time // before
	Limit   int       // entries in a page; 50 unless given, at most 200
	After   string    // Page.Next of the page before
}

func (q *Query) matches(e Entry) bool {
	return (e.Verb != Wake || q.Verb == Wake) && (q.By == "" || e.By == q.By) && (q.ByKind == "" || e.ByKind == q.ByKind) &&
		strings.HasPrefix(e.Verb, q.Verb) && strings.HasPrefix(e.Subject, q.Subject) &&
		(q.Since.IsZero() || !e.At.Before(q.Since)) && (q.Until.IsZero() || e.At.Before(q.Until))
}

// Page is a piece of what was found, the newest first.
type Page struct {
	Entries []Entry
	Looked  int    // how many entries were looked at for it
	Next    string // where to go on; empty at the beginning of time
}
