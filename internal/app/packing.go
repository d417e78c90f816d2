package app

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// packQuiet is how long no entry page may have changed before they are
// compressed: in a storm each would be out of date at once.
const packQuiet = 300 * time.Millisecond

// packing gathers entry pages to compress. It runs beside publishing, which
// never waits for it: until then the first reader's request does the work.
type packing struct {
	bell  bell
	mu    sync.Mutex
	paths map[string]struct{}
	whole bool // all of the site was made, which takes memory that nothing else does
}

// add takes the entry pages of a publish that wrote something, and whether it
// was one of the whole site.
func (p *packing) add(paths []string, whole bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.whole = p.whole || whole
	if p.paths == nil {
		p.paths = map[string]struct{}{}
	}
	for _, path := range paths {
		p.paths[path] = struct{}{}
	}
	p.bell.ring()
}

func (p *packing) take() (paths []string, whole bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	paths, whole = slices.Sorted(maps.Keys(p.paths)), p.whole
	p.paths, p.whole = nil, false
	return paths, whole
}

// pack compresses entry pages until the context ends. When the whole site was
// made it then lets go of the memory that this took.
func (a *App) pack(ctx context.Context) {
	for a.packing.bell.wait(ctx, time.Hour) {
		for quiet := false; !quiet && sleep(ctx, packQuiet); {
			quiet = len(a.packing.bell) == 0
			if !quiet {
				<-a.packing.bell
			}
		}
		paths, whole := a.packing.take()
		if len(paths) > 0 && ctx.Err() == nil {
			if err := a.Compress(ctx, paths); err != nil && ctx.Err() == nil {
				a.Log.Warn("entry pages are compressed when they are asked for", "error", err)
			}
		}
		if whole && a.Rest != nil {
			a.Rest()
		}
	}
}
