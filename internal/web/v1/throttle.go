package v1

import (
	"math"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

const (
	// DefaultRate is how many requests a minute a token or an address may make.
	DefaultRate = 6000
	// wrongTokens is how many wrong tokens a minute an address may try.
	wrongTokens = 300
	// rememberedKeys bounds what a throttle remembers.
	rememberedKeys = 8192

	secondsToRetry = 2 * time.Second
)

// throttle lets each key act so often a minute, and as often at once. It works
// in bounded memory: when it is full, those who have asked least are forgotten.
type throttle struct {
	mu   sync.Mutex
	rate float64 // a second; 0 or less: no limit
	room float64 // at once
	seen map[string]bucket
}

// bucket is what a key may still do.
type bucket struct {
	left float64
	at   time.Time
}

func newThrottle(aMinute int) *throttle {
	return &throttle{rate: float64(aMinute) / 60, room: math.Max(1, float64(aMinute)/6), seen: map[string]bucket{}}
}

// take counts an act and returns 0, or how long to wait until it may be done.
func (t *throttle) take(key string, now time.Time) time.Duration {
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
	if b.left < 1 {
		t.seen[key] = b
		return time.Duration((1 - b.left) / t.rate * float64(time.Second))
	}
	b.left--
	t.seen[key] = b
	return 0
}

func (t *throttle) filled(b bucket, now time.Time) bucket {
	if passed := now.Sub(b.at); passed > 0 {
		b.left = math.Min(t.room, b.left+passed.Seconds()*t.rate)
		b.at = now
	}
	return b
}

// makeRoom forgets those that are full again, and if that is not enough the one
// with most left.
func (t *throttle) makeRoom(now time.Time) {
	if len(t.seen) < rememberedKeys {
		return
	}
	fullest, most := "", -1.0
	for key, b := range t.seen {
		b = t.filled(b, now)
		if b.left >= t.room {
			delete(t.seen, key)
		} else if b.left > most {
			fullest, most = key, b.left
		}
	}
	if len(t.seen) >= rememberedKeys {
		delete(t.seen, fullest)
	}
}

// hold refuses who has asked too often.
func (c *call) hold(t *throttle, key string) error {
	wait := t.take(neighbourhood(key), c.at)
	if wait == 0 {
		return nil
	}
	return &failure{status: http.StatusTooManyRequests, detail: "Too many requests: wait as long as Retry-After says.", retry: wait}
}

// neighbourhood puts the addresses of one IPv6 network of a customer together.
func neighbourhood(key string) string {
	about, address, _ := strings.Cut(key, "/")
	if address == "" {
		about, address = "", about
	}
	a, err := netip.ParseAddr(address)
	if err != nil || !a.Unmap().Is6() {
		return key
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return key
	}
	return about + "/" + p.String()
}
