package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"sync"
)

// Audit reads everything that the manifest lists and returns the paths, sorted,
// of what is missing or has other bytes, manifest documents included. A target
// without a manifest has nothing to audit.
func Audit(ctx context.Context, t Reader) (damaged []string, err error) {
	src, err := t.Read(ctx, ManifestPath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := ParseManifest(src)
	if err != nil {
		return []string{ManifestPath}, nil
	}
	a := &audit{ctx: ctx, target: t, files: make(chan named, 64)}
	a.run(m)
	slices.Sort(a.damaged)
	return a.damaged, errors.Join(a.failed, ctx.Err())
}

type audit struct {
	ctx    context.Context
	target Reader
	files  chan named

	mu      sync.Mutex
	damaged []string
	failed  error
}

func (a *audit) run(m *Manifest) {
	var readers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		readers.Go(func() {
			for f := range a.files {
				a.check(f)
			}
		})
	}
	a.list(m)
	close(a.files)
	readers.Wait()
}

func (a *audit) list(m *Manifest) {
	tree := newTree(m, func(path string) ([]byte, error) { return a.target.Read(a.ctx, path) })
	tree.repair = true
	for _, f := range tree.sorted() {
		if err := tree.loadAll(f); err != nil {
			a.report("", err)
			return
		}
		if f.damaged != "" {
			a.report(f.damaged, nil)
		}
		for name, e := range f.names {
			if a.ctx.Err() == nil && !e.state.is(doubted) {
				a.files <- named{join(f.name, name), e.sum}
			}
		}
		f.names = nil
	}
}

func (a *audit) check(f named) {
	body, err := a.target.Read(a.ctx, f.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		a.report(f.name, nil)
	case err != nil:
		a.report("", err)
	case Sum(sha256.Sum256(body)) != f.sum:
		a.report(f.name, nil)
	}
}

func (a *audit) report(path string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if path != "" {
		a.damaged = append(a.damaged, path)
	}
	if a.failed == nil {
		a.failed = err
	}
}
