package notify

import (
	"slices"
	"time"

	"tidings/internal/contacts"
)

// Kind is what an event does to its subject.
type Kind string

// The kinds of event.
const (
	Opens  Kind = "opens"  // it began, or was announced
	Goes   Kind = "goes"   // something was said of it
	Closes Kind = "closes" // it is over
)

// Event is one thing that happened to a subject, told in one update.
type Event struct {
	Number int       `json:"n"`  // from 1, in the order in which they became known
	Update string    `json:"id"` // of the update; unique within the subject
	At     time.Time `json:"at"` // when it became known
	Kind   Kind      `json:"kind"`
	Topic  contacts.Topic
}

// News is what happened to one subject, and how far people were told.
type News struct {
	Subject string  `json:"subject"` // such as "incident/ID"
	Events  []Event `json:"events"`  // oldest first; very old ones are left out
	State   State   `json:"state"`
	// Round is raised whenever telling begins anew; After is the last subscriber
	// page of this round that is done.
	Round int    `json:"round"`
	After string `json:"after,omitempty"`
	// Together is how many messages everything that came at once with the round
	// sends; 0 where it came alone.
	Together int `json:"together,omitempty"`
	// Approved is the largest audience that an operator has agreed to.
	Approved int `json:"approved,omitempty"`
	// Over is the number up to which nobody is told any more: it was dropped.
	Over int `json:"over,omitempty"`
	// Again is the round in which those are tried again whose message was refused.
	Again int `json:"again,omitempty"`
	Progress
	Past []Progress `json:"past,omitempty"` // rounds before this one, newest first
}

// Progress is what a round is about, and what it has done so far.
type Progress struct {
	Began      time.Time `json:"began,omitzero"`
	Upto       int       `json:"upto,omitempty"`       // number of its last event
	Audience   int       `json:"audience"`             // how many people its events concern
	Suppressed int       `json:"suppressed,omitempty"` // how many more they would, whose address takes no mail
	Sent       int       `json:"sent,omitempty"`
	Refused    int       `json:"refused,omitempty"`
	Left       int       `json:"left,omitempty"` // for later, together with others
	// Moved is when something of a round that was handed out in stretches was last
	// done; zero for one that was not.
	Moved time.Time `json:"moved,omitzero"`
}

// Queued is how many messages of the round are still to be sent, as far as is
// known before everybody has been looked at.
func (n *News) Queued() int {
	if n.State != Waiting && n.State != Telling && n.State != Held {
		return 0
	}
	return max(0, n.Audience-n.Sent-n.Refused-n.Left)
}

// State is how far news has got.
type State string

// The states of news.
const (
	Waiting   State = "waiting"   // nobody has been looked at in this round
	Telling   State = "telling"   // some have
	Told      State = "told"      // all have
	Held      State = "held"      // more people than the operator's limit: waits to be approved
	Withdrawn State = "withdrawn" // taken back: whoever was not told is not told any more
	Dropped   State = "dropped"   // an operator has decided the same of what has happened so far
)

// maxEvents is how many events of a subject are remembered; those who were told
// of none of them are told of these.
const maxEvents = 200

// maxPast is how many rounds of a subject are remembered beside the last one.
const maxPast = 20

// add takes events that are not known yet, and reports whether there were any.
func (n *News) add(events []Event) (added bool) {
	for _, e := range events {
		if n.knows(e.Update) {
			continue
		}
		e.Number = n.last() + 1
		n.Events = append(n.Events, e)
		added = true
	}
	if extra := len(n.Events) - maxEvents; extra > 0 {
		n.Events = slices.Delete(n.Events, 0, extra)
	}
	return added
}

func (n *News) knows(update string) bool {
	return slices.ContainsFunc(n.Events, func(e Event) bool { return e.Update == update })
}

func (n *News) last() int {
	if len(n.Events) == 0 {
		return 0
	}
	return n.Events[len(n.Events)-1].Number
}

// begin starts a round: everybody is looked at again.
func (n *News) begin(at time.Time) {
	if n.Round > 0 {
		n.Past = slices.Insert(n.Past, 0, n.Progress)
		n.Past = n.Past[:min(len(n.Past), maxPast)]
	}
	n.Round++
	n.State, n.After = Waiting, ""
	n.Progress = Progress{Began: at.UTC(), Upto: n.last()}
}

// owedTo is what a subscriber is to be told who was told up to a number. The
// end of something that they were never told of is nothing to tell, unless its
// beginning is among what they are told now.
func (n *News) owedTo(s *contacts.Subscriber, told int) []Event {
	if s.State != contacts.Active {
		return nil
	}
	return n.concerns(s, told)
}

// concerns is the same of somebody who may not be written to.
func (n *News) concerns(s *contacts.Subscriber, told int) []Event {
	var owed []Event
	closing := true
	for _, e := range n.Events {
		if e.Number <= max(told, n.Over) || e.At.Before(s.Confirmed) || !s.Wish.Wants(e.Topic) {
			continue
		}
		owed = append(owed, e)
		closing = closing && e.Kind == Closes
	}
	if told == 0 && closing {
		return nil
	}
	return owed
}

// asks is how many people an operator is asked about before they are told.
func (n *News) asks() int { return max(n.Audience, n.Together) }
