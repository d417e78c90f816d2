// Package sweep is the door of the clock: once a minute, and when somebody asked
// for it, it does what may have been missed, and wakes the doors that look for what is due.
package sweep

import (
	"context"
	"errors"
	"strconv"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/boot/cloud/batch"
	"tidings/internal/boot/cloud/desk"
	"tidings/internal/boot/cloud/measure"
	"tidings/internal/boot/cloud/queues"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/inbox"
	"tidings/internal/kept"
	"tidings/internal/status"
	"tidings/internal/triage"
)

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	page, err := tables.Open(w, tables.Page)
	if err != nil {
		return nil, err
	}
	doors, err := queues.OpenDoors(w)
	if err != nil {
		return nil, err
	}
	content := &kept.Follower{Store: page}
	deliveries := desk.New(w, inbox.New(page))
	workOff := func(ctx context.Context) error {
		c, err := content.Config(ctx)
		if errors.Is(err, kept.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		n, err := deliveries.WorkOff(ctx, triage.Rules{Config: c, Board: status.NewBoard(page, c.Site.Zone)})
		w.Meter.Add(measure.PendingDeliveries, float64(n))
		return err
	}
	return batch.Once(w.Log, func(ctx context.Context) error {
		id := "clock-" + strconv.FormatInt(w.Now().UnixNano(), 10) // each counts: something may be due since the last
		return errors.Join(workOff(ctx), doors.Publish.Wake(ctx, "clock", id), doors.Notify.Wake(ctx, "clock", id), doors.Content.Wake(ctx, "clock", id))
	}), nil
}
