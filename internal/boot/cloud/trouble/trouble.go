// Package trouble notes whether content could be fetched and written. It must never
// know where it is.
package trouble

import (
	"context"
	"errors"

	"tidings/internal/app"
	"tidings/internal/boot/cloud/measure"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/content"
	"tidings/internal/store"
)

// Note notes trouble, or that there is none: in a metric, of which an alarm speaks, and
// in the table, for the dashboard. Mistakes in the content are no trouble with where it is.
func Note(ctx context.Context, w world.World, page store.Driver, trouble error) {
	var mistakes *content.Mistakes
	if errors.As(trouble, &mistakes) {
		trouble = nil
	}
	if trouble != nil {
		w.Meter.Add(measure.ContentFailures, 1)
	}
	if err := app.KeepTrouble(ctx, page, w.Now(), trouble); err != nil {
		w.Log.WarnContext(ctx, "the dashboard cannot be told how the content stands", "error", err)
	}
}
