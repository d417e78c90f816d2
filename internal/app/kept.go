package app

import (
	"context"
	"fmt"
	"io/fs"

	"tidings/internal/config"
	"tidings/internal/kept"
	"tidings/internal/repo"
	"tidings/internal/store"
	"tidings/internal/theme"
	"tidings/themes"
)

// keptRules are the rules of the kept configuration.
func (a *App) keptRules(ctx context.Context) (*rules, error) {
	c, theme, err := contentInForce(ctx, a.Store)
	if err != nil {
		return nil, err
	}
	return a.newRules(c, theme), nil
}

// contentInForce is the configuration that was last found valid, with its theme:
// the one in force.
func contentInForce(ctx context.Context, d store.Driver) (*config.Config, *themes.Theme, error) {
	v, err := kept.Current(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	packed, err := kept.Get(ctx, d, v)
	if err != nil {
		return nil, nil, err
	}
	c, theme, err := unpack(ctx, packed)
	if err != nil {
		return nil, nil, fmt.Errorf("the kept configuration: %w", err)
	}
	return c, theme, nil
}

// unpack reads configuration and theme from an archive. A mistake in them is a
// *ContentError.
func unpack(ctx context.Context, packed []byte) (*config.Config, *themes.Theme, error) {
	files, err := kept.Files(packed)
	if err != nil {
		return nil, nil, err
	}
	c, problems, err := repo.Config(files)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the configuration: %w", err)
	}
	if len(problems) > 0 {
		return nil, nil, &ContentError{problems}
	}
	t, err := unpackTheme(ctx, files, c)
	return c, t, err
}

func unpackTheme(ctx context.Context, files fs.FS, c *config.Config) (*themes.Theme, error) {
	overlay, err := fs.Sub(files, kept.ThemeFolder)
	if err != nil {
		return nil, fmt.Errorf("reading the theme: %w", err)
	}
	t, problems, err := theme.Read(ctx, overlay, c)
	if err != nil {
		return nil, fmt.Errorf("reading the theme: %w", err)
	}
	if len(problems) > 0 {
		return nil, &ContentError{problems}
	}
	return t, nil
}
