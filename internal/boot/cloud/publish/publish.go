// Package publish is the door that makes the site and brings it to its bucket.
// Whatever wakes it, it publishes the newest state; messages of its queue come one
// batch at a time, since all are of one group.
package publish

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/app"
	"tidings/internal/boot/cloud/batch"
	"tidings/internal/boot/cloud/bucket"
	"tidings/internal/boot/cloud/queues"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/kept"
	"tidings/internal/web"
)

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	page, err := tables.Open(w, tables.Page)
	if err != nil {
		return nil, err
	}
	target, err := bucket.Open(w)
	if err != nil {
		return nil, err
	}
	a := app.New(app.Parts{
		Store: page, Target: target, Now: w.Now, Random: w.Random, Log: w.Log, Metrics: &web.Metrics{},
		Mails: w.Getenv(tables.Contacts) != "",
	})
	sweep, err := queues.Open(w, queues.Sweep)
	if err != nil {
		return nil, err
	}
	bell := &alarmClock{wake: sweep.WakeLater, now: w.Now, log: w.Log}
	return batch.Once(w.Log, func(ctx context.Context) error {
		due, err := a.PublishNewest(ctx)
		if errors.Is(err, kept.ErrNone) {
			w.Log.InfoContext(ctx, "there is no content yet, and nothing to publish")
			return nil
		}
		if err != nil {
			return fmt.Errorf("publishing: %w", err)
		}
		bell.set(ctx, due)
		return nil
	}), nil
}
