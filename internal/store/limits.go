package store

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits that every adapter enforces, because one of them (DynamoDB) must.
const (
	MaxItems       = 100       // keys in one update, appended changes included
	MaxItemBytes   = 400 << 10 // key, value and bookkeeping of one item
	MaxUpdateBytes = 4 << 20   // all that one update writes
	MaxPageBytes   = 1 << 20   // keys and values in one page of a list
	MaxKeyBytes    = 1000      // Part, and Sort
)

// bookkeeping is what an adapter may add to an item: version, expiry, names.
const bookkeeping = 64

// Size is what the item counts against MaxItemBytes and MaxPageBytes.
func (it Item) Size() int { return len(it.Part) + len(it.Sort) + len(it.Value) + bookkeeping }

// Checked is for adapters: the item with its expiry in whole seconds, or
// ErrKey or ErrTooLarge.
func (it Item) Checked() (Item, error) {
	if err := it.Key.check(); err != nil {
		return it, err
	}
	if it.Size() > MaxItemBytes {
		return it, fmt.Errorf("%w: item %s/%s has %d bytes", ErrTooLarge, it.Part, it.Sort, len(it.Value))
	}
	it.Expires = wholeSecond(it.Expires)
	return it, nil
}

// CheckKeys is for adapters: ErrTooLarge for more than MaxItems keys, ErrKey
// for one that no store can keep.
func CheckKeys(keys []Key) error {
	if len(keys) > MaxItems {
		return fmt.Errorf("%w: %d keys at once, at most %d", ErrTooLarge, len(keys), MaxItems)
	}
	for _, k := range keys {
		if err := k.check(); err != nil {
			return err
		}
	}
	return nil
}

func (k Key) check() error {
	switch {
	case k.Part == "":
		return fmt.Errorf("%w: empty part", ErrKey)
	case len(k.Part) > MaxKeyBytes || len(k.Sort) > MaxKeyBytes:
		return fmt.Errorf("%w: %.40q/%.40q is longer than %d bytes", ErrKey, k.Part, k.Sort, MaxKeyBytes)
	case !clean(k.Part) || !clean(k.Sort):
		return fmt.Errorf("%w: %.40q/%.40q is not UTF-8 without NUL", ErrKey, k.Part, k.Sort)
	}
	return nil
}

func clean(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// wholeSecond rounds up, so that nothing goes before its time.
func wholeSecond(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	whole := t.UTC().Truncate(time.Second)
	if whole.Before(t) {
		whole = whole.Add(time.Second)
	}
	return whole
}
