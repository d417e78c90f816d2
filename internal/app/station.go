package app

import (
	"context"
	"io/fs"
	"time"

	"tidings/internal/backtest"
	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/status"
	"tidings/internal/store/scratch"
	"tidings/internal/triage"
	"tidings/internal/web/admin/monitors"
)

// station is the program as the dashboard's section of monitors sees it.
type station struct {
	writing
	source   func(ctx context.Context, id string, at time.Time) (config.Source, []string, error)
	accept   func(context.Context, inbox.Delivery) (id string, duplicate bool, err error)
	rehearse func(context.Context, inbox.Delivery) (triage.Rehearsal, error)
	replay   func(ctx context.Context, id string) (inbox.Delivery, error)
	file     func(ctx context.Context, id string) (string, error)
	backtest func(ctx context.Context, id, text string, from time.Time) (*backtest.Report, error)
}

// supposing is what the files of a configuration say where one of them has another
// text; the error of a wrong one is *content.Mistakes.
type supposing = func(files fs.FS, path, text string) (*config.Config, error)

// Monitors is the program as the dashboard's section of monitors sees it.
func (a *App) Monitors(suppose supposing) monitors.House {
	return station{a.writing(), a.Source, a.Accept, a.rehearse, a.replay, a.sourceFile, func(ctx context.Context, id, text string, from time.Time) (*backtest.Report, error) {
		return a.backtest(ctx, suppose, id, text, from)
	}}
}

// Source implements web.Deliveries.
func (s station) Source(ctx context.Context, id string, at time.Time) (config.Source, []string, error) {
	return s.source(ctx, id, at)
}

// Accept implements web.Deliveries.
func (s station) Accept(ctx context.Context, d inbox.Delivery) (id string, duplicate bool, err error) {
	return s.accept(ctx, d)
}

// Rehearse implements monitors.House.
func (s station) Rehearse(ctx context.Context, d inbox.Delivery) (triage.Rehearsal, error) {
	return s.rehearse(ctx, d)
}

// Replay implements monitors.House.
func (s station) Replay(ctx context.Context, id string) (inbox.Delivery, error) {
	return s.replay(ctx, id)
}

// SourceFile implements monitors.House.
func (s station) SourceFile(ctx context.Context, id string) (string, error) { return s.file(ctx, id) }

// Backtest implements monitors.House.
func (s station) Backtest(ctx context.Context, id, text string, from time.Time) (*backtest.Report, error) {
	return s.backtest(ctx, id, text, from)
}

// replay works a kept delivery out again: what changes is published at once.
func (a *App) replay(ctx context.Context, id string) (inbox.Delivery, error) {
	r := a.rules.Load()
	if r == nil {
		return inbox.Delivery{}, errNoContent
	}
	var d inbox.Delivery
	err := a.do(func() (err error) {
		d, err = Replay(ctx, a.Store, a.Inbox, r.config, id, a.clock.Now())
		return err
	})
	return d, err
}

// rehearse works a delivery out by the rules in force in a store over the real one,
// which is then forgotten.
func (a *App) rehearse(ctx context.Context, d inbox.Delivery) (triage.Rehearsal, error) {
	a.still.RLock()
	defer a.still.RUnlock()
	r := a.rules.Load()
	if r == nil {
		return triage.Rehearsal{}, errNoContent
	}
	board := status.NewBoard(scratch.New(a.Store, a.clock.Now), r.config.Site.Zone)
	return triage.Rules{Config: r.config, Board: board}.Rehearse(ctx, d)
}
