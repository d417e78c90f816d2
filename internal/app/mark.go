package app

import (
	"context"
	"time"
)

// markEvery is how often the audit log is gone through.
const markEvery = time.Minute

// mark keeps the marks of the audit log near its end until the context ends.
func (a *App) mark(ctx context.Context) {
	if a.Audit == nil {
		return
	}
	for pause := markEvery; sleep(ctx, pause); {
		done, err := a.Audit.Advance(ctx)
		if err != nil && ctx.Err() == nil {
			a.Log.Warn("the audit log cannot be marked now; searching it may be slow", "error", err)
		}
		if pause = markEvery; err == nil && !done {
			pause = time.Second
		}
	}
}
