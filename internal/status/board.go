package status

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"tidings/internal/ident"
	"tidings/internal/store"
)

// Board keeps the facts over a store and holds every rule about them. Each
// write is one transaction that also brings the projections (days, months,
// what is open) up to date and appends a Change; a fact that lies on more days
// than a transaction can hold goes through in steps that are finished by
// themselves, after a crash too. Its methods may be called from many
// goroutines, and several Boards may work on one store.
type Board struct {
	d         store.Driver
	zone      *time.Location
	recovered atomic.Bool
	digests   digests
	past      keptPast
	sights    sights
}

// NewBoard is a board over a store whose days are those of a zone.
func NewBoard(d store.Driver, zone *time.Location) *Board { return &Board{d: d, zone: zone} }

// ErrPersonal says that automation may not change what a person wrote or touched.
var ErrPersonal = errors.New("a person has written or changed this: automation leaves it alone")

// ErrInvalid is in every error about a fact that cannot be kept as it is.
var ErrInvalid = errors.New("cannot be kept")

// The parts of the store, one for each kind of item.
const (
	partIncident    = "incident"    // by id: JSON
	partMaintenance = "maintenance" // by id: JSON
	partOverride    = "override"    // by component: JSON
	partSignal      = "signal"      // by source and key: keyState
	partActive      = "active"      // projection of partSignal
	partWatch       = "watch"       // by component: guards its active signals
	partDay         = "day"         // by date: projection
	partMonth       = "month"       // by month: projection
	partIndex       = "index"       // the items below
	partTodo        = "todo"        // by subject: what is left of a write that took several steps
)

var (
	keyOpen    = store.Key{Part: partIndex, Sort: "open"}    // open incidents and maintenances: openIndex
	keyMonths  = store.Key{Part: partIndex, Sort: "months"}  // []MonthCount
	keySettled = store.Key{Part: partIndex, Sort: "settled"} // time up to which Settle has looked
)

func incidentKey(id string) store.Key    { return store.Key{Part: partIncident, Sort: id} }
func maintenanceKey(id string) store.Key { return store.Key{Part: partMaintenance, Sort: id} }
func todoKey(subject string) store.Key   { return store.Key{Part: partTodo, Sort: subject} }
func watchKey(component string) store.Key {
	return store.Key{Part: partWatch, Sort: component}
}

func checkID(about, id string) error {
	if !ident.Valid(id) {
		return fmt.Errorf("%w: %s id %.80q: use 1 to 63 lower-case letters, digits and hyphens, not beginning with a hyphen", ErrInvalid, about, id)
	}
	return nil
}

// errUnnamed says that a closure needs keys that its update has not named.
var errUnnamed = errors.New("status: more keys are needed")

// errSplit says that a write of several keys is better done in smaller ones.
var errSplit = errors.New("status: too much for one transaction")

// errBusy says that an earlier write of the same subject is not finished.
var errBusy = errors.New("status: an earlier write is not finished")

// txn is a store's transaction that finds out which keys it needs: a closure
// that asks for a key not named yet is run again with it named.
type txn struct {
	*store.Tx
	named   map[store.Key]struct{}
	used    map[store.Key]struct{}
	missing []store.Key
	left    bool // a todo was written

	// What was read is decoded once, and is as the transaction has it.
	index   *openIndex
	watches map[string]*watch // by component
	cal     *Calendar
	unsaved map[dayNumber]struct{} // days of cal
}

// need makes sure that keys are named before the closure goes on.
func (t *txn) need(keys ...store.Key) error {
	for _, k := range keys {
		t.used[k] = struct{}{}
		if _, ok := t.named[k]; !ok {
			t.missing = append(t.missing, k)
		}
	}
	if len(t.missing) > 0 {
		return errUnnamed
	}
	return nil
}

// get is a named item's value, nil when there is none.
func (t *txn) get(k store.Key) ([]byte, error) {
	if err := t.need(k); err != nil {
		return nil, err
	}
	value, _, err := t.Get(k)
	return value, err
}

// maxRounds bounds how often an update may find that it needs more keys.
const maxRounds = 20

// update runs a closure in one transaction over the keys that it turns out to need.
func (b *Board) update(ctx context.Context, hint []store.Key, fn func(*txn) error) error {
	named := map[store.Key]struct{}{}
	for _, k := range hint {
		named[k] = struct{}{}
	}
	for range maxRounds {
		var last *txn
		err := b.d.Update(ctx, keysOf(named), func(tx *store.Tx) error {
			last = &txn{Tx: tx, named: named, used: map[store.Key]struct{}{}}
			if err := fn(last); err != nil {
				return err
			}
			return last.saveCalendar()
		})
		if !errors.Is(err, errUnnamed) {
			return err
		}
		for _, k := range last.missing {
			named[k] = struct{}{}
		}
		if len(named) >= store.MaxItems {
			named = last.used
		}
	}
	return fmt.Errorf("%w: the items to change kept changing", store.ErrConflict)
}

func keysOf(set map[store.Key]struct{}) []store.Key {
	keys := make([]store.Key, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	return keys
}

// append seals a change and appends it to the log.
func (t *txn) append(c *Change) error {
	b, err := c.seal()
	if err != nil {
		return err
	}
	t.Append(b)
	return nil
}

// Changes returns what writes have appended after a cursor ("" for the
// beginning), at most limit, and the cursor to go on from.
func (b *Board) Changes(ctx context.Context, cursor string, limit int) ([]Change, string, error) {
	raw, next, err := b.d.Changes(ctx, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	changes := make([]Change, len(raw))
	for i, r := range raw {
		if err := decode("change", r, &changes[i]); err != nil {
			return nil, "", err
		}
	}
	return changes, next, nil
}
