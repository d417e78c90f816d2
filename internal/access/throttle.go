package access

import (
	"sync"
	"time"

	"tidings/internal/throttle"
)

// How many tries to sign in one network address has within a window. An office
// may share one.
const (
	TriesPerAddress = 30
	throttled       = 4096 // addresses that are remembered
)

// Throttle counts tries by network address, in this process alone and in
// bounded memory. It may be used by many goroutines.
type Throttle struct {
	mu   sync.Mutex
	seen map[string]tries
}

// NewThrottle returns a throttle that has seen nobody.
func NewThrottle() *Throttle { return &Throttle{seen: map[string]tries{}} }

// Allow counts a try of an address and reports whether it may be made.
func (t *Throttle) Allow(address string, now time.Time) bool {
	key := throttle.Neighbourhood(address)
	t.mu.Lock()
	defer t.mu.Unlock()
	n, known := t.seen[key]
	if !known || !now.Before(n.Since.Add(TriesWindow)) {
		n = tries{Since: now}
	}
	if n.Count >= TriesPerAddress {
		return false
	}
	if !known {
		t.makeRoom(now)
	}
	n.Count++
	t.seen[key] = n
	return true
}

// Forgive takes a try back that was good.
func (t *Throttle) Forgive(address string) {
	key := throttle.Neighbourhood(address)
	t.mu.Lock()
	defer t.mu.Unlock()
	if n, known := t.seen[key]; known && n.Count > 0 {
		n.Count--
		t.seen[key] = n
	}
}

// makeRoom forgets what is over, and if that is not enough some addresses with
// the fewest tries: whoever is refused stays refused.
func (t *Throttle) makeRoom(now time.Time) {
	if len(t.seen) < throttled {
		return
	}
	fewest := TriesPerAddress
	for key, n := range t.seen {
		if !now.Before(n.Since.Add(TriesWindow)) {
			delete(t.seen, key)
			continue
		}
		fewest = min(fewest, n.Count)
	}
	for key, n := range t.seen {
		if len(t.seen) < throttled-throttled/16 {
			return
		}
		if n.Count == fewest {
			delete(t.seen, key)
		}
	}
}

// Remembered is how many addresses are counted now.
func (t *Throttle) Remembered() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.seen)
}
