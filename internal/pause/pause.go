// Package pause waits, for as long as somebody still wants what comes after. It
// must never know what for.
package pause

import (
	"context"
	"time"
)

// For returns after a while, or as soon as the context ends with its error. Where
// there is nothing to wait for it returns at once, also with the context's error.
func For(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
