// Package publish is the door that makes the site and brings it to its buckets,
// one in each of two regions. Whatever wakes it, it publishes the newest state;
// messages of its queue come one batch at a time, since all are of one group.
package publish

import (
	"context"
	"errors"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/app"
	"tidings/internal/boot/cloud/batch"
	"tidings/internal/boot/cloud/bucket"
	"tidings/internal/boot/cloud/measure"
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
	site, err := bucket.Open(w)
	if err != nil {
		return nil, err
	}
	fallback, err := bucket.OpenFallback(w)
	if err != nil {
		return nil, err
	}
	parts := app.Parts{
		Store: page, Target: site, Now: w.Now, Random: w.Random, Log: w.Log, Metrics: &web.Metrics{},
		Mails: w.Getenv(tables.Contacts) != "",
	}
	first := app.New(parts)
	parts.Target, parts.Copy = fallback, "fallback"
	sweep, err := queues.Open(w, queues.Sweep)
	if err != nil {
		return nil, err
	}
	bell := &alarmClock{wake: sweep.WakeLater, now: w.Now, log: w.Log}
	return door(w, first, app.New(parts), bell), nil
}

// door never gives its messages back: they would close their group until they come
// again, five minutes later. The clock asks once more within a minute.
func door(w world.World, site, fallback *app.App, bell *alarmClock) batch.Door {
	return batch.Once(w.Log, func(ctx context.Context) error {
		done, err := app.PublishNewest(ctx, site, fallback)
		switch {
		case errors.Is(err, kept.ErrNone):
			w.Log.InfoContext(ctx, "there is no content yet, and nothing to publish")
		case err != nil:
			w.Meter.Add(measure.PublishFailures, 1)
			w.Log.ErrorContext(ctx, "the site could not be published in each of its places; it is tried again within a minute", "error", err)
		}
		measured(w, done)
		bell.set(ctx, done.Due)
		return nil
	})
}

// measured says of a pass what it took.
func measured(w world.World, done app.Pass) {
	if done.Beat {
		w.Meter.Add(measure.Heartbeats, 1)
	}
	if done.Written == 0 {
		return
	}
	w.Meter.Add(measure.FilesWritten, float64(done.Written))
	w.Meter.Add(measure.PublishTime, float64(done.Took.Milliseconds()))
	if !done.Oldest.IsZero() {
		w.Meter.Add(measure.SecondsToPage, max(w.Now().Sub(done.Oldest).Seconds(), 0))
	}
}
