package outlet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/notify/outbound"
	"tidings/internal/store"
)

// News is where the events come from.
type News interface {
	// Next returns what happened after a cursor ("" for the beginning) and the
	// cursor to go on from, which is the one given when there is nothing new.
	Next(ctx context.Context, cursor string) ([]Happening, string, error)
	// Bulletin words an event for a channel; nil when its subject is gone.
	Bulletin(ctx context.Context, c config.Channel, subject string, e notify.Event) (*Bulletin, error)
	// Trial words a message that says of itself that it is a test.
	Trial(ctx context.Context, c config.Channel) (*Bulletin, error)
}

// Happening is what one change did to its subject.
type Happening struct {
	Subject string
	Events  []notify.Event
}

// Secrets finds the values of a secret that are good at a time.
type Secrets interface {
	Lookup(ctx context.Context, name string, at time.Time) ([]string, error)
}

// Options are what a desk works with; all are needed.
type Options struct {
	Store   store.Driver
	News    News
	Secrets Secrets
	Client  *outbound.Client
	Now     func() time.Time
	Log     *slog.Logger
}

// Desk takes news to channels.
type Desk struct {
	Options
	one *turns
}

// New is a desk.
func New(o Options) *Desk { return &Desk{o, newTurns()} }

// Waits between tries, and when trying ends.
const (
	firstWait   = 5 * time.Second
	longestWait = time.Hour
	tryFor      = 24 * time.Hour
	offAfter    = 5 * 24 * time.Hour
)

// State is how a channel stands.
type State struct {
	Cursor string `json:"cursor"`
	Done   int    `json:"done,omitempty"` // events after the cursor that are dealt with
	// Config is a digest of the channel's file: another one begins anew.
	Config string `json:"config"`
	// Failing is since when nothing was delivered, Event since when this event
	// was not; Tries counts them and Next is when the next one comes.
	Failing time.Time `json:"failing,omitzero"`
	Event   time.Time `json:"event,omitzero"`
	Tries   int       `json:"tries,omitempty"`
	Next    time.Time `json:"next,omitzero"`
	Trouble string    `json:"trouble,omitempty"` // of the last try
	Off     bool      `json:"off,omitempty"`
	Sent    int       `json:"sent,omitempty"`
	Last    time.Time `json:"last,omitzero"` // when something was delivered
	// Recent are the last deliveries, newest first.
	Recent []Delivery `json:"recent,omitempty"`
}

func stateKey(id string) store.Key { return store.Key{Part: "outlet", Sort: id} }

// State is how a channel stands; zero for one that was never looked at.
func (d *Desk) State(ctx context.Context, id string) (s State, known bool, err error) {
	found, err := d.Store.Get(ctx, stateKey(id))
	if err != nil {
		return s, false, fmt.Errorf("reading the state of channel %s: %w", id, err)
	}
	it, known := found[stateKey(id)]
	if known {
		err = json.Unmarshal(it.Value, &s)
	}
	return s, known, err
}

func (d *Desk) save(ctx context.Context, id string, s State) error {
	value, err := json.Marshal(s)
	if err != nil {
		return err
	}
	key := stateKey(id)
	return d.Store.Update(ctx, []store.Key{key}, func(tx *store.Tx) error { return tx.Put(key, value) })
}

// Step takes to a channel what is due, and says when to look again; 0 when
// something new has to happen first. A new channel is told nothing of the past.
func (d *Desk) Step(ctx context.Context, c config.Channel) (again time.Duration, err error) {
	defer d.one.take(c.ID)()
	s, known, err := d.State(ctx, c.ID)
	if err != nil {
		return 0, err
	}
	if !known {
		return 0, d.Begin(ctx, c)
	}
	if print := fingerprint(c); s.Config != print {
		s = State{Cursor: s.Cursor, Done: s.Done, Config: print, Sent: s.Sent, Last: s.Last, Recent: s.Recent}
	}
	now := d.Now()
	if s.Off || now.Before(s.Next) {
		return max(s.Next.Sub(now), 0), nil
	}
	happened, next, err := d.News.Next(ctx, s.Cursor)
	if errors.Is(err, store.ErrCursor) && s.Cursor != "" { // of another store
		s.Cursor, s.Done = "", 0
		return 0, d.begin(ctx, c, s)
	}
	if err != nil || next == s.Cursor {
		return 0, err
	}
	n := 0
	for _, h := range happened {
		for _, e := range h.Events {
			if n++; n <= s.Done {
				continue
			}
			if done, err := d.deliver(ctx, c, &s, h.Subject, e); !done || err != nil {
				return max(s.Next.Sub(d.Now()), 0), errors.Join(err, d.save(ctx, c.ID, s))
			}
			s.Done = n
		}
	}
	s.Cursor, s.Done = next, 0
	return time.Millisecond, d.save(ctx, c.ID, s)
}

