package notify

import (
	"context"
	"sync"
	"time"
)

// bucket lets so many begin in a second, evenly.
type bucket struct {
	gap time.Duration

	mu   sync.Mutex
	next time.Time
}

// newBucket is a bucket for a rate; 0 lets everything through.
func newBucket(rate float64) *bucket {
	if rate <= 0 {
		return &bucket{}
	}
	return &bucket{gap: time.Duration(float64(time.Second) / rate)}
}

// wait returns when the caller may begin.
func (b *bucket) wait(ctx context.Context) error {
	if b.gap == 0 {
		return ctx.Err()
	}
	b.mu.Lock()
	now := time.Now()
	if b.next.Before(now) {
		b.next = now
	}
	delay := b.next.Sub(now)
	b.next = b.next.Add(b.gap)
	b.mu.Unlock()
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
