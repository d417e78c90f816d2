package status

import (
	"fmt"
	"maps"
	"slices"
)

// Tell says of which turns of a maintenance people are told: VerbAnnounce,
// VerbRemind, VerbBegin and VerbEnd. They are told of what it does not name.
// Updates that somebody posts, delays and cancellations have switches of their own.
type Tell map[string]bool

// Turns are those that Tell can name, in the order in which they come.
var Turns = [...]string{VerbAnnounce, VerbRemind, VerbBegin, VerbEnd}

// Of reports whether people are told of a turn: as this says, else the other.
func (t Tell) Of(turn string, or Tell) bool {
	if says, named := t[turn]; named {
		return says
	}
	if says, named := or[turn]; named {
		return says
	}
	return true
}

// check refuses what names no turn.
func (t Tell) check() error {
	for _, turn := range slices.Sorted(maps.Keys(t)) {
		if !slices.Contains(Turns[:], turn) {
			return fmt.Errorf("there is no turn %q to tell of: there are announce, remind, begin and end", turn)
		}
	}
	return nil
}
