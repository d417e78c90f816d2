package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tidings/internal/content"
	"tidings/internal/kept"
	"tidings/internal/repo"
)

// origin is where the files of a scan are read.
type origin interface {
	// check names everything that is wrong with the content.
	check(ctx context.Context, now time.Time) ([]content.Problem, error)
	read(ctx context.Context, f content.File) ([]byte, error)
	// pack reads configuration and theme into one archive.
	pack() ([]byte, error)
}

// folder is a content folder.
type folder string

func (d folder) check(ctx context.Context, now time.Time) ([]content.Problem, error) {
	return repo.CheckAt(ctx, string(d), now)
}

func (d folder) read(_ context.Context, f content.File) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(d), filepath.FromSlash(f.Path)))
}

func (d folder) pack() ([]byte, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return nil, fmt.Errorf("opening the content folder: %w", err)
	}
	defer root.Close()
	// A theme may lead out of the content folder by links; configuration may not.
	return kept.Pack(root.FS(), os.DirFS(filepath.Join(string(d), kept.ThemeFolder)), repo.Ignored)
}

// committed is a commit.
type committed struct{ *repo.Commit }

func (c committed) check(ctx context.Context, now time.Time) ([]content.Problem, error) {
	return repo.CheckCommit(ctx, c.Commit, now)
}

func (c committed) read(ctx context.Context, f content.File) ([]byte, error) {
	src, err := c.Read(f)
	if err == nil || c.Load == nil || errors.Is(err, repo.ErrTooLarge) {
		return src, err
	}
	if err := c.Load(ctx); err != nil {
		return nil, err
	}
	return c.Read(f)
}

func (c committed) pack() ([]byte, error) {
	theme, err := fs.Sub(c.Files, kept.ThemeFolder)
	if err != nil {
		return nil, err
	}
	return kept.Pack(c.Files, theme, repo.Ignored)
}
