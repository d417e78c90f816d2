package dynamo

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"time"
)

// version marks one write: microseconds since 1970, then chance, big-endian. No
// two writes have the same, and a write has a later one than all that it read.
type version [16]byte

// versionOf reads a stored version; one of another length is none.
func versionOf(stored []byte) (v version, ok bool) {
	if len(stored) != len(v) {
		return v, false
	}
	return version(stored), true
}

func (v version) micros() uint64 { return binary.BigEndian.Uint64(v[:8]) }

// clock makes versions.
type clock struct {
	now func() time.Time

	mu   sync.Mutex
	last uint64
}

// after is a version later than all that have been seen and made, and than
// another one.
func (c *clock) after(seen records, other version) version {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = max(c.last+1, other.micros()+1, uint64(max(c.now().UnixMicro(), 1)))
	for _, r := range seen {
		c.last = max(c.last, r.version.micros()+1)
	}
	var v version
	binary.BigEndian.PutUint64(v[:8], c.last)
	binary.BigEndian.PutUint64(v[8:], rand.Uint64())
	return v
}
