package local

import (
	"context"
	"io/fs"

	"tidings/internal/boot/committed"
	"tidings/internal/content"
	"tidings/internal/forecast"
	"tidings/internal/repo"
)

// State is the content as a forecast takes it.
func (c *Content) State() (forecast.Content, error) {
	if c.commit != nil {
		return committedState(c.commit), nil
	}
	files, _, err := repo.Files(c.dir)
	return forecast.Content{FS: c.files, Files: files, Read: func(f content.File) ([]byte, error) { return fs.ReadFile(c.files, f.Path) }}, err
}

// At is the content at another commit, as committed.Content.At takes its name.
func (c *Content) At(ctx context.Context, revision string) (forecast.Content, error) {
	r := c.repository
	if r == nil {
		var err error
		if r, err = committed.Around(c.dir); err != nil {
			return forecast.Content{}, err
		}
	}
	found, err := r.At(ctx, revision)
	if err != nil {
		return forecast.Content{}, err
	}
	return committedState(found), nil
}

func committedState(c *repo.Commit) forecast.Content {
	files, _ := c.List()
	return forecast.Content{FS: c.Files, Files: files, Read: c.Read}
}
