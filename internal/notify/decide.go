package notify

import (
	"context"
	"errors"
)

// ErrDecided says that news is no longer in the state that a decision was for.
var ErrDecided = errors.New("this has changed meanwhile: look at it again")

// Approve lets news go out that was held because it concerns too many.
func (d *Desk) Approve(ctx context.Context, subject string) error {
	return d.decide(ctx, subject, func(n *News) bool {
		if n.State != Held {
			return false
		}
		n.State, n.Approved = Waiting, n.asks()
		return true
	})
}

// Drop tells nobody any more of what has happened so far, held or half told.
// What happens later is told.
func (d *Desk) Drop(ctx context.Context, subject string) error {
	return d.decide(ctx, subject, func(n *News) bool {
		if n.State != Held && n.State != Waiting && n.State != Telling {
			return false
		}
		n.State, n.Over = Dropped, n.last()
		return true
	})
}

// Retry tells those again whose message was refused.
func (d *Desk) Retry(ctx context.Context, subject string) error {
	return d.decide(ctx, subject, func(n *News) bool {
		refused := n.Refused
		if n.State != Told || refused == 0 {
			return false
		}
		n.begin(d.Now())
		n.Again, n.State, n.Audience = n.Round, Telling, refused
		return true
	})
}

// decide makes a decision about news, and has it worked on.
func (d *Desk) decide(ctx context.Context, subject string, do func(*News) bool) error {
	decided := false
	err := d.change(ctx, subject, func(n *News) bool {
		decided = do(n)
		return decided
	})
	if err == nil && !decided {
		return ErrDecided
	}
	d.wake()
	return err
}

func (d *Desk) wake() {
	if d.Wake != nil {
		d.Wake()
	}
}
