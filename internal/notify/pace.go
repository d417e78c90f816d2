package notify

import (
	"context"
	"sync"
	"time"

	"tidings/internal/pause"
)

// Pace lets so many messages begin in a second, evenly. All methods may be
// called from many goroutines.
type Pace struct {
	mu   sync.Mutex
	gap  time.Duration // between two beginnings; 0 for none
	next time.Time
}

// NewPace is a pace of so many a second; 0 lets everything through.
func NewPace(rate float64) *Pace {
	p := &Pace{}
	p.Set(rate)
	return p
}

// Set changes how many may begin in a second; 0 lets everything through.
func (p *Pace) Set(rate float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gap = 0
	if rate > 0 {
		p.gap = time.Duration(float64(time.Second) / rate)
	}
}

// Wait returns when the caller may begin, or with the context's error.
func (p *Pace) Wait(ctx context.Context) error {
	return pause.For(ctx, p.take(time.Now()))
}

// take reserves the next beginning and says how far off it is.
func (p *Pace) take(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gap == 0 {
		return 0
	}
	if p.next.Before(now) {
		p.next = now
	}
	delay := p.next.Sub(now)
	p.next = p.next.Add(p.gap)
	return delay
}
