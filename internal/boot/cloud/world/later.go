package world

import (
	"context"
	"sync"
)

// Later is something that is opened when it is first wanted, because opening it
// asks a service: starting asks none. What could not be opened is tried again.
type Later[T any] struct {
	Open func(ctx context.Context) (T, error)

	mu    sync.Mutex
	open  bool
	value T
}

// Get is the thing, opened.
func (l *Later[T]) Get(ctx context.Context) (T, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open {
		return l.value, nil
	}
	value, err := l.Open(ctx)
	if err == nil {
		l.value, l.open = value, true
	}
	return value, err
}
