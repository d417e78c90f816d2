package outlet

import (
	"slices"
	"sync"
	"time"

	"tidings/internal/clip"
	"tidings/internal/notify"
)

// Delivery is what became of one message to a channel.
type Delivery struct {
	ID      string      `json:"id"` // of the message
	Subject string      `json:"subject,omitempty"`
	Update  string      `json:"update,omitempty"`
	Kind    notify.Kind `json:"kind,omitempty"`
	Event   time.Time   `json:"event,omitzero"` // when it happened
	Title   string      `json:"title"`
	At      time.Time   `json:"at"`                // of the last try
	Tries   int         `json:"tries"`             // how many there were
	Trouble string      `json:"trouble,omitempty"` // of the last try; empty: it was delivered
	Asked   bool        `json:"asked,omitempty"`   // somebody has asked for it: a test, or sent again
}

// maxRecent is how many deliveries of a channel are remembered.
const maxRecent = 20

func deliveryOf(b *Bulletin, subject string, e notify.Event, at time.Time, failed error) Delivery {
	d := Delivery{ID: b.ID, Subject: subject, Update: e.Update, Kind: e.Kind, Event: e.At.UTC(), Title: clip.Text(b.Title, 200), At: at, Tries: 1}
	if failed != nil {
		d.Trouble = failed.Error()
	}
	return d
}

// note remembers a delivery; a further try of the last one is one with it.
func (s *State) note(d Delivery) {
	if len(s.Recent) > 0 && s.Recent[0].ID == d.ID && s.Recent[0].Trouble != "" && s.Recent[0].Asked == d.Asked {
		d.Tries += s.Recent[0].Tries
		s.Recent = s.Recent[1:]
	}
	s.Recent = slices.Insert(s.Recent, 0, d)
	s.Recent = s.Recent[:min(len(s.Recent), maxRecent)]
}

// turns let one at a time work on a channel.
type turns struct {
	mu  sync.Mutex
	all map[string]*sync.Mutex
}

func newTurns() *turns { return &turns{all: map[string]*sync.Mutex{}} }

// take waits for one's turn and returns what ends it.
func (t *turns) take(id string) (done func()) {
	t.mu.Lock()
	one, known := t.all[id]
	if !known {
		one = new(sync.Mutex)
		t.all[id] = one
	}
	t.mu.Unlock()
	one.Lock()
	return one.Unlock
}
