package status

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tidings/internal/store"
)

// active is what one key now does to one component: spans that hold, or will
// once their hold is over. It is a projection of the key's state, kept under
// one part in order of component and then of severity, so that a view reads
// all with one list and the first of a component is its worst.
type active struct {
	Component string
	Source    string
	Key       string
	id        string // of the key's state
	spans     []held
}

// signalID is where a key's state is kept: the key itself may be of any length
// and any bytes.
func signalID(source, key string) string {
	sum := sha256.Sum256([]byte(key))
	return source + "/" + hex.EncodeToString(sum[:12])
}

// shortKey tells the intervals of one source's keys apart.
func shortKey(id string) string { return id[strings.LastIndexByte(id, '/')+1:][:8] }

func (a *active) worst() Status {
	worst := Operational
	for _, s := range a.spans {
		worst = max(worst, s.Status)
	}
	return worst
}

func (a *active) key() store.Key {
	return store.Key{Part: partActive, Sort: a.Component + "/" + strconv.Itoa(int(MajorOutage-a.worst())) + "/" + a.id}
}

func (a *active) bytes() []byte {
	e := newEncoder(0)
	e.string(a.Component)
	e.string(a.Source)
	e.string(a.Key)
	e.number(uint64(len(a.spans)))
	for _, s := range a.spans {
		e.byte(byte(s.Status))
		e.time(s.From)
		e.time(s.To)
		e.time(s.Counts)
		e.time(s.Start)
		e.string(s.Opening)
	}
	return e.bytes()
}

func decodeActive(it store.Item) (*active, error) {
	d, err := newDecoder(0, it.Value)
	if err != nil {
		return nil, fmt.Errorf("active signal %s: %w", it.Sort, err)
	}
	parts := strings.SplitN(it.Sort, "/", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("active signal %s: %w", it.Sort, errCodec)
	}
	a := &active{Component: d.string(), Source: d.string(), Key: d.string(), id: parts[2]}
	a.spans = make([]held, d.count())
	for i := range a.spans {
		a.spans[i] = held{
			Status: Status(d.within(len(statusNames))),
			From:   d.time(), To: d.time(), Counts: d.time(), Start: d.time(), Opening: d.string(),
		}
	}
	if d.bad {
		return nil, fmt.Errorf("active signal %s: %w", it.Sort, errCodec)
	}
	return a, nil
}

// counts says that the span holds at a time.
func (h *held) counts(at time.Time) bool {
	return !h.Counts.After(at) && !h.From.After(at) && (h.To.IsZero() || h.To.After(at))
}

// equal says that both are kept as the same item.
func (a *active) equal(o *active) bool {
	if a == nil || o == nil {
		return a == o
	}
	return a.key() == o.key() && bytes.Equal(a.bytes(), o.bytes())
}

// shows says that a view shows something of it, if only in the bars.
func (a *active) shows(at time.Time) bool {
	if a == nil {
		return false
	}
	for i := range a.spans {
		if !later(a.spans[i].Counts, a.spans[i].From).After(at) {
			return true
		}
	}
	return false
}

// opens says that a signal holds that may open an incident.
func (a *active) opens(at time.Time) bool {
	for i := range a.spans {
		if a.spans[i].Opening != "" && a.spans[i].counts(at) {
			return true
		}
	}
	return false
}

// outcome is what a key's state means at a time: what is active, and what is
// over and belongs into the calendar.
type outcome struct {
	active    map[string]*active // by component
	intervals []Interval
	cleared   map[string]time.Time // by component: when an episode that may open incidents last ceased to count
	firing    bool                 // whatever it does
}

func (k *keyState) outcome(at time.Time) outcome {
	o := outcome{active: map[string]*active{}, cleared: map[string]time.Time{}}
	if k == nil {
		return o
	}
	id := signalID(k.Source, k.Key)
	episodes := k.episodes()
	o.firing = len(episodes) > 0 && episodes[len(episodes)-1].end.IsZero()
	for _, e := range episodes {
		e.pieces(func(component string, h held) {
			if e.over(at) {
				o.close(k, id, component, h)
				return
			}
			a := o.active[component]
			if a == nil {
				a = &active{Component: component, Source: k.Source, Key: k.Key, id: id}
				o.active[component] = a
			}
			a.spans = append(a.spans, h)
		})
	}
	return o
}

func (o *outcome) close(k *keyState, id, component string, h held) {
	o.intervals = append(o.intervals, Interval{
		Component: component, Cause: sourcePrefix + k.Source, Key: shortKey(id), From: h.From, To: h.To, Status: h.Status,
	})
	if h.Opening != "" && h.To.After(o.cleared[component]) {
		o.cleared[component] = h.To
	}
}
