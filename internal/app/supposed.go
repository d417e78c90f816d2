package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tidings/internal/backtest"
	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/kept"
	"tidings/internal/status"
	"tidings/internal/web/admin/monitors"
)

// A backtest that somebody waits for in a browser takes so many deliveries and
// so long at the most; the command has no such bounds.
const (
	mostTested  = 20_000
	longestTest = 15 * time.Second
)

func (a *App) sourceFile(ctx context.Context, id string) (string, error) {
	files, err := a.filesInForce(ctx)
	if err != nil {
		return "", err
	}
	text, err := fs.ReadFile(files, sourcePath(id))
	if err != nil {
		return "", fmt.Errorf("reading a source in force: %w", err)
	}
	return string(text), nil
}

func sourcePath(id string) string { return "sources/" + id + ".yaml" }

func (a *App) filesInForce(ctx context.Context) (fs.FS, error) {
	v, err := kept.Current(ctx, a.Store)
	if err != nil {
		return nil, err
	}
	packed, err := kept.Get(ctx, a.Store, v)
	if err != nil {
		return nil, err
	}
	return kept.Files(packed)
}

// backtest is what another text of a source would have made of its deliveries.
func (a *App) backtest(ctx context.Context, suppose supposing, id, text string, from time.Time) (*backtest.Report, error) {
	changed, err := a.suppose(ctx, suppose, id, text)
	if err != nil {
		return nil, err
	}
	ids, err := since(ctx, a.Inbox, id, from)
	if err != nil {
		return nil, err
	}
	if len(ids) > mostTested {
		return nil, monitors.ErrTooMuch
	}
	ctx, cancel := context.WithTimeout(ctx, longestTest)
	defer cancel()
	report, err := Backtest(ctx, a.Store, a.Inbox, changed, id, from, a.clock.Now(), func(int, int) {})
	if errors.Is(err, context.DeadlineExceeded) {
		err = monitors.ErrTooMuch
	}
	return report, err
}

// suppose is the configuration in force with another text of one source.
func (a *App) suppose(ctx context.Context, reads supposing, id, text string) (*config.Config, error) {
	files, err := a.filesInForce(ctx)
	if err != nil {
		return nil, err
	}
	c, err := reads(files, sourcePath(id), text)
	if mistakes, ok := errors.AsType[*content.Mistakes](err); ok {
		return nil, monitors.Mistake(mistakes.Problems[0].String())
	}
	if err != nil {
		return nil, err
	}
	return c.On(status.DateOf(a.clock.Now(), c.Site.Zone)), nil
}
