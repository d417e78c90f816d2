// Package throttle bounds how often somebody may do something: by key, in this
// process alone, and in bounded memory.
package throttle

import (
	"cmp"
	"net/netip"
	"sync"
	"time"

	"tidings/internal/order"
)

// remembered is how many keys a throttle remembers.
const remembered = 8192

// Throttle lets each key act so often a minute, and so often at once. When it
// is full, those who have asked least are forgotten: whoever is refused stays
// refused. It may be used by many goroutines.
type Throttle struct {
	mu   sync.Mutex
	rate float64 // a second
	room float64
	seen map[string]bucket
}

// bucket is what a key may still do.
type bucket struct {
	left float64
	at   time.Time
}

// New is a throttle that has seen nobody. A rate of 0 or less lets all through.
func New(aMinute, atOnce float64) *Throttle {
	return &Throttle{rate: aMinute / 60, room: max(1, atOnce), seen: map[string]bucket{}}
}

// Take counts an act and returns 0, or how long to wait until it may be done.
func (t *Throttle) Take(key string, now time.Time) time.Duration {
	if t.rate <= 0 {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	b, known := t.seen[key]
	if !known {
		t.makeRoom(now)
		b = bucket{t.room, now}
	}
	b = t.filled(b, now)
	wait := time.Duration(0)
	if b.left < 1 {
		wait = max(time.Duration((1-b.left)/t.rate*float64(time.Second)), 1)
	} else {
		b.left--
	}
	t.seen[key] = b
	return wait
}

func (t *Throttle) filled(b bucket, now time.Time) bucket {
	if passed := now.Sub(b.at); passed > 0 {
		b.left = min(t.room, b.left+passed.Seconds()*t.rate)
		b.at = now
	}
	return b
}

// makeRoom forgets those that may do all again, and if those are too few to be
// worth the look a quarter of the rest: whoever may do most.
func (t *Throttle) makeRoom(now time.Time) {
	if len(t.seen) < remembered {
		return
	}
	keys := make([]string, 0, len(t.seen))
	for key, b := range t.seen {
		t.seen[key] = t.filled(b, now)
		keys = append(keys, key)
	}
	order.By(keys, func(a, b string) int { return cmp.Compare(t.seen[b].left, t.seen[a].left) })
	for i, key := range keys {
		if i >= remembered/4 && t.seen[key].left < t.room {
			return
		}
		delete(t.seen, key)
	}
}

// Neighbourhood is a key for a network address: itself, or the /64 that an
// IPv6 customer has whole. What is no address counts as one and the same.
func Neighbourhood(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	a = a.Unmap().WithZone("")
	if !a.Is6() {
		return a.String()
	}
	p, _ := a.Prefix(64)
	return p.String()
}
