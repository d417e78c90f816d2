package status

import (
	"context"
	"errors"
	"slices"
	"time"

	"tidings/internal/store"
)

const (
	signalsAtOnce = 20                  // a transaction
	remembered    = 30 * 24 * time.Hour // how long a key that is clear is known, for late duplicates
	maxOpenings   = 8                   // texts of incidents kept for one component
)

func signalKey(id string) store.Key { return store.Key{Part: partSignal, Sort: id} }

// Record takes in what signals said and what the rules made of it, at most 20
// in a transaction. Recording the same again, in any order, changes nothing:
// what a key's state is depends on the set of what was said of it. The delivery
// is named in the log only.
//
// A transaction reads and writes the state of each key, its place among the
// active signals, one guard for each component, and the days of episodes that
// are over; in the same one automatic incidents are opened, changed or resolved,
// or right after it where they do not fit or somebody else writes meanwhile.
func (b *Board) Record(ctx context.Context, delivery string, told []Told, at time.Time) (Scope, error) {
	if !b.recovered.Load() {
		if err := b.recover(ctx); err != nil {
			return Scope{}, err
		}
	}
	var scope Scope
	for chunk := range slices.Chunk(told, signalsAtOnce) {
		s, err := b.recordChunk(ctx, delivery, chunk, at.UTC())
		if err != nil {
			return scope, err
		}
		scope = scope.Join(s)
	}
	return scope, nil
}

func (b *Board) recordChunk(ctx context.Context, delivery string, told []Told, at time.Time) (Scope, error) {
	w := signalWrite{by: Actor{Kind: OriginAutomation, ID: sourceOf(told)}, verb: VerbSignal, subject: "delivery/" + delivery, told: told, at: at}
	return b.applySignals(ctx, w)
}

func sourceOf(told []Told) string {
	if len(told) == 0 {
		return ""
	}
	return told[0].Signal.Source
}

// signalWrite is one transaction over the states of some keys: new marks, or
// (without any) only what time has brought.
type signalWrite struct {
	by      Actor
	verb    string
	subject string
	told    []Told
	ids     []string // keys to look at without new marks
	at      time.Time
}

// applySignals runs a signalWrite, in halves when it is too large for a
// transaction, and then looks after the automatic incidents that it left.
func (b *Board) applySignals(ctx context.Context, w signalWrite) (Scope, error) {
	seen, err := b.watchedBy(ctx, &w)
	if err != nil {
		return Scope{}, err
	}
	work, err := b.writeSignals(ctx, w, seen)
	if err != nil && len(seen) > 0 && !errors.Is(err, store.ErrUnavailable) {
		work, err = b.writeSignals(ctx, w, nil) // what the incident has no room for must not cost the signals
	}
	if (errors.Is(err, store.ErrTooLarge) || errors.Is(err, errSplit)) && len(w.told)+len(w.ids) > 1 {
		return b.applyHalves(ctx, w)
	}
	if err != nil {
		return Scope{}, err
	}
	b.sights.learn(work)
	return b.afterSignals(ctx, work)
}

// writeSignals runs a signalWrite that has seen what is active on components.
func (b *Board) writeSignals(ctx context.Context, w signalWrite, seen map[string]*sight) (work *signalWork, err error) {
	err = b.update(ctx, append(w.hint(b.zone), b.hintOf(&w, seen)...), func(t *txn) error {
		work = newSignalWork(b, t, w)
		work.seen = seen
		return work.run()
	})
	return work, err
}

// afterSignals does what a signalWrite has left to do.
func (b *Board) afterSignals(ctx context.Context, work *signalWork) (Scope, error) {
	scope := work.scope
	if work.unfinished != "" {
		if err := b.finish(ctx, work.unfinished); err != nil {
			return scope, err
		}
	}
	if work.undone {
		if err := b.recover(ctx); err != nil {
			return scope, err
		}
	}
	for _, component := range sortedKeys(work.concerned) {
		s, err := b.attend(ctx, component, work.now)
		if err != nil {
			return scope, err
		}
		scope = scope.Join(s)
	}
	return scope, nil
}

func (b *Board) applyHalves(ctx context.Context, w signalWrite) (Scope, error) {
	var scope Scope
	first, second := w, w
	first.told, second.told = w.told[:len(w.told)/2], w.told[len(w.told)/2:]
	first.ids, second.ids = w.ids[:len(w.ids)/2], w.ids[len(w.ids)/2:]
	for _, half := range [...]signalWrite{first, second} {
		s, err := b.applySignals(ctx, half)
		if err != nil {
			return scope, err
		}
		scope = scope.Join(s)
	}
	return scope, nil
}

// hint names what the write will most likely need.
func (w *signalWrite) hint(zone *time.Location) []store.Key {
	keys := []store.Key{keySettled}
	for _, told := range w.told {
		id := signalID(told.Signal.Source, told.Signal.Key)
		keys = append(keys, signalKey(id))
		if e := told.Effect; e != nil {
			a := active{Component: e.Component, id: id, spans: []held{{Status: e.Status}}}
			keys = append(keys, a.key(), watchKey(e.Component))
			if told.Signal.Kind == Cleared {
				keys = append(keys, dayKey(dayOf(w.at, zone)))
			}
		}
	}
	for _, id := range w.ids {
		keys = append(keys, signalKey(id))
	}
	return keys
}

// watch guards the active signals of one component: every write of one raises
// Seq, so that who has looked at all of them sees whether that still holds.
type watch struct {
	Seq      uint64             `json:"seq"`
	At       time.Time          `json:"at"`               // of the newest write
	Cleared  time.Time          `json:"cleared,omitzero"` // when a signal that opens incidents last ceased to count
	Openings map[string]Opening `json:"openings,omitempty"`
	Recent   []string           `json:"recent,omitempty"` // keys of Openings, oldest first
}

func (w *watch) keep(hash string, o Opening) {
	if _, known := w.Openings[hash]; known {
		return
	}
	if w.Openings == nil {
		w.Openings = map[string]Opening{}
	}
	w.Openings[hash] = o
	w.Recent = append(w.Recent, hash)
	if len(w.Recent) > maxOpenings {
		delete(w.Openings, w.Recent[0])
		w.Recent = w.Recent[1:]
	}
}

// watch is the guard of a component as the transaction has it; who changes it saves it.
func (t *txn) watch(component string) (*watch, error) {
	if w := t.watches[component]; w != nil {
		return w, nil
	}
	var w watch
	if _, err := t.read(watchKey(component), &w); err != nil {
		return nil, err
	}
	if t.watches == nil {
		t.watches = map[string]*watch{}
	}
	t.watches[component] = &w
	return &w, nil
}

// saveKey keeps a key's state: for a time only once nothing of it is active.
func (t *txn) saveKey(id string, k *keyState, o *outcome) error {
	if o.firing || len(o.active) > 0 {
		return t.Put(signalKey(id), k.encode())
	}
	return t.PutUntil(signalKey(id), k.encode(), k.At.Add(remembered))
}
