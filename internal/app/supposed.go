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
	"tidings/internal/web/admin/monitors"
)

// A backtest that somebody waits for in a browser takes so many deliveries and
// so long at the most; the command has no such bounds.
const (
	mostTested  = 20_000
	longestTest = 15 * time.Second
)

// SourceFile implements monitors.House.
func (s station) SourceFile(ctx context.Context, id string) (string, error) {
	files, err := s.filesInForce(ctx)
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

func (s station) filesInForce(ctx context.Context) (fs.FS, error) {
	v, err := kept.Current(ctx, s.Store)
	if err != nil {
		return nil, err
	}
	packed, err := kept.Get(ctx, s.Store, v)
	if err != nil {
		return nil, err
	}
	return kept.Files(packed)
}

// Backtest implements monitors.House.
func (s station) Backtest(ctx context.Context, id, text string, from time.Time) (*backtest.Report, error) {
	changed, err := s.suppose(ctx, id, text)
	if err != nil {
		return nil, err
	}
	ids, err := since(ctx, s.Inbox, id, from)
	if err != nil {
		return nil, err
	}
	if len(ids) > mostTested {
		return nil, monitors.ErrTooMuch
	}
	ctx, cancel := context.WithTimeout(ctx, longestTest)
	defer cancel()
	report, err := Backtest(ctx, s.Store, s.Inbox, changed, id, from, s.clock.Now(), func(int, int) {})
	if errors.Is(err, context.DeadlineExceeded) {
		err = monitors.ErrTooMuch
	}
	return report, err
}

// suppose is the configuration in force with another text of one source.
func (s station) suppose(ctx context.Context, id, text string) (*config.Config, error) {
	files, err := s.filesInForce(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.reads(files, sourcePath(id), text)
	if mistakes, ok := errors.AsType[*content.Mistakes](err); ok {
		return nil, monitors.Mistake(mistakes.Problems[0].String())
	}
	return c, err
}
