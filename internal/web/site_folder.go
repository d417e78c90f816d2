package web

import (
	"os"
	"sync/atomic"
	"time"
)

// trusted is how long the open folder is believed to be the one at its path.
const trusted = time.Second

// shown is a folder as it was opened.
type shown struct {
	root     *os.Root
	info     os.FileInfo
	variants *variants
	looked   atomic.Int64 // when it was last seen at its path, in nanoseconds since 1970
}

// root is the folder that stands at the site's path: opened at the first
// request that finds it, and again when another one has taken its place. It
// looks now and then, or at once for a caller that has found nothing.
func (s *site) root(atOnce bool) (*os.Root, error) {
	now := time.Now()
	if f := s.shown.Load(); f != nil && !atOnce && now.UnixNano()-f.looked.Load() < int64(trusted) {
		return f.root, nil
	}
	there, err := os.Stat(s.dir)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.shown.Load()
	if f == nil || !os.SameFile(f.info, there) {
		if f, err = openShown(s.dir); err != nil {
			return nil, err
		}
		s.shown.Store(f)
	}
	f.looked.Store(now.UnixNano())
	return f.root, nil
}

// openShown opens the folder. The one before is not closed: requests that are
// under way and files in memory still read from it, and the runtime closes it
// when none does.
func openShown(dir string) (*shown, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	info, err := root.Stat(".")
	if err != nil {
		root.Close()
		return nil, err
	}
	return &shown{root: root, info: info, variants: newVariants(root)}, nil
}
