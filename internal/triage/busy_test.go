package triage

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"tidings/internal/inbox"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// busy is a store that takes no writes while it is.
type busy struct {
	store.Driver
	is bool
}

func (b *busy) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if b.is {
		return store.ErrUnavailable
	}
	return b.Driver.Update(ctx, keys, fn)
}

// A delivery that was answered 202 waits for a store that cannot take it: it is
// no fault of the sender's, and quarantine would let the alert be lost.
func TestADeliveryWaitsForABusyStore(t *testing.T) {
	kept := memory.New(func() time.Time { return moment })
	board, in := &busy{kept, true}, inbox.New(kept)
	d := inbox.Delivery{ID: inbox.NewID(moment, [10]byte{}), Source: "s", Received: moment}
	if _, _, err := in.Accept(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	x := says(d.ID, "a")
	x.told[0].Signal.Kind = status.Firing
	desk, rules := Desk{Inbox: in, Log: slog.New(slog.DiscardHandler)}, Rules{Board: status.NewBoard(board, time.UTC)}
	for _, is := range []bool{true, false} {
		board.is = is
		err := desk.Work(t.Context(), rules, x)
		waiting, _ := in.Pending(t.Context(), 10)
		if errors.Is(err, store.ErrUnavailable) != is || len(waiting) == 1 != is {
			t.Errorf("store busy: %t: %v, and %d deliveries wait", is, err, len(waiting))
		}
	}
	if done, err := in.Get(t.Context(), d.ID); err != nil || done.State != inbox.Done {
		t.Errorf("it ended as %q, %v", done.State, err)
	}
}
