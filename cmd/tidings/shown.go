package main

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tidings/internal/inbox"
)

// shown is a delivery as --json has it. The body stands in it only on demand.
type shown struct {
	ID       string            `json:"id"`
	Source   string            `json:"source"`
	Received time.Time         `json:"received"`
	State    string            `json:"state"`
	Reason   string            `json:"reason,omitempty"`
	Outcome  []inbox.Outcome   `json:"outcome,omitempty"`
	Header   map[string]string `json:"header,omitempty"`
	Body     *string           `json:"body,omitempty"`
	// Base64 holds a body that is not text.
	Base64 []byte `json:"body_base64,omitempty"`
}

func newShown(d inbox.Delivery, whole bool) shown {
	s := shown{ID: d.ID, Source: d.Source, Received: d.Received, State: d.State, Reason: d.Reason, Outcome: d.Outcome}
	if !whole {
		return s
	}
	s.Header = d.Header
	if body := string(d.Body); utf8.ValidString(body) {
		s.Body = &body
	} else {
		s.Base64 = d.Body
	}
	return s
}

func shownAll(deliveries []inbox.Delivery) []shown {
	all := make([]shown, len(deliveries))
	for i, d := range deliveries {
		all[i] = newShown(d, false)
	}
	return all
}

// outcomeLine is what became of a signal, in a line.
func outcomeLine(o inbox.Outcome) string {
	line := strings.TrimSpace(o.Kind + " " + o.Key)
	if o.Component != "" {
		line += " -> " + o.Component + " " + o.Status
	}
	if o.Note != "" {
		line += " (" + o.Note + ")"
	}
	return line
}

// printableText is printable with line ends and tabs left in.
func printableText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || (unicode.IsPrint(r) && !unicode.IsControl(r)) {
			return r
		}
		return -1
	}, s)
}

func deliveryMissing(err error, id string) error {
	if errors.Is(err, inbox.ErrNotFound) {
		return hinted{fmt.Errorf("there is no delivery %q, or no longer", id), "tidings hooks list shows the newest"}
	}
	return err
}
