// Package triage works deliveries out: what each says by the rules of its
// source, what that does to the board, and what became of it. It must never know how
// deliveries come, nor what is made of the board.
package triage

import (
	"context"
	"errors"
	"fmt"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/status"
	"tidings/internal/store"
)

// Rules are what deliveries are understood by.
type Rules struct {
	Config *config.Config
	Board  *status.Board
}

// Reading is what a delivery says by the rules, or why it cannot be understood.
type Reading struct {
	Delivery inbox.Delivery
	told     []status.Told
	outcome  []inbox.Outcome
	puzzle   error
}

// Ending is what became of a delivery: inbox.Done or inbox.Quarantined, the
// latter with a reason.
type Ending struct {
	State, Reason string
	Outcome       []inbox.Outcome
}

// Read reads a delivery by the rules.
func (r Rules) Read(d inbox.Delivery) Reading {
	told, outcome, err := r.told(d)
	return Reading{d, told, outcome, err}
}

// Told is what the delivery says, each signal with what the rules make of it; or
// why it is not understood.
func (x Reading) Told() ([]status.Told, error) { return x.told, x.puzzle }

// Record brings what was read onto the board, under a name by which the board
// knows a repetition. It fails only when trying again later makes sense.
func (r Rules) Record(ctx context.Context, x Reading, name string) (Ending, error) {
	if x.puzzle != nil {
		return Ending{inbox.Quarantined, x.puzzle.Error(), nil}, nil
	}
	_, err := r.Board.Record(ctx, name, x.told, x.Delivery.Received)
	switch {
	case Temporary(err):
		return Ending{}, err
	case err != nil:
		return Ending{inbox.Quarantined, fmt.Sprintf("it could not be recorded: %v. The delivery is kept whole: replay it once that is mended", err), nil}, nil
	}
	if n := puzzles(x.told); n > 0 {
		return Ending{inbox.Quarantined, puzzled(n, len(x.told)), x.outcome}, nil
	}
	return Ending{inbox.Done, "", x.outcome}, nil
}

// puzzled says how many of a delivery's signals are puzzles.
func puzzled(n, all int) string {
	switch {
	case n == all:
		return "it says of its alerts neither that they fire nor that they are over, so it changes nothing"
	case n == 1:
		return fmt.Sprintf("1 of its %d signals was not understood; the others count", all)
	}
	return fmt.Sprintf("%d of its %d signals were not understood; the others count", n, all)
}

func puzzles(told []status.Told) int {
	n := 0
	for _, t := range told {
		if t.Signal.Kind == status.Puzzle {
			n++
		}
	}
	return n
}

const waveSize = 16

// waves cuts readings into runs within which no two speak of the same key: what
// is said of one key is worked out in the order in which it came.
func waves(readings []Reading) [][]Reading {
	var all [][]Reading
	var wave []Reading
	spoken := map[spokenKey]bool{}
	for _, x := range readings {
		if len(wave) == waveSize || x.speaksOf(spoken) {
			all, wave = append(all, wave), nil
			clear(spoken)
		}
		wave = append(wave, x)
		for _, t := range x.told {
			spoken[spokenKey{t.Signal.Source, t.Signal.Key}] = true
		}
	}
	if len(wave) == 0 {
		return all
	}
	return append(all, wave)
}

type spokenKey struct{ source, key string }

func (x Reading) speaksOf(keys map[spokenKey]bool) bool {
	for _, t := range x.told {
		if keys[spokenKey{t.Signal.Source, t.Signal.Key}] {
			return true
		}
	}
	return false
}

// Temporary reports whether an error of the store says: try again later.
func Temporary(err error) bool {
	return errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrConflict) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
