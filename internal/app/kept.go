package app

import (
	"context"
	"fmt"
	"io/fs"

	"tidings/generator"
	"tidings/internal/kept"
	"tidings/internal/status"
	"tidings/themes"
)

// keptRules are those of the kept configuration: of the content that was last found
// valid.
func (a *App) keptRules(ctx context.Context) (*rules, error) {
	v, err := kept.Current(ctx, a.Store)
	if err != nil {
		return nil, err
	}
	return a.rulesOf(ctx, v)
}

// rulesOf are the rules of a kept version.
func (a *App) rulesOf(ctx context.Context, v kept.Version) (*rules, error) {
	packed, err := kept.Get(ctx, a.Store, v)
	if err != nil {
		return nil, err
	}
	return a.unpack(packed)
}

// unpack makes rules of what is kept, which was valid when it was packed: nothing of
// it is checked again.
func (a *App) unpack(packed []byte) (*rules, error) {
	files, err := kept.Files(packed)
	if err != nil {
		return nil, err
	}
	c, earlier, err := kept.Config(files)
	if err != nil {
		return nil, err
	}
	c = c.On(status.DateOf(a.clock.Now(), c.Site.Zone))
	overlay, err := fs.Sub(files, kept.ThemeFolder)
	if err != nil {
		return nil, fmt.Errorf("the kept theme: %w", err)
	}
	theme, err := themes.Load(overlay)
	if err != nil {
		return nil, fmt.Errorf("the kept theme: %w", err)
	}
	return &rules{config: c, earlier: earlier, theme: theme, board: status.NewBoard(a.Store, c.Site.Zone), policy: generator.Policy(theme, c.Site)}, nil
}
