package app

import (
	"context"
	"fmt"

	"tidings/internal/inbox"
	"tidings/internal/status"
)

// reading is what a delivery says by the rules, or why it cannot be understood.
type reading struct {
	delivery inbox.Delivery
	told     []status.Told
	outcome  []inbox.Outcome
	puzzle   error
}

// ending is what became of a delivery.
type ending struct {
	state, reason string
	outcome       []inbox.Outcome
}

func (r *rules) read(d inbox.Delivery) reading {
	told, outcome, err := r.told(d)
	return reading{d, told, outcome, err}
}

// record brings what was read onto the board, under a name by which the board
// knows a repetition.
func (r *rules) record(ctx context.Context, x reading, name string) (ending, error) {
	if x.puzzle != nil {
		return ending{inbox.Quarantined, x.puzzle.Error(), nil}, nil
	}
	_, err := r.board.Record(ctx, name, x.told, x.delivery.Received)
	switch {
	case temporary(err):
		return ending{}, err
	case err != nil:
		return ending{inbox.Quarantined, fmt.Sprintf("it could not be recorded: %v", err), nil}, nil
	}
	if n := puzzles(x.told); n > 0 {
		return ending{inbox.Quarantined, fmt.Sprintf("%d of its %d signals were not understood; the others count", n, len(x.told)), x.outcome}, nil
	}
	return ending{inbox.Done, "", x.outcome}, nil
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
func waves(readings []reading) [][]reading {
	var all [][]reading
	var wave []reading
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

func (x reading) speaksOf(keys map[spokenKey]bool) bool {
	for _, t := range x.told {
		if keys[spokenKey{t.Signal.Source, t.Signal.Key}] {
			return true
		}
	}
	return false
}
