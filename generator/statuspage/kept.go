package statuspage

import "tidings/internal/status"

// Kept is what is written alike from one call of Documents to the next: all of
// an incident but its components, as long as the incident is the same one in
// memory. What a call did not ask for is forgotten after it. The zero Kept is
// empty and ready; calls must follow each other.
type Kept struct {
	before, now map[*status.Incident]written
	buffer      []byte // the largest document so far was written in it
}

// written is an incident's keys up to its components, and those components' rows.
type written struct {
	json []byte
	rows []int
}

// incident gives what write makes of an incident, from an earlier call if it is
// kept.
func (k *Kept) incident(i *status.Incident, write func() written) written {
	made, ok := k.before[i]
	if !ok {
		if made, ok = k.now[i]; !ok {
			made = write()
		}
	}
	if k.now == nil {
		k.now = map[*status.Incident]written{}
	}
	k.now[i] = made
	return made
}

// turn ends a call.
func (k *Kept) turn() { k.before, k.now = k.now, nil }
