package app

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"tidings/internal/inbox"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// full is a store that cannot be asked, and when it was asked last.
type full struct {
	store.Driver
	broken bool
	asked  []time.Time
}

func (f *full) refuse() error {
	f.asked = append(f.asked, time.Now())
	return fmt.Errorf("%w: the disk is full", store.ErrUnavailable)
}

func (f *full) List(ctx context.Context, q store.Query) (store.Page, error) {
	if f.broken {
		return store.Page{}, f.refuse()
	}
	return f.Driver.List(ctx, q)
}

func (f *full) Changes(ctx context.Context, cursor string, limit int) ([][]byte, string, error) {
	if f.broken {
		return nil, "", f.refuse()
	}
	return f.Driver.Changes(ctx, cursor, limit)
}

func (f *full) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if f.broken {
		return f.refuse()
	}
	return f.Driver.Update(ctx, keys, fn)
}

// However long nothing could be written, what was accepted before is on the page
// a second or two after it can be again: nothing rings a bell then.
func TestAfterALongOutageThePageIsTriedAtOnce(t *testing.T) {
	for name, loop := range map[string]func(*App, context.Context){"work": (*App).work, "publishing": (*App).publishing, "timing": (*App).timing} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &full{Driver: memory.New(time.Now)}
				a := inForce(t, d)
				a.Inbox = inbox.New(d)
				d.broken = true
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				loop(a, ctx)
				if !errors.Is(ctx.Err(), context.DeadlineExceeded) || len(d.asked) < 100 {
					t.Fatalf("the loop ended after %d tries, %v", len(d.asked), ctx.Err())
				}
				if idle := time.Since(d.asked[len(d.asked)-1]); idle > pagePause {
					t.Errorf("the last try was %s ago", idle)
				}
				if early := d.asked[5].Sub(d.asked[0]); early < time.Second {
					t.Errorf("the first six tries take %s", early)
				}
			})
		})
	}
}
