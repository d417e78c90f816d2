// Package store says what Tidings asks of a database: four methods that
// DynamoDB, SQLite and a map can all keep. The rules live above it (status.Board,
// contacts.Book); the adapters below it (memory, sqlite, dynamo) repeat none of
// them and pass the one suite in storetest.
//
// An item has a key of two parts. Items of one Part can be listed in order of
// Sort; there is no scan over parts. An update names its keys up front, is
// pure, may run more than once, and is all or nothing.
package store

import (
	"context"
	"errors"
	"iter"
	"time"
)

var (
	// ErrConflict says that an update lost against others too often. Try later.
	ErrConflict = errors.New("store: too much contention")
	// ErrTooLarge says that an item or an update is over a limit above.
	ErrTooLarge = errors.New("store: too large")
	// ErrUndeclared says that an update used a key that it had not named.
	ErrUndeclared = errors.New("store: key not named by the update")
	// ErrUnavailable says that the store cannot answer now (locked, full,
	// read-only, throttled). The sender may try again. A store on this machine
	// has then written nothing; over a network the answer may have been lost,
	// so an update must bear being done twice.
	ErrUnavailable = errors.New("store: unavailable")
	// ErrKey says that a key is empty, too long or not clean UTF-8.
	ErrKey = errors.New("store: bad key")
	// ErrCursor says that Query.After or a cursor of Changes is not one that
	// this store has given.
	ErrCursor = errors.New("store: bad cursor")
)

// Key names an item. Part and Sort are UTF-8 without NUL, at most MaxKeyBytes
// each; Part is never empty.
type Key struct{ Part, Sort string }

// Item is a stored value. Nobody changes the bytes of a value that was given
// to the store or came from it.
type Item struct {
	Key
	Value []byte
	// Expires is when the item is gone, in whole seconds (a fraction is rounded
	// up) and UTC; zero: never. An expired item is not returned, though it may
	// still take space. Its going is no change.
	Expires time.Time
}

// ExpiredAt reports whether the item is gone at a time.
func (it Item) ExpiredAt(now time.Time) bool {
	return !it.Expires.IsZero() && !now.Before(it.Expires)
}

// Query asks for items of one part in order of Sort.
type Query struct {
	Part     string
	Prefix   string // of Sort; empty for all
	From, To string // inclusive bounds of Sort; empty for none
	Reverse  bool   // newest (greatest) first
	Limit    int    // at most so many items in a page; 0 for as many as fit
	After    string // Page.Next of the page before; empty for the first page
}

// Page is a piece of a list. It has Query.Limit items unless there are no more
// or they would be over MaxPageBytes; with Next it is never empty.
type Page struct {
	Items []Item
	Next  string // opaque: give as Query.After; empty when there is no more
}

// Driver is a database. All methods may be called from many goroutines.
type Driver interface {
	// Get returns those of the items that exist (at most MaxItems keys),
	// consistently with all updates that have returned.
	Get(ctx context.Context, keys ...Key) (map[Key]Item, error)
	// List returns a page, consistently with all updates that have returned.
	// Pages are not one snapshot.
	List(ctx context.Context, q Query) (Page, error)
	// Update runs fn on the named items and writes what it put, deleted and
	// appended, all or nothing, and only if none of the named items has changed
	// in between; otherwise fn runs again. When fn fails nothing is written and
	// its error is returned as it is. fn must not call the store: it
	// would wait for itself.
	Update(ctx context.Context, keys []Key, fn func(*Tx) error) error
	// Changes returns what updates have appended after a cursor ("" for the
	// beginning), at most limit (0 for as many as fit in a page), and the cursor
	// to go on from, which is the one given when there is nothing new. Each
	// appended change is returned at least once; the order is that of commits
	// per item touched, and otherwise open. A database may forget changes that
	// are more than a year old: a cursor from before them then goes on with the
	// oldest that is left.
	Changes(ctx context.Context, cursor string, limit int) ([][]byte, string, error)
}

// Loader is a Driver that can be filled in bulk, outside the limits of Update.
// It is for a first load and for rebuilding, when nobody else writes.
type Loader interface {
	// Load writes all items, replacing those that exist. An item over a limit is
	// refused with the whole load. A store on this machine writes them in one
	// transaction; over a network a load that was cut off is to be done again.
	Load(ctx context.Context, items func(yield func(Item) bool)) error
}

// Amender is a Driver whose log of changes can be rewritten, for what must not
// be known any more.
type Amender interface {
	// Amend calls fn with each change there is and keeps what it returns in its
	// place; nil leaves the change as it is. Cursors and the order stay. When it
	// fails some may have been rewritten and others not: do it again. What
	// updates append meanwhile may be left out. fn must not call the store.
	Amend(ctx context.Context, fn func(change []byte) ([]byte, error)) error
}

// Record is one thing that a store holds: an item, or a change.
type Record struct {
	Item   Item   // its Part is empty for a change
	Change []byte // and the cursor of whoever has read it last:
	At     string // empty where the store gives none to a single change
}

// Dumper is a Driver whose whole content can be read out, which no request may
// ask for. It is for copies that are kept elsewhere.
type Dumper interface {
	// Dump calls fn with every item that has not expired and every change there
	// is, changes last and in their order, and returns its error as it is. A
	// store on this machine is read as it was at one moment; elsewhere what is
	// written meanwhile may be in or out. fn must not call the store.
	Dump(ctx context.Context, fn func(Record) error) error
}

// Filler is a Driver that takes what another of its kind has dumped.
type Filler interface {
	// Fill writes all records in one transaction into a store that is empty. A
	// change keeps its place, so that cursors of the other store are good here;
	// one without a place follows the one before.
	// An error among the records is returned as it is, and nothing is written.
	Fill(ctx context.Context, records iter.Seq2[Record, error]) error
}
