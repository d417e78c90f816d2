package publish

import (
	"bytes"
	"slices"
	"sync"
	"sync/atomic"
)

// What is gathered before it is sent to a target that is far away.
const (
	parcelFiles = 256
	parcelBytes = 8 << 20
)

// parcel gathers content for a target that is far away.
type parcel struct {
	mu    sync.Mutex
	files []File
	bytes int
}

// add keeps a copy of a file, and returns all that was gathered once it is enough.
func (p *parcel) add(f File) (full []File) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f.Body = bytes.Clone(f.Body)
	p.files, p.bytes = append(p.files, f), p.bytes+len(f.Body)
	if len(p.files) >= parcelFiles || p.bytes >= parcelBytes {
		full, p.files, p.bytes = p.files, nil, 0
	}
	return full
}

func (p *parcel) take() (files []File) {
	p.mu.Lock()
	defer p.mu.Unlock()
	files, p.files, p.bytes = p.files, nil, 0
	return files
}

func (p *parcel) paths() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return pathsOf(p.files)
}

func pathsOf(files []File) []string {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.Path
	}
	return paths
}

// gather writes a file now, or with others to a target that is far away.
func (s *Session) gather(f File) error {
	if s.remote == nil {
		return s.write(f.Path, f.Body)
	}
	return s.deliver(s.parcel.add(f))
}

// flush writes what was gathered.
func (s *Session) flush() error { return s.deliver(s.parcel.take()) }

// deliver writes files that need not wait for each other.
func (s *Session) deliver(files []File) error {
	if err := s.announce(pathsOf(files)); err != nil {
		return err
	}
	return s.beside(len(files), func(i int) error { return s.write(files[i].Path, files[i].Body) })
}

// announce tells a target that is far away what is about to be touched.
func (s *Session) announce(paths []string) error {
	if s.remote == nil || len(paths) == 0 {
		return nil
	}
	if err := s.claim(); err != nil {
		return err
	}
	return s.remote.Announce(s.ctx, s.sequence, paths)
}

// announceRest announces at once all that Finish is about to touch.
func (s *Session) announceRest() error {
	if s.remote == nil {
		return nil
	}
	paths := slices.Concat(s.parcel.paths(), pathsOf(s.held), s.gone(), []string{ManifestPath})
	for _, f := range s.tree.sorted() {
		paths = append(paths, f.rewritten()...)
	}
	return s.announce(paths)
}

// beside does n things up to the first error: one after the other, or side by
// side on a target that is far away.
func (s *Session) beside(n int, do func(i int) error) error {
	if s.remote == nil {
		for i := range n {
			if err := do(i); err != nil {
				return err
			}
		}
		return nil
	}
	var first error
	var once sync.Once
	var failed atomic.Bool
	var all sync.WaitGroup
	places := make(chan struct{}, s.remote.Width())
	for i := 0; i < n && !failed.Load(); i++ {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			if err := do(i); err != nil {
				once.Do(func() { first = err })
				failed.Store(true)
			}
		})
	}
	all.Wait()
	return first
}
