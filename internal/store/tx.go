package store

import (
	"fmt"
	"time"
)

// Tx is what an update sees: the named items as they are, and the writes so far.
type Tx struct {
	items   map[Key]*entry
	changes [][]byte
}

type entry struct {
	item    Item
	present bool
	dirty   bool
}

// NewTx is for adapters: it begins an update over the named keys and the items found.
func NewTx(keys []Key, found map[Key]Item) *Tx {
	tx := &Tx{items: make(map[Key]*entry, len(keys))}
	for _, k := range keys {
		it, ok := found[k]
		it.Key = k
		tx.items[k] = &entry{item: it, present: ok}
	}
	return tx
}

// Get returns the value of a named key, as written by this update if it was.
func (tx *Tx) Get(k Key) (value []byte, ok bool, err error) {
	e, named := tx.items[k]
	if !named {
		return nil, false, fmt.Errorf("%w: %s/%s", ErrUndeclared, k.Part, k.Sort)
	}
	return e.item.Value, e.present, nil
}

// Put writes a named key.
func (tx *Tx) Put(k Key, value []byte) error { return tx.PutUntil(k, value, time.Time{}) }

// PutUntil writes a named key that expires.
func (tx *Tx) PutUntil(k Key, value []byte, expires time.Time) error {
	e, named := tx.items[k]
	if !named {
		return fmt.Errorf("%w: %s/%s", ErrUndeclared, k.Part, k.Sort)
	}
	if len(k.Part)+len(k.Sort)+len(value)+64 > MaxItemBytes {
		return fmt.Errorf("%w: item %s/%s has %d bytes", ErrTooLarge, k.Part, k.Sort, len(value))
	}
	e.item.Value, e.item.Expires, e.present, e.dirty = value, expires, true, true
	return nil
}

// Delete removes a named key; it is no error if there is none.
func (tx *Tx) Delete(k Key) error {
	e, named := tx.items[k]
	if !named {
		return fmt.Errorf("%w: %s/%s", ErrUndeclared, k.Part, k.Sort)
	}
	e.item.Value, e.present, e.dirty = nil, false, true
	return nil
}

// Append adds a change to the feed that Driver.Changes reads.
func (tx *Tx) Append(change []byte) { tx.changes = append(tx.changes, change) }

// Writes is for adapters: the items put, the keys deleted and the changes appended.
func (tx *Tx) Writes() (puts []Item, deletes []Key, changes [][]byte) {
	for k, e := range tx.items {
		switch {
		case !e.dirty:
		case e.present:
			puts = append(puts, e.item)
		default:
			deletes = append(deletes, k)
		}
	}
	return puts, deletes, tx.changes
}
