package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"tidings/internal/awsevent"
	"tidings/internal/boot/cloud/httpapi"
	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/kept"
	"tidings/internal/web"
)

// door tells what is posted from what AWS brings.
type door struct {
	posted     *httpapi.Door
	deliveries *deliveries
	metrics    *web.Metrics
}

// Invoke implements lambda.Handler.
func (d *door) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var is struct {
		RequestContext *struct{} `json:"requestContext"` // of an HTTP API alone
	}
	if err := json.Unmarshal(payload, &is); err == nil && is.RequestContext != nil {
		return d.posted.Invoke(ctx, payload)
	}
	return d.invoked(ctx, payload)
}

// invoked keeps what AWS brings, and works it out. An error has AWS bring it again;
// what was kept by then counts once.
func (d *door) invoked(ctx context.Context, payload []byte) ([]byte, error) {
	events, err := awsevent.Parse(payload, account(ctx))
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, e := range events {
		id, err := d.keep(ctx, e)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return json.Marshal(map[string][]string{"ids": ids})
}

// keep makes one event durable, for the source that takes it in. One that no source
// does is kept too, and is quarantined with the reason.
func (d *door) keep(ctx context.Context, e awsevent.Event) (id string, err error) {
	source, err := d.deliveries.hearing(ctx, e.Caller)
	if err != nil {
		return "", err
	}
	var random [10]byte
	if _, err := io.ReadFull(d.deliveries.world.Random, random[:]); err != nil {
		return "", fmt.Errorf("naming a delivery: %w", err)
	}
	at := d.deliveries.world.Now()
	id, duplicate, err := d.deliveries.Accept(ctx, inbox.Delivery{
		ID: inbox.NewID(at, random), Source: source, TransportID: e.ID, Body: e.Body, Received: at,
		Header: map[string]string{inbox.CallerHeader: string(e.Caller)},
	})
	if err != nil {
		return "", err
	}
	verdict := "accepted"
	if duplicate {
		verdict = "duplicate"
	}
	d.metrics.Add("tidings_deliveries_total", 1, "source", source, "verdict", verdict)
	d.deliveries.world.Log.LogAttrs(ctx, slog.LevelInfo, "brought by AWS", slog.String("source", source), slog.String("verdict", verdict),
		slog.Int("bytes", len(e.Body)), slog.String("delivery", id))
	return id, nil
}

// hearing is the id of the source that takes in what a caller says.
func (d *deliveries) hearing(ctx context.Context, caller config.Caller) (string, error) {
	c, err := d.content.Config(ctx)
	if errors.Is(err, kept.ErrNone) {
		return inbox.Unclaimed, nil
	}
	if err != nil {
		return "", err
	}
	if src, ok := c.Hearing(caller); ok {
		return src.ID, nil
	}
	return inbox.Unclaimed, nil
}

// account is that in which the function runs, as Lambda says.
func account(ctx context.Context) string {
	c, ok := lambdacontext.FromContext(ctx)
	if !ok {
		return ""
	}
	if parts := strings.Split(c.InvokedFunctionArn, ":"); len(parts) > 4 {
		return parts[4]
	}
	return ""
}
