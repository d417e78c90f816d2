package store

import (
	"fmt"
	"time"
)

// Tx is what an update sees: the named items as they are, and the writes so far.
// An error of any of its methods fails the whole update, even when ignored.
type Tx struct {
	entries []entry
	index   map[Key]int // only when there are many
	changes [][]byte
	err     error // the first
}

type entry struct {
	item    Item
	present bool
	dirty   bool
}

// fewKeys is up to how many entries are found faster one by one than by a map.
const fewKeys = 12

// NewTx is for adapters: it begins an update over the named keys, each read
// once by find, which leaves out what has expired.
func NewTx(keys []Key, find func(Key) (Item, bool, error)) (*Tx, error) {
	if err := CheckKeys(keys); err != nil {
		return nil, err
	}
	tx := &Tx{entries: make([]entry, 0, len(keys))}
	if len(keys) > fewKeys {
		tx.index = make(map[Key]int, len(keys))
	}
	for _, k := range keys {
		if tx.entry(k) != nil {
			continue
		}
		it, present, err := find(k)
		if err != nil {
			return nil, err
		}
		tx.add(k, it, present)
	}
	return tx, nil
}

func (tx *Tx) add(k Key, it Item, present bool) {
	it.Key = k
	if tx.index != nil {
		tx.index[k] = len(tx.entries)
	}
	tx.entries = append(tx.entries, entry{item: it, present: present})
}

func (tx *Tx) entry(k Key) *entry {
	if tx.index != nil {
		if i, named := tx.index[k]; named {
			return &tx.entries[i]
		}
		return nil
	}
	for i := range tx.entries {
		if tx.entries[i].item.Key == k {
			return &tx.entries[i]
		}
	}
	return nil
}

// named is the entry of a key, or ErrUndeclared.
func (tx *Tx) named(k Key) (*entry, error) {
	if e := tx.entry(k); e != nil {
		return e, nil
	}
	return nil, tx.fail(fmt.Errorf("%w: %s/%s", ErrUndeclared, k.Part, k.Sort))
}

func (tx *Tx) fail(err error) error {
	if tx.err == nil {
		tx.err = err
	}
	return err
}

// Get returns the value of a named key, as written by this update if it was.
func (tx *Tx) Get(k Key) (value []byte, ok bool, err error) {
	e, err := tx.named(k)
	if err != nil {
		return nil, false, err
	}
	return e.item.Value, e.present, nil
}

// Put writes a named key. Writing the bytes that are there already still bumps
// the item: updates that have named it and are under way run again.
func (tx *Tx) Put(k Key, value []byte) error { return tx.PutUntil(k, value, time.Time{}) }

// PutUntil writes a named key that expires.
func (tx *Tx) PutUntil(k Key, value []byte, expires time.Time) error {
	e, err := tx.named(k)
	if err != nil {
		return err
	}
	it, err := Item{Key: k, Value: value, Expires: expires}.Checked()
	if err != nil {
		return tx.fail(err)
	}
	e.item, e.present, e.dirty = it, true, true
	return nil
}

// Delete removes a named key; it is no error if there is none.
func (tx *Tx) Delete(k Key) error {
	e, err := tx.named(k)
	if err != nil {
		return err
	}
	e.item, e.present, e.dirty = Item{Key: k}, false, true
	return nil
}

// Append adds a change to the feed that Driver.Changes reads. A change is at
// most MaxItemBytes, like an item.
func (tx *Tx) Append(change []byte) {
	if size := (Item{Value: change}).Size(); size > MaxItemBytes {
		_ = tx.fail(fmt.Errorf("%w: a change of %d bytes", ErrTooLarge, len(change)))
	}
	tx.changes = append(tx.changes, change)
}

// Writes is what an update comes to.
type Writes struct {
	Puts    []Item
	Deletes []Key
	Changes [][]byte
}

// Empty reports whether there is nothing to write.
func (w Writes) Empty() bool { return len(w.Puts)+len(w.Deletes)+len(w.Changes) == 0 }

// Writes is for adapters: what to write now that the closure is done, or why
// it may not be written (ErrUndeclared, ErrTooLarge).
func (tx *Tx) Writes() (Writes, error) {
	w := Writes{Changes: tx.changes}
	if tx.err != nil {
		return w, tx.err
	}
	for i := range tx.entries {
		switch e := &tx.entries[i]; {
		case !e.dirty:
		case e.present:
			w.Puts = append(w.Puts, e.item)
		default:
			w.Deletes = append(w.Deletes, e.item.Key)
		}
	}
	return w, tx.checkSize(w)
}

func (tx *Tx) checkSize(w Writes) error {
	if n := len(tx.entries) + len(w.Changes); n > MaxItems {
		return fmt.Errorf("%w: %d keys and changes in one update, at most %d", ErrTooLarge, n, MaxItems)
	}
	size := 0
	for _, it := range w.Puts {
		size += it.Size()
	}
	for _, c := range w.Changes {
		size += Item{Value: c}.Size()
	}
	if size > MaxUpdateBytes {
		return fmt.Errorf("%w: an update of %d bytes, at most %d", ErrTooLarge, size, MaxUpdateBytes)
	}
	return nil
}
