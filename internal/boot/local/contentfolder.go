package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"time"

	"tidings/internal/repo"
)

// Folder is the content as a folder. What a commit has of content is written to
// one, which is gone with Close: as whoever reads the commit itself sees it, so
// with the bytes that a link leads to in its place, and nothing for what leads
// out.
func (c *Content) Folder(ctx context.Context) (string, error) {
	if c.dir != "" {
		return c.dir, nil
	}
	dir, err := os.MkdirTemp("", "tidings-content-")
	if err != nil {
		return "", fmt.Errorf("making a folder for the files of the repository: %w", err)
	}
	c.dir, c.close = dir, func() error { return os.RemoveAll(dir) }
	for _, top := range repo.Tops() {
		if err := c.write(ctx, top); err != nil {
			return "", fmt.Errorf("writing the files of the repository to a folder: %w", err)
		}
	}
	c.commit, c.repository, c.files = nil, nil, nil // a folder like any other from here on, without their memory
	return dir, nil
}

// write writes a file at the top of the content, or a folder with all in it.
func (c *Content) write(ctx context.Context, top string) error {
	if info, err := fs.Stat(c.files, top); err == nil && !info.IsDir() {
		return c.writeFile(top)
	}
	inside, err := fs.Sub(c.files, top)
	if err != nil {
		return err
	}
	return fs.WalkDir(inside, ".", func(at string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, fs.ErrNotExist) && at == ".":
			return nil
		case err != nil:
			return err
		case d.IsDir() && at != "." && repo.Ignored(d.Name()):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(c.dir, top, filepath.FromSlash(at)), 0o700)
		}
		return c.writeFile(path.Join(top, at))
	})
}

func (c *Content) writeFile(name string) error {
	if info, err := fs.Stat(c.files, name); err != nil || !info.Mode().IsRegular() || repo.Ignored(path.Base(name)) {
		return nil // the check of the content says what is wrong with it
	}
	src, err := fs.ReadFile(c.files, name)
	if err != nil {
		return err
	}
	to := filepath.Join(c.dir, filepath.FromSlash(name))
	if err := os.WriteFile(to, src, 0o600); err != nil {
		return err
	}
	at := timeOf(c.commit.Version(name))
	return os.Chtimes(to, at, at)
}

// timeOf is the time that a file of a commit gets: the same for the same bytes,
// so that a build sees by size and time what has changed since the last, which
// had other folders.
func timeOf(version string) time.Time {
	n, _ := strconv.ParseInt(version[:min(15, len(version))], 16, 64) // hexadecimal digits, else one time for all
	return time.Unix(n%(1<<30), n>>30)
}
