package local

import (
	"context"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"tidings/internal/backup"
	"tidings/internal/store"
)

// fileOf are the files of a data folder that its stores are in.
var fileOf = map[string]string{backup.Page: pageFile, backup.Access: accessFile, backup.Contacts: contactsFile}

// Export writes all that a data folder holds, beside a running serve or without
// one, and returns how many records that is. The log of the contacts notes that
// this was done, and by whom.
func Export(ctx context.Context, o Options, by, program string, w io.Writer, to ...age.Recipient) (records int, err error) {
	m, err := Open(ctx, o)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	book, contacts, err := m.Contacts(ctx, o)
	if err != nil {
		return 0, err
	}
	if err := book.NoteExport(ctx, by, o.Now()); err != nil {
		return 0, err
	}
	state := backup.State{Made: o.Now(), Program: program}
	for _, name := range []string{stateKeyFile, contactsKeyFile} {
		key, err := keyFile(o.Data, name)
		if err != nil {
			return 0, err
		}
		state.Keys = append(state.Keys, backup.Key{Name: name, Value: key})
	}
	for i, d := range []store.Driver{m.Store, m.Access, contacts} {
		dumper, ok := d.(store.Dumper)
		if !ok {
			return 0, fmt.Errorf("the store of the %s cannot be read out as a whole", storeNames[i])
		}
		state.Stores = append(state.Stores, backup.Store{Name: storeNames[i], Driver: dumper})
	}
	return backup.Write(ctx, w, state, to...)
}
