package app

import (
	"context"
	"errors"
	"time"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/web"
)

var errNoContent = errors.New("no valid content has been read yet")

// Source implements web.Deliveries.
func (a *App) Source(ctx context.Context, id string, at time.Time) (config.Source, []string, error) {
	r := a.rules.Load()
	if r == nil {
		return config.Source{}, nil, errNoContent
	}
	src, ok := r.config.Source(id)
	if !ok || src.Auth.Type == config.AuthIAM {
		return config.Source{}, nil, web.ErrNoSource
	}
	if !src.Auth.TakesSecret() {
		return *src, nil, nil
	}
	secrets, err := a.Secrets.Lookup(ctx, src.Auth.Secret, at)
	return *src, secrets, err
}

// Accept implements web.Deliveries: it makes a delivery durable and wakes the
// worker, without waiting for it.
func (a *App) Accept(ctx context.Context, d inbox.Delivery) (id string, duplicate bool, err error) {
	if src, ok := a.rules.Load().config.Source(d.Source); ok && src.Kind == config.KindSES {
		if d, err = a.takeFeedback(ctx, src, d); err != nil || d.Body == nil {
			return d.ID, false, err
		}
	}
	x := a.arrivals.expect(d)
	id, duplicate, err = a.Inbox.Accept(ctx, d)
	durable := err == nil && !duplicate
	a.arrivals.settle(x, durable)
	if durable {
		a.toWork.ring()
	}
	return id, duplicate, err
}
