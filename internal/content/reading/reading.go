// Package reading reads content for programs that take it in: the folder that people
// edit, or a commit. What it finds valid is kept with what it says, so that nobody
// else has to read it. It must never know the board.
package reading

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/kept"
	"tidings/internal/repo"
	"tidings/internal/status"
	"tidings/internal/theme"
)

// read packs configuration and theme, and reads them from what is packed: that is
// one state of them.
func read(ctx context.Context, conf, look fs.FS) ([]byte, error) {
	packed, err := kept.Pack(conf, look, repo.Ignored)
	if err != nil {
		return nil, err
	}
	files, err := kept.Files(packed)
	if err != nil {
		return nil, err
	}
	c, problems, err := repo.Config(files, time.Time{}) // kept for days to come
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	if problems = append(problems, repo.Strays(conf)...); len(problems) > 0 {
		return nil, &content.Mistakes{Problems: problems}
	}
	if err := tryOn(ctx, files, c); err != nil {
		return nil, err
	}
	return kept.WithRead(packed, c)
}

// tryOn makes every kind of page with the theme.
func tryOn(ctx context.Context, files fs.FS, c *config.Config) error {
	overlay, err := fs.Sub(files, kept.ThemeFolder)
	if err != nil {
		return fmt.Errorf("reading the theme: %w", err)
	}
	_, problems, err := theme.Read(ctx, overlay, c)
	if err != nil {
		return fmt.Errorf("reading the theme: %w", err)
	}
	if len(problems) > 0 {
		return &content.Mistakes{Problems: problems}
	}
	return nil
}

// unreadable is the problem of a file that nobody can read before somebody mends it.
func unreadable(f content.File, err error) ([]content.Problem, error) {
	switch {
	case errors.Is(err, repo.ErrTooLarge):
		return []content.Problem{content.Whole(f.Path, err.Error())}, nil
	case errors.Is(err, fs.ErrPermission):
		return []content.Problem{content.Whole(f.Path, "this file cannot be read: give the user that runs Tidings the right to read it")}, nil
	}
	return nil, fmt.Errorf("reading content: %w", err)
}

// facts gives what files say by a configuration.
func facts(read func(context.Context, content.File) ([]byte, error), c *config.Config, now time.Time) func(context.Context, content.File) (status.Fact, []content.Problem, error) {
	known := repo.Known{Components: repo.Components(c.Layout), Zone: c.Site.Zone}
	return func(ctx context.Context, f content.File) (status.Fact, []content.Problem, error) {
		src, err := read(ctx, f)
		if err != nil {
			problems, err := unreadable(f, err)
			return status.Fact{}, problems, err
		}
		fact, problems := repo.Parse(f.About, f.Path, src, known)
		if len(problems) == 0 {
			problems = repo.FromTheFuture(f.Path, src, now, fact.Updates())
		}
		return fact, problems, nil
	}
}
