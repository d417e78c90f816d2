package app

import (
	"context"
	"io/fs"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/status"
	"tidings/internal/store/scratch"
	"tidings/internal/triage"
	"tidings/internal/web/admin/monitors"
)

// station is the program as the dashboard's section of monitors sees it.
type station struct {
	desktop
	reads func(files fs.FS, path, text string) (*config.Config, error)
}

var _ monitors.House = station{}

// Monitors is the program as the dashboard's section of monitors sees it. Suppose is
// what the files of a configuration say where one of them has another text; the error
// of a wrong one is *content.Mistakes.
func (a *App) Monitors(suppose func(files fs.FS, path, text string) (*config.Config, error)) monitors.House {
	return station{desktop{a}, suppose}
}

// Replay implements monitors.House: what changes is published at once.
func (s station) Replay(ctx context.Context, id string) (inbox.Delivery, error) {
	r := s.rules.Load()
	if r == nil {
		return inbox.Delivery{}, errNoContent
	}
	var d inbox.Delivery
	err := s.Do(func() (err error) {
		d, err = Replay(ctx, s.Store, s.Inbox, r.config, id, s.clock.Now())
		return err
	})
	return d, err
}

// Rehearse implements monitors.House. The delivery is worked out by the rules in
// force in a store over the real one, which is then forgotten.
func (s station) Rehearse(ctx context.Context, d inbox.Delivery) (triage.Rehearsal, error) {
	s.still.RLock()
	defer s.still.RUnlock()
	r := s.rules.Load()
	if r == nil {
		return triage.Rehearsal{}, errNoContent
	}
	board := status.NewBoard(scratch.New(s.Store, s.clock.Now), r.config.Site.Zone)
	return triage.Rules{Config: r.config, Board: board}.Rehearse(ctx, d)
}
