package committed

import (
	"context"
	"errors"
	"path"
	"strings"
	"sync/atomic"

	"tidings/internal/app"
	"tidings/internal/content"
	"tidings/internal/content/reading"
	"tidings/internal/gitrepo"
	"tidings/internal/repo"
)

// Repository is the repository as the program sees it.
func (c *Content) Repository() app.Repository { return c.in }

type repository struct {
	*gitrepo.Repository
	folder    string
	forgotten atomic.Bool // the bytes of the files of the last commit
}

var _ app.Repository = (*repository)(nil)

// Fetch implements app.Repository.
func (r *repository) Fetch(ctx context.Context) (content.State, error) {
	c, err := r.newest(ctx)
	if err != nil {
		return content.State{}, err
	}
	return reading.Commit(c)
}

func (r *repository) newest(ctx context.Context) (*repo.Commit, error) {
	c, err := r.Repository.Fetch(ctx)
	var odd *gitrepo.TreeError
	if errors.As(err, &odd) {
		problem := content.Whole(odd.Path, odd.Reason)
		return &repo.Commit{Commit: named(odd.Commit), Problem: &problem}, nil
	}
	if err != nil {
		return nil, err
	}
	return r.content(c), nil
}

// content is what a commit has of content.
func (r *repository) content(c *gitrepo.Commit) *repo.Commit {
	out := &repo.Commit{
		Commit: named(c), Files: c.In(r.folder),
		Version: func(name string) string { return c.Blob(path.Join(r.folder, name)) },
		Load:    func(ctx context.Context) error { return r.load(ctx, c.ID) },
	}
	for _, at := range c.Submodules() {
		if inside, ok := r.inside(at); ok {
			out.Unread = append(out.Unread, inside)
		}
	}
	return out
}

// named says which commit it is.
func named(c *gitrepo.Commit) content.Commit {
	return content.Commit{ID: c.ID, Author: c.Author.Name, Title: c.Title()}
}

// load fetches what was forgotten.
func (r *repository) load(ctx context.Context, id string) error {
	if !r.forgotten.Load() {
		return nil
	}
	c, err := r.FetchWhole(ctx)
	if err == nil && c.ID != id {
		err = gitrepo.ErrMoved // the next look is at that one
	}
	r.forgotten.Store(err != nil)
	return err
}

// inside is a path as seen from the content's folder.
func (r *repository) inside(at string) (string, bool) {
	if r.folder == "" {
		return at, true
	}
	return strings.CutPrefix(at, r.folder+"/")
}

// Descends implements app.Repository.
func (r *repository) Descends(ctx context.Context, commit, from string) (bool, error) {
	return r.Repository.Descends(ctx, &gitrepo.Commit{ID: commit}, from)
}

// Applied implements app.Repository.
func (r *repository) Applied() {
	r.forgotten.Store(!r.Address().Local())
	r.Forget(func(string) bool { return false })
}
