package app

import (
	"context"
	"time"

	"tidings/internal/publish"
	"tidings/internal/status"
)

// retire takes the components out of what is now whose day has come, and has the
// site made anew.
func (a *App) retire(now time.Time) {
	r := a.rules.Load()
	c := r.config.On(status.DateOf(now, r.config.Site.Zone))
	if c == r.config {
		return
	}
	then := &rules{config: c, earlier: r.earlier, theme: r.theme, board: r.board, policy: r.policy}
	if a.rules.CompareAndSwap(r, then) {
		a.ask(status.Scope{All: true})
	}
}

// retiredSince reports whether a component has retired since the day of the last
// publish, while no program ran.
func (a *App) retiredSince(ctx context.Context) bool {
	src, err := a.Target.Read(ctx, publish.ManifestPath)
	if err != nil {
		return false // what is wrong with it, publishing says
	}
	m, err := publish.ParseManifest(src)
	if err != nil {
		return false
	}
	c := a.rules.Load().config
	return c.Layout.Retires(status.DateOf(m.PublishedAt, c.Site.Zone), status.DateOf(a.clock.Now(), c.Site.Zone))
}
