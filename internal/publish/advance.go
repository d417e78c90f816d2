package publish

import (
	"errors"
	"slices"
)

// Advance writes the entry points that were put so far, before Finish writes
// the others. All pages that they lead to must have been put, or be on the target
// as an earlier publish left them. What else is to be put may take long, and
// nobody who reads these need wait for it.
//
// In a publish of the whole site, and in one that mends what an earlier one left
// halfway, Finish writes all of them in its order, and Advance none.
func (s *Session) Advance() error {
	if s.opts.Whole || s.manifest == nil || len(s.found.Touched) > 0 {
		return nil
	}
	held, err := s.takeHeld()
	if err == nil {
		err = s.writeEntries(held)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = errors.Join(s.failed, err)
	return err
}

// takeHeld takes over the entry points that wait, or says why nothing may be written any more.
func (s *Session) takeHeld() ([]File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.held
	s.held = nil
	return held, s.failed
}

func (s *Session) writeHeld() error { return s.writeEntries(s.held) }

// writeEntries writes what leads readers on: all that it leads to is in place.
func (s *Session) writeEntries(files []File) error {
	if err := s.flush(); err != nil {
		return err
	}
	slices.SortFunc(files, inEntryOrder)
	if err := s.announce(pathsOf(files)); err != nil {
		return err
	}
	for len(files) > 0 {
		n := 1
		for n < len(files) && rankOf(files[n].Path) == rankOf(files[0].Path) {
			n++
		}
		if err := s.deliver(files[:n]); err != nil {
			return err
		}
		files = files[n:]
	}
	return nil
}
