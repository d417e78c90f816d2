package committed

import (
	"context"

	"tidings/internal/gitrepo"
	"tidings/internal/repo"
)

// Around is the content whose working copy, or a part of it, a folder is.
func Around(dir string) (*Content, error) {
	r, folder, err := gitrepo.Around(dir)
	if err != nil {
		return nil, err
	}
	return &Content{at: r.Address(), in: &repository{Repository: r, folder: folder}}, nil
}

// Newest fetches the newest commit.
func (c *Content) Newest(ctx context.Context) (*repo.Commit, error) { return c.in.newest(ctx) }

// Folder is where in the repository the content is, with slashes; empty for all of it.
func (c *Content) Folder() string { return c.in.folder }

// At is another commit: of a repository on this machine by what git calls it, of
// one on a host the newest of a branch, by its name.
func (c *Content) At(ctx context.Context, revision string) (*repo.Commit, error) {
	if c.at.Local() {
		found, err := c.in.Revision(revision)
		if err != nil {
			return nil, err
		}
		return c.in.content(found), nil
	}
	other := c.options
	at := c.at
	at.Branch = revision
	other.Address = at.String()
	r, err := Open(other)
	if err != nil {
		return nil, err
	}
	return r.Newest(ctx)
}
