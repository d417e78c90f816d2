package publishtest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"tidings/internal/publish"
)

// Watch passes every call on to a target, notes the changes, and may step in before one.
type Watch struct {
	publish.Target
	Before func(n int) error // runs before the change of this number, from 0; an error stands for it

	mu      sync.Mutex
	changes []string
}

// ErrKilled is what a publisher meets that a test has stopped.
var ErrKilled = errors.New("publishtest: killed")

// Changes returns what was asked for so far, in order.
func (w *Watch) Changes() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.changes)
}

func (w *Watch) note(change string) error {
	w.mu.Lock()
	n := len(w.changes)
	w.changes = append(w.changes, change)
	w.mu.Unlock()
	if w.Before == nil {
		return nil
	}
	return w.Before(n)
}

// Claim passes a claim on.
func (w *Watch) Claim(ctx context.Context, seq uint64) error {
	if err := w.note("claim"); err != nil {
		return err
	}
	return w.Target.Claim(ctx, seq)
}

// Write passes a write on.
func (w *Watch) Write(ctx context.Context, seq uint64, path string, body []byte) error {
	if err := w.note("write " + path); err != nil {
		return err
	}
	return w.Target.Write(ctx, seq, path, body)
}

// Remove passes a removal on.
func (w *Watch) Remove(ctx context.Context, seq uint64, path string) error {
	if err := w.note("remove " + path); err != nil {
		return err
	}
	return w.Target.Remove(ctx, seq, path)
}

// Settle passes a settling on.
func (w *Watch) Settle(ctx context.Context, seq uint64) error {
	if err := w.note("settle"); err != nil {
		return err
	}
	return w.Target.Settle(ctx, seq)
}
