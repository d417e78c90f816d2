package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"tidings/internal/backtest"
	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/kept"
	"tidings/internal/store"
)

// Backtest works the deliveries that came from a time on, of one source where it
// is named, out by the rules in force and by changed ones, and says what would
// have been different. It writes nothing. Progress is told how many are done.
func Backtest(ctx context.Context, d store.Driver, in *inbox.Inbox, changed *config.Config, source string, from, to time.Time, progress func(done, of int)) (*backtest.Report, error) {
	inForce, err := (&kept.Follower{Store: d}).Config(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := since(ctx, in, source, from)
	if err != nil {
		return nil, err
	}
	b := backtest.New(inForce, changed, from)
	for n, id := range slices.Backward(ids) {
		progress(len(ids)-1-n, len(ids))
		one, err := in.Get(ctx, id)
		switch {
		case errors.Is(err, inbox.ErrNotFound) || errors.Is(err, inbox.ErrDamaged):
			continue // it has expired meanwhile, or means nothing to anybody
		case err == nil:
			err = b.Take(ctx, one)
		}
		if err != nil {
			return nil, err
		}
	}
	progress(len(ids), len(ids))
	return b.End(ctx, to)
}

// since are the ids of the deliveries from a time on, the newest first.
func since(ctx context.Context, in *inbox.Inbox, source string, from time.Time) (ids []string, err error) {
	for after := ""; ; {
		page, next, err := in.List(ctx, source, 500, after)
		if err != nil {
			return nil, err
		}
		for _, d := range page {
			if d.Received.Before(from) {
				return ids, nil
			}
			ids = append(ids, d.ID)
		}
		if after = next; after == "" {
			return ids, nil
		}
	}
}
