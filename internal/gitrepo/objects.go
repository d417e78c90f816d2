package gitrepo

import (
	"fmt"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// objects is where commits, trees and blobs are. All methods may be called from
// many goroutines; what is not there is ErrGone.
type objects interface {
	get(id plumbing.Hash) (plumbing.EncodedObject, error)
	size(id plumbing.Hash) (int64, error)
	add(o plumbing.EncodedObject) error
}

func gone(id plumbing.Hash) error { return fmt.Errorf("%w: %.10s", ErrGone, id.String()) }

// fetched are objects in memory.
type fetched struct {
	mu  sync.RWMutex
	all map[plumbing.Hash]plumbing.EncodedObject
	// left says that something was left out for its size: of what is missing then,
	// nobody knows the reason.
	left bool
}

// leaveOut notes that an object is not kept for its size.
func (f *fetched) leaveOut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left = true
}

func newFetched() *fetched { return &fetched{all: map[plumbing.Hash]plumbing.EncodedObject{}} }

func (f *fetched) get(id plumbing.Hash) (plumbing.EncodedObject, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	o, ok := f.all[id]
	switch {
	case ok:
		return o, nil
	case f.left:
		return nil, ErrTooLarge
	}
	return nil, gone(id)
}

func (f *fetched) size(id plumbing.Hash) (int64, error) {
	o, err := f.get(id)
	if err != nil {
		return 0, err
	}
	return o.Size(), nil
}

func (f *fetched) add(o plumbing.EncodedObject) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all[o.Hash()] = o
	return nil
}

// keepOnly forgets all objects but some.
func (f *fetched) keepOnly(ids map[plumbing.Hash]struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id := range f.all {
		if _, ok := ids[id]; !ok {
			delete(f.all, id)
		}
	}
}

// stored are the objects of a repository of this machine, read one at a time:
// its reader keeps positions in open files.
type stored struct {
	mu sync.Mutex
	in storer.EncodedObjectStorer
}

func (s *stored) get(id plumbing.Hash) (plumbing.EncodedObject, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.in.EncodedObject(plumbing.AnyObject, id)
	if err == plumbing.ErrObjectNotFound {
		return nil, gone(id)
	}
	return o, err
}

func (s *stored) size(id plumbing.Hash) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.in.EncodedObjectSize(id)
	if err == plumbing.ErrObjectNotFound {
		return 0, gone(id)
	}
	return n, err
}

func (s *stored) add(o plumbing.EncodedObject) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.in.SetEncodedObject(o)
	return err
}
