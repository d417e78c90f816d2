// Package branch publishes to a branch of a Git repository, as hosts of pages
// serve them. All changes of a publish become one commit, put onto the branch if
// nobody else has moved it: readers see the old site or the new one, and a
// publisher that was overtaken changes nothing. It must never know what a page is.
package branch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sync"
	"time"

	"tidings/internal/gitrepo"
	"tidings/internal/publish"
)

// Target is a publish.Target. What is written is seen by others after Settle.
type Target struct {
	repository *gitrepo.Repository
	author     gitrepo.Person
	now        func() time.Time

	mu      sync.Mutex
	head    *gitrepo.Commit // nil for a branch that has none
	known   bool            // head is known
	claimed uint64
	staged  map[string][]byte // by path; nil: removed
}

// New is a target over a repository. The author is who commits.
func New(r *gitrepo.Repository, author gitrepo.Person, now func() time.Time) *Target {
	return &Target{repository: r, author: author, now: now}
}

// Read implements publish.Target.
func (t *Target) Read(ctx context.Context, name string) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.look(ctx); err != nil {
		return nil, err
	}
	if body, changed := t.staged[name]; changed {
		if body == nil {
			return nil, fs.ErrNotExist
		}
		return body, nil
	}
	return t.published(name)
}

// look finds out once what is on the branch.
func (t *Target) look(ctx context.Context) error {
	if t.known {
		return nil
	}
	head, err := t.repository.Fetch(ctx)
	if err != nil && !errors.Is(err, gitrepo.ErrEmpty) {
		return err
	}
	t.head, t.known, t.claimed, t.staged = head, true, 0, map[string][]byte{}
	return nil
}

func (t *Target) published(name string) ([]byte, error) {
	if t.head == nil {
		return nil, fs.ErrNotExist
	}
	return fs.ReadFile(t.head.FS(), t.inRepository(name))
}

func (t *Target) inRepository(name string) string {
	return path.Join(t.repository.Address().Folder, name)
}

// Recall implements publish.Target. Nothing on the branch is ever half done; what
// is claimed and not settled is known to this target alone.
func (t *Target) Recall(ctx context.Context) (publish.State, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.claimed > 0 {
		return publish.State{Sequence: t.claimed, Touched: slices.Sorted(maps.Keys(t.staged)), Changes: len(t.staged)}, nil
	}
	t.known = false
	if err := t.look(ctx); err != nil {
		return publish.State{}, err
	}
	sequence, err := t.sequence()
	if err != nil || t.head == nil {
		return publish.State{Empty: t.head == nil}, err
	}
	files, err := fs.ReadDir(t.head.In(t.repository.Address().Folder), ".")
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return publish.State{Sequence: sequence, Empty: len(files) == 0}, err
}

// sequence is that of the site on the branch, 0 for none.
func (t *Target) sequence() (uint64, error) {
	src, err := t.published(publish.ManifestPath)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	m, err := publish.ParseManifest(src)
	if err != nil {
		return 0, fmt.Errorf("the branch has a %s that is not ours: %w", publish.ManifestPath, err)
	}
	return m.Sequence, nil
}

// Claim implements publish.Target. Others learn of it with Settle.
func (t *Target) Claim(ctx context.Context, seq uint64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.look(ctx); err != nil {
		return err
	}
	last, err := t.sequence()
	if err != nil {
		return err
	}
	if seq <= max(last, t.claimed) {
		return publish.ErrFenced
	}
	t.claimed, t.staged = seq, map[string][]byte{}
	return nil
}

// Write implements publish.Target.
func (t *Target) Write(_ context.Context, seq uint64, name string, body []byte) error {
	if body == nil {
		body = []byte{}
	}
	return t.stage(seq, name, body)
}

// Remove implements publish.Target.
func (t *Target) Remove(_ context.Context, seq uint64, name string) error {
	return t.stage(seq, name, nil)
}

func (t *Target) stage(seq uint64, name string, body []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if seq != t.claimed {
		return publish.ErrFenced
	}
	t.staged[name] = body
	return nil
}

// Settle implements publish.Target: it commits what was written and pushes it.
func (t *Target) Settle(ctx context.Context, seq uint64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if seq != t.claimed {
		return publish.ErrFenced
	}
	files := make(map[string][]byte, len(t.staged))
	for name, body := range t.staged {
		files[t.inRepository(name)] = body
	}
	commit, err := t.repository.Make(gitrepo.Draft{On: t.head, Files: files, Author: t.author, At: t.now(),
		Message: fmt.Sprintf("Publish the site, number %d\n", seq)})
	if err != nil {
		return err
	}
	err = t.repository.Push(ctx, commit)
	if errors.Is(err, gitrepo.ErrMoved) {
		t.claimed = 0
		return publish.ErrFenced
	}
	if err != nil {
		return err
	}
	t.head, t.claimed, t.staged = commit, 0, map[string][]byte{}
	return nil
}
