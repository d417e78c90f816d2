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
}

func (p *packing) add(paths []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paths == nil {
		p.paths = map[string]struct{}{}
	}
	for _, path := range paths {
		p.paths[path] = struct{}{}
	}
	p.bell.ring()
}

func (p *packing) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	paths := slices.Sorted(maps.Keys(p.paths))
	p.paths = nil
	return paths
}

// pack compresses entry pages until the context ends.
func (a *App) pack(ctx context.Context) {
	for a.packing.bell.wait(ctx, time.Hour) {
		for quiet := false; !quiet && sleep(ctx, packQuiet); {
			quiet = len(a.packing.bell) == 0
			if !quiet {
				<-a.packing.bell
			}
		}
		if paths := a.packing.take(); len(paths) > 0 && ctx.Err() == nil {
			if err := a.Compress(ctx, paths); err != nil && ctx.Err() == nil {
				a.Log.Warn("entry pages are compressed when they are asked for", "error", err)
			}
		}
	}
}
