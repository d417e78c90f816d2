package app

import (
	"context"
	"errors"
	"fmt"

	"tidings/internal/content"
	"tidings/internal/store"
)

// Repository is a branch that content is committed to.
type Repository interface {
	// Head is the id of the newest commit, without its files.
	Head(ctx context.Context) (string, error)
	// Fetch is the newest commit.
	Fetch(ctx context.Context) (content.State, error)
	// Descends reports whether a commit that was fetched came of an earlier one.
	Descends(ctx context.Context, commit, from string) (bool, error)
	// Applied says that the files of what was fetched will be read no more.
	Applied()
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
func (f *follower) newest(ctx context.Context, a *App) (content.State, error) {
	id, err := a.Repository.Head(ctx)
	if s := (content.State{Sum: id}); err != nil || f.knows(s) {
		return s, err
	}
	return a.Repository.Fetch(ctx)
}

// resume takes the configuration that is kept when the newest commit is the one
// that the board shows: nothing has to be fetched.
func (f *follower) resume(ctx context.Context, a *App) error {
	id, err := a.Repository.Head(ctx)
	if err != nil || id != a.current.Commit || !a.index.loaded {
		return err
	}
	r, err := a.keptRules(ctx)
	if err != nil || r.earlier {
		return nil // the commit is read again
	}
	f.applied = id
	a.rules.Store(r)
	return nil
}

// describe says of an edit which commit it is, and whether it is news.
func (a *App) describe(ctx context.Context, next *current, c *content.Commit) error {
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
	descends, err := a.Repository.Descends(ctx, c.ID, a.current.Commit)
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
func (a *App) appliedCommit(s content.State) {
	if s.Commit == nil {
		return
	}
	a.Repository.Applied()
	a.Log.Info("a commit of the content was applied", "commit", s.Commit.ID, "author", s.Commit.Author)
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
