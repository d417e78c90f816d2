package publish

import (
	"errors"
	"slices"
)

// Advance writes the entry points that were put so far, before Finish writes
// the others. All pages that they lead to must have been put. What else is to be put
// may take long, and nobody who reads these need wait for it.
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

func (s *Session) writeEntries(files []File) error {
	slices.SortFunc(files, inEntryOrder)
	for _, f := range files {
		if err := s.write(f.Path, f.Body); err != nil {
			return err
		}
	}
	return nil
}
