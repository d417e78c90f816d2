package v1

import (
	"net/http"
	"time"

	"tidings/internal/throttle"
)

const (
	// DefaultRate is how many requests a minute a token or an address may make.
	DefaultRate = 6000
	// wrongTokens is how many wrong tokens a minute an address may try.
	wrongTokens = 300

	secondsToRetry = 2 * time.Second
)

// limit lets a key act so often a minute, and for ten seconds' worth at once.
func limit(aMinute int) *throttle.Throttle {
	return throttle.New(float64(aMinute), float64(aMinute)/6)
}

// hold refuses who has asked too often.
func (c *call) hold(t *throttle.Throttle, key string) error {
	wait := t.Take(key, c.at)
	if wait == 0 {
		return nil
	}
	return &failure{status: http.StatusTooManyRequests, detail: "Too many requests: wait as long as Retry-After says.", retry: wait}
}

// neighbour is the key of the address that a request comes from.
func (c *call) neighbour() string { return "address/" + throttle.Neighbourhood(c.address()) }
