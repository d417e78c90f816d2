package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
)

// Put makes one file of the site. Content is written before Put returns; an
// entry point is kept until Finish. A file whose bytes the target has already
// is not written. The Body of an entry point must not change before Finish
// has returned. After an error the session cannot finish.
func (s *Session) Put(f File) error {
	err := s.blame(s.put(f))
	if err != nil {
		s.mu.Lock()
		s.failed = errors.Join(s.failed, err)
		s.mu.Unlock()
	}
	return err
}

func (s *Session) put(f File) error {
	if err := CheckPath(f.Path); err != nil {
		return err
	}
	sum := Sum(sha256.Sum256(f.Body))
	e, err := s.known(f.Path)
	if err != nil {
		return err
	}
	verdict, err := s.weigh(f.Path, e, sum)
	if err != nil {
		return err
	}
	if err := s.note(f, sum, verdict); err != nil || verdict == same || f.Entry {
		return err
	}
	return s.gather(f)
}

func (s *Session) known(path string) (entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opts.Whole && !s.expected {
		return entry{}, errors.New("publish: the paths of a whole site must be given to Expect before the first Put")
	}
	f, name, err := s.tree.find(path)
	return f.names[name], err
}

type verdict int

const (
	same verdict = iota // the target has these bytes
	replace
	create
)

// weigh decides what a file with this hash means for the target. It looks at
// the target only where the manifest does not know.
func (s *Session) weigh(path string, e entry, sum Sum) (verdict, error) {
	believed := e.state.is(listed) && !e.state.is(doubted)
	switch {
	case believed && e.sum == sum:
		return same, nil
	case believed:
		return replace, nil
	case s.found.Empty, e.state.is(awaited) && !e.state.is(doubted):
		return create, nil // Expect looked
	}
	there, err := s.target.Read(s.ctx, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return create, nil
	case err != nil:
		return same, fmt.Errorf("publish: compare %s with the target: %w", path, err)
	case Sum(sha256.Sum256(there)) == sum:
		return same, nil
	case e.state.is(listed) || s.tree.owns(path):
		return replace, nil
	}
	return same, foreign([]string{path})
}

func foreign(paths []string) error {
	return fmt.Errorf("%w: %s would be replaced; move it away or publish to another folder", ErrForeign, some(paths))
}

// note records a file that was put in the tree, and keeps an entry point.
func (s *Session) note(f File, sum Sum, v verdict) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	folder, name, err := s.tree.find(f.Path)
	if err != nil {
		return err
	}
	before := folder.names[name]
	if before.state.is(made) {
		return fmt.Errorf("publish: %s was made twice", f.Path)
	}
	if before.state.is(gone) {
		s.deleting--
	}
	folder.put(name, sum)
	if v == same {
		s.report.Unchanged++
		return nil
	}
	s.report.Written++
	s.report.Bytes += int64(len(f.Body))
	if f.Entry {
		s.held = append(s.held, f)
	}
	return nil
}
