// Package theme reads the theme of a content folder and tries it on, so that a
// mistake in it is known before a site is made with it. It must never know of
// incidents or of where pages go.
package theme

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"tidings/generator"
	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/themes"
)

const folder = "themes"

// ReadFolder is Read of the theme in a content folder, if there is one.
func ReadFolder(ctx context.Context, content string, c *config.Config) (*themes.Theme, []content.Problem, error) {
	var overlay fs.FS
	dir := filepath.Join(content, folder)
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		overlay = os.DirFS(dir)
	}
	return Read(ctx, overlay, c)
}

// Read reads the built-in theme with overlay over it, which is rooted at the
// content's themes folder and may be nil, and makes every kind of page with it.
// What does not parse or fails is a problem; with one there is no theme. Without
// a configuration, because that has mistakes of its own, the pages are those of
// a sample site.
func Read(ctx context.Context, overlay fs.FS, c *config.Config) (*themes.Theme, []content.Problem, error) {
	t, err := themes.Load(overlay)
	if err == nil {
		err = generator.Rehearse(ctx, c, t)
	}
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, []content.Problem{problem(err)}, nil
	}
	return t, nil, nil
}

func problem(err error) content.Problem {
	m := themes.Locate(err)
	return content.Problem{Path: path.Join(folder, m.File), Line: m.Line, Column: m.Column, Message: m.Message}
}
