package gitrepo

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// Around opens the repository whose working copy a folder is in, and says where
// in it the folder is.
func Around(dir string) (r *Repository, folder string, err error) {
	dir, err = filepath.Abs(dir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return nil, "", err
	}
	for top := dir; ; top = filepath.Dir(top) {
		if isDotGit(top) {
			r, err = Open(Options{Address: Address{Scheme: "file", Path: top}})
			folder, _ = filepath.Rel(top, dir) // top is above dir
			return r, strings.TrimPrefix(filepath.ToSlash(folder), "."), err
		}
		if top == filepath.Dir(top) {
			return nil, "", fmt.Errorf("%s is in no working copy of a Git repository", dir)
		}
	}
}

// Revision is a commit of a repository of this machine, by what git calls it: a
// branch, also of a remote (origin/main), a tag, HEAD, or the 40 digits of an id,
// with ^, ^2 or ~3 behind it for those before.
func (r *Repository) Revision(name string) (*Commit, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l, ok := r.at.(*local)
	if !ok {
		return nil, fmt.Errorf("%s is not on this machine", r.options.Address)
	}
	base, steps := name, ""
	if i := strings.IndexAny(name, "^~"); i >= 0 {
		base, steps = name[:i], name[i:]
	}
	id, err := l.named(base)
	if err == nil {
		id, err = r.back(id, steps)
	}
	if err != nil {
		return nil, fmt.Errorf("there is no commit %q here: %w", name, err)
	}
	return r.commit(id)
}

func (l *local) named(name string) (plumbing.Hash, error) {
	if plumbing.IsHash(name) {
		return plumbing.NewHash(name), nil
	}
	var err error
	for _, form := range []string{"%s", "refs/heads/%s", "refs/remotes/%s", "refs/tags/%s"} {
		var ref *plumbing.Reference
		if ref, err = storer.ResolveReference(l.store, plumbing.ReferenceName(fmt.Sprintf(form, name))); err == nil {
			return ref.Hash(), nil
		}
	}
	return plumbing.ZeroHash, err
}

// back follows steps such as ^, ^2 and ~3.
func (r *Repository) back(id plumbing.Hash, steps string) (plumbing.Hash, error) {
	for steps != "" {
		kind, rest := steps[0], steps[1:]
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		n := 1
		if digits > 0 {
			n, _ = strconv.Atoi(rest[:min(digits, 6)]) // of digits
		}
		steps = rest[digits:]
		parent, times := n, 1
		if kind == '~' {
			parent, times = 1, n
		}
		for range times {
			c, err := r.bare(id)
			if err != nil {
				return id, err
			}
			if parent < 1 || parent > len(c.parents) {
				return id, ErrGone
			}
			id = c.parents[parent-1]
		}
	}
	return id, nil
}
