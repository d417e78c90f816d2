package status

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/store"
)

// Alarm is a signal that fires: the open episode of one key of one source.
// Title and Link are the sender's, for operators.
type Alarm struct {
	Source, Key string
	Title, Link string
	Since       time.Time // when the episode began, as far as we know
	Told        time.Time // when something new was last said of it
	// Effect is what the newest word of it does; nil where no rule matched.
	Effect *Effect
	// Counts is from when on the page shows it, which may still be to come.
	Counts time.Time
}

// Alarms are the signals of a source that fire, by key; of all sources where
// none is named. Of more than limit there is more, and they are left out.
func (b *Board) Alarms(ctx context.Context, source string, limit int) (all []Alarm, more bool, err error) {
	q := store.Query{Part: partSignal}
	if source != "" {
		q.Prefix = source + "/"
	}
	for it, err := range b.each(ctx, q) {
		if err != nil {
			return nil, false, err
		}
		k, err := decodeKeyState(it.Sort, it.Value)
		if err != nil {
			return nil, false, err
		}
		if !k.firing() {
			continue
		}
		if len(all) == limit {
			return all, true, nil
		}
		all = append(all, k.alarm())
	}
	return all, false, nil
}

// alarm is the last episode, which is open.
func (k *keyState) alarm() Alarm {
	episodes := k.episodes()
	e := episodes[len(episodes)-1]
	counts, _, _ := e.window()
	return Alarm{Source: k.Source, Key: k.Key, Title: k.Title, Link: k.Link, Since: e.begin(), Told: k.Told, Effect: e.steps[len(e.steps)-1].Effect, Counts: counts}
}

// ClearSignal ends the open episode of a signal because a person says so: its
// end may have got lost, or nobody will ever send one. What the sender repeats of
// the same episode changes nothing any more; its next one counts. It returns
// ErrNotFound for a signal that does not fire.
func (b *Board) ClearSignal(ctx context.Context, by Actor, source, key string, at time.Time) (Scope, error) {
	if by.robot() {
		return Scope{}, fmt.Errorf("signal of %s: %w", source, ErrPersonal)
	}
	id := signalID(source, key)
	value, err := b.item(ctx, signalKey(id))
	if err != nil {
		return Scope{}, err
	}
	k := &keyState{}
	if value != nil {
		if k, err = decodeKeyState(id, value); err != nil {
			return Scope{}, err
		}
	}
	if !k.firing() {
		return Scope{}, fmt.Errorf("signal of %s: %w", source, ErrNotFound)
	}
	at = at.UTC()
	newest := k.Marks[len(k.Marks)-1].Rank // may be ahead of our clock
	told := Told{Signal: Signal{Source: source, Key: key, Kind: Cleared, Started: later(at, newest), At: at, Received: at}}
	return b.applySignals(ctx, signalWrite{by: by, verb: VerbClear, subject: "signal/" + id, told: []Told{told}, at: at})
}
