package reading

import (
	"context"
	"errors"
	"hash/maphash"
	"io/fs"
	"time"

	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/kept"
	"tidings/internal/repo"
	"tidings/internal/status"
)

// Commit is a commit as it looks from outside.
func Commit(c *repo.Commit) (content.State, error) {
	s := content.State{Reader: commit{c}, Commit: &c.Commit, Sum: c.ID}
	if s.Files, s.Problems = c.List(); c.Problem != nil {
		return s, nil
	}
	var h maphash.Hash
	h.SetSeed(seed)
	err := fs.WalkDir(c.Files, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && counted(".", path):
			return fs.SkipDir
		case !d.IsDir():
			h.WriteString(path + "\x00" + c.Version(path) + "\x00")
		}
		return nil
	})
	s.Rest = h.Sum64()
	return s, err
}

// commit reads a commit.
type commit struct{ *repo.Commit }

// Check implements content.Reader.
func (c commit) Check(ctx context.Context, now time.Time) ([]content.Problem, error) {
	return repo.CheckCommit(ctx, c.Commit, now)
}

// Facts implements content.Reader.
func (c commit) Facts(conf *config.Config, now time.Time) func(context.Context, content.File) (status.Fact, []content.Problem, error) {
	return facts(c.read, conf, now)
}

func (c commit) read(ctx context.Context, f content.File) ([]byte, error) {
	src, err := c.Read(f)
	if err == nil || c.Load == nil || errors.Is(err, repo.ErrTooLarge) {
		return src, err
	}
	if err := c.Load(ctx); err != nil {
		return nil, err
	}
	return c.Read(f)
}

// Pack implements content.Reader.
func (c commit) Pack(ctx context.Context) ([]byte, error) {
	theme, err := fs.Sub(c.Files, kept.ThemeFolder)
	if err != nil {
		return nil, err
	}
	return read(ctx, c.Files, theme)
}
