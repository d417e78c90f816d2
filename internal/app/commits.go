package app

import (
	"context"
	"errors"
	"fmt"

	"tidings/internal/repo"
	"tidings/internal/store"
)

// Repository is a branch that content is committed to.
type Repository interface {
	// Head is the id of the newest commit, without its files.
	Head(ctx context.Context) (string, error)
	// Fetch is the newest commit.
	Fetch(ctx context.Context) (*repo.Commit, error)
	// Descends reports whether a commit that was fetched came of an earlier one.
	Descends(ctx context.Context, c *repo.Commit, from string) (bool, error)
	// Applied says that a commit's files will be read no more.
	Applied(c *repo.Commit)
	// Branch is the short name of the branch; empty where only its host knows it.
	Branch() string
}

// lookAtCommits applies the newest commit when it is another one, after what was
// posted here has gone onto it.
func (f *follower) lookAtCommits(ctx context.Context, a *App) error {
	if err := a.finish(ctx, nil); err != nil {
		return err
	}
	for {
		if err := f.writeBack(ctx, a); err != nil {
			return err
		}
		s, err := f.newest(ctx, a)
		if err != nil || f.knows(s) {
			return err
		}
		if err := f.apply(ctx, a, s); !errors.Is(err, errPosted) {
			return err
		}
	}
}

// newest is the newest commit. One that is known is not fetched.
func (f *follower) newest(ctx context.Context, a *App) (scan, error) {
	id, err := a.Repository.Head(ctx)
	if err != nil {
		return scan{}, err
	}
	if s := (scan{sum: sumCommit(id)}); f.knows(s) {
		return s, nil
	}
	c, err := a.Repository.Fetch(ctx)
	if err != nil {
		return scan{}, err
	}
	return scanCommit(c)
}

// resume takes the configuration that is kept when the newest commit is the one
// that the board shows: nothing has to be fetched.
func (f *follower) resume(ctx context.Context, a *App) error {
	id, err := a.Repository.Head(ctx)
	if err != nil || id != a.current.Commit || !a.index.loaded {
		return err
	}
	r, err := a.keptRules(ctx)
	if err != nil {
		return nil // the commit is read again
	}
	f.applied = sumCommit(id)
	a.rules.Store(r)
	return nil
}

// describe says of an edit which commit it is, and whether it is news.
func (a *App) describe(ctx context.Context, next *current, c *repo.Commit) error {
	if c == nil {
		return nil
	}
	next.Commit, next.Author, next.Title = c.ID, c.Author, c.Title
	for _, path := range c.Unread {
		a.Log.Warn("another repository is not read: put its files here if they are content", "submodule", path, "commit", c.ID)
	}
	if a.current.Commit == "" {
		next.Quiet = true
		return nil
	}
	descends, err := a.Repository.Descends(ctx, c, a.current.Commit)
	if err != nil {
		return err
	}
	if next.Quiet = !descends; next.Quiet {
		a.Log.Warn("the history of the content was written anew: what differs is applied, and nobody is told", "commit", c.ID, "before", a.current.Commit)
	}
	return nil
}

// appliedCommit lets go of what was read of a commit, and says that it is on
// the page.
func (a *App) appliedCommit(s scan) {
	if s.commit == nil {
		return
	}
	a.Repository.Applied(s.commit)
	a.Log.Info("a commit of the content was applied", "commit", s.commit.ID, "author", s.commit.Author)
}

// errHalfway says that the board is between two edits of the content.
var errHalfway = fmt.Errorf("a change of the content is not through: %w", store.ErrUnavailable)

// whole is errHalfway while the board is not to be shown or written.
func (a *App) whole() error {
	if a.halfway.Load() {
		return errHalfway
	}
	return nil
}
