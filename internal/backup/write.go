package backup

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"

	"tidings/internal/store"
)

// What programs call the stores and the keys that they exchange. Stores are
// written and read in this order: contacts are last, so that what was told is
// never older than what is to be told, and nobody is told twice.
const (
	Page     = "page"
	Access   = "access"
	Contacts = "contacts"

	PageKey     = "key"          // seals secrets and accounts
	ContactsKey = "contacts.key" // seals contacts
)

// State is what goes into a file.
type State struct {
	Made    time.Time
	Program string // its version
	Keys    []Key
	// Stores in the order in which they are read: what one says of another is
	// never newer than that if it comes first.
	Stores []Store
}

// Key is a secret that state is sealed under.
type Key struct {
	Name  string
	Value []byte
}

// Store is one of the program's stores.
type Store struct {
	Name   string
	Driver store.Dumper
}

// Write writes the state for whoever is meant to read it, and returns how many
// records it has.
func Write(ctx context.Context, w io.Writer, s State, to ...age.Recipient) (int, error) {
	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return 0, fmt.Errorf("sealing the backup: %w", err)
	}
	packed := gzip.NewWriter(sealed)
	buffered := bufio.NewWriter(packed)
	out := writer{lines: json.NewEncoder(buffered)}
	if err := out.state(ctx, s); err != nil {
		return 0, err
	}
	return out.records, errors.Join(buffered.Flush(), packed.Close(), sealed.Close())
}

type writer struct {
	lines   *json.Encoder
	records int
}

func (w *writer) state(ctx context.Context, s State) error {
	if err := w.lines.Encode(line{Format: format, Version: version, Made: s.Made.UTC(), Program: s.Program}); err != nil {
		return err
	}
	for _, k := range s.Keys {
		if err := w.lines.Encode(line{Key: k.Name, Value: k.Value}); err != nil {
			return err
		}
	}
	for _, each := range s.Stores {
		if err := w.lines.Encode(line{Store: each.Name}); err != nil {
			return err
		}
		if err := each.Driver.Dump(ctx, w.record); err != nil {
			return fmt.Errorf("reading the store %q: %w", each.Name, err)
		}
	}
	return w.lines.Encode(line{End: true, Records: w.records})
}

func (w *writer) record(r store.Record) error {
	w.records++
	return w.lines.Encode(lineOf(r))
}
