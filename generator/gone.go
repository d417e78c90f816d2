package generator

import (
	"errors"
	"slices"
	"sync"

	"tidings/internal/status"
)

// goneList gathers paths that must not exist, from several goroutines.
type goneList struct {
	mu    sync.Mutex
	paths []string
}

func (g *goneList) add(path string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.paths = append(g.paths, path)
}

func (g *goneList) sorted() []string {
	slices.Sort(g.paths)
	return slices.Compact(g.paths)
}

func isNotFound(err error) bool { return errors.Is(err, status.ErrNotFound) }

// forEach gives the paths that a path has in the site's languages.
func (b *builder) forEach(path string, do func(string)) {
	for _, l := range b.locales {
		do(l.prefix + path)
	}
}
