package admin

import (
	"context"
	"strconv"

	"tidings/internal/status"
)

// Topic is what people and channels choose by whether they are told of it.
type Topic struct {
	Maintenance bool
	ID          string        // of the incident or maintenance; empty for one that is not made yet
	Impact      status.Impact // of an incident
	Components  []string      // ids
}

// Audience says whom something reaches before it is published.
type Audience interface {
	// Reach counts who would be told of a topic now. The hold on too large an
	// audience is not looked at.
	Reach(ctx context.Context, t Topic) (Reach, error)
}

// Reach is how many are told of something.
type Reach struct {
	People   int // by mail; -1 where nobody can be told
	Channels int // webhooks and chats
}

// Sentence is such as "1,204 people get mail, 3 channels are told".
func (r Reach) Sentence() string {
	said := Number(max(r.People, 0)) + " people get mail"
	switch {
	case r.People == 1:
		said = "1 person gets mail"
	case r.People <= 0:
		said = "nobody gets mail"
	}
	switch {
	case r.Channels == 1:
		said += ", 1 channel is told"
	case r.Channels > 0:
		said += ", " + Number(r.Channels) + " channels are told"
	}
	return said
}

// Number is a number with commas: 1,204.
func Number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