// Begin starts a channel that was never looked at, at the end of what has
// happened.
func (d *Desk) Begin(ctx context.Context, c config.Channel) error {
	if _, known, err := d.State(ctx, c.ID); known || err != nil {
		return err
	}
	return d.begin(ctx, c, State{Config: fingerprint(c)})
}

func (d *Desk) begin(ctx context.Context, c config.Channel, s State) error {
	for {
		_, next, err := d.News.Next(ctx, s.Cursor)
		if err != nil {
			return err
		}
		if next == s.Cursor {
			return d.save(ctx, c.ID, s)
		}
		s.Cursor = next
	}
}

// deliver deals with one event and reports whether it is dealt with: delivered,
// none of the channel's business, or given up.
func (d *Desk) deliver(ctx context.Context, c config.Channel, s *State, subject string, e notify.Event) (bool, error) {
	if !wish(c).Wants(e.Topic) {
		return true, nil
	}
	b, err := d.News.Bulletin(ctx, c, subject, e)
	if err != nil || b == nil {
		return err == nil, err
	}
	sending, done := notify.Finishing(ctx)
	defer done()
	wait, gone, failed := d.send(sending, c, b)
	if errors.Is(failed, context.Canceled) {
		return false, failed
	}
	now := d.Now().UTC()
	s.note(deliveryOf(b, subject, e, now, failed))
	if failed == nil {
		s.recover()
		s.Sent, s.Last = s.Sent+1, now
		return true, d.save(context.WithoutCancel(ctx), c.ID, progress(*s))
	}
	s.fail(now, wait, failed)
	switch {
	case gone || now.Sub(s.Failing) >= offAfter:
		s.Off = true
		d.Log.Error("a channel is switched off until its file changes", "channel", c.ID, "error", failed)
	case now.Sub(s.Event) >= tryFor:
		d.Log.Error("a message to a channel was given up after a day", "channel", c.ID, "message", b.ID, "error", failed)
		s.Event, s.Tries, s.Next = time.Time{}, 0, time.Time{}
		return true, nil
	default:
		d.Log.Warn("a channel cannot be reached; it is tried again", "channel", c.ID, "try", s.Tries, "next", s.Next, "error", failed)
	}
	return false, nil
}

// progress is a state that counts the event under way as dealt with.
func progress(s State) State {
	s.Done++
	return s
}

// recover forgets what went wrong.
func (s *State) recover() {
	s.Failing, s.Event, s.Tries, s.Next, s.Trouble = time.Time{}, time.Time{}, 0, time.Time{}, ""
}

func (s *State) fail(now time.Time, wait time.Duration, failed error) {
	if s.Failing.IsZero() {
		s.Failing = now
	}
	if s.Event.IsZero() {
		s.Event = now
	}
	s.Tries++
	s.Trouble = failed.Error()
	s.Next = now.Add(max(min(firstWait<<min(s.Tries-1, 12), longestWait), min(wait, longestWait)))
}

// Audience is how many of the channels a topic concerns now; those that are
// switched off are not among them.
func (d *Desk) Audience(ctx context.Context, channels []config.Channel, t contacts.Topic) (n int, err error) {
	for _, c := range channels {
		if !wish(c).Wants(t) {
			continue
		}
		s, _, err := d.State(ctx, c.ID)
		if err != nil {
			return 0, err
		}
		if !s.Off || s.Config != fingerprint(c) {
			n++
		}
	}
	return n, nil
}

// wish is what a channel is told.
func wish(c config.Channel) contacts.Wish {
	return contacts.Wish{All: len(c.Components)+len(c.Groups) == 0, Components: c.Components, Groups: c.Groups,
		Severity: c.Severity, Incident: !c.NoIncidents, Maintenance: !c.NoMaintenance}
}

func fingerprint(c config.Channel) string {
	b, _ := json.Marshal(c) // strings and numbers: it cannot fail
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
