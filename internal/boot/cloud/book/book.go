// Package book opens the private book of those who asked to be told: a table and
// a key of its own.
package book

import (
	"context"

	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/contacts"
	"tidings/internal/store/dynamo"
)

// Book is the book, with the store that it is kept in.
type Book struct {
	*contacts.Book
	Store *dynamo.Store
}

// Open opens the book when it is first wanted: its key is a parameter.
func Open(w world.World, p *parameters.Store) (*world.Later[Book], error) {
	table, err := tables.Open(w, tables.Contacts)
	if err != nil {
		return nil, err
	}
	return &world.Later[Book]{Open: func(ctx context.Context) (Book, error) {
		key, err := p.Bytes(ctx, parameters.ContactsKey)
		if err != nil {
			return Book{}, err
		}
		b, err := contacts.New(table, key, w.Random)
		return Book{b, table}, err
	}}, nil
}
