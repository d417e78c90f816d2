package app

import "context"

// failed says once that something does not work now; it is tried again.
func (a *App) failed(ctx context.Context, pause *backoff, what string, err error) {
	if !pause.failing() && ctx.Err() == nil {
		a.Log.Error(what, "error", err)
	}
}

// recovered says that what failed before works again.
func (a *App) recovered(pause *backoff, what string) {
	if pause.failing() {
		a.Log.Info(what)
	}
	pause.reset()
}
