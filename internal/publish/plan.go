package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// alwaysAllowed is how many files any publish may delete.
const alwaysAllowed = 20

// Expect names every path of a whole site before the first Put. What the
// manifest lists and Expect does not name is deleted by Finish. Nothing is
// written when that is too much, or when a path is taken by somebody else's file.
func (s *Session) Expect(ctx context.Context, paths map[string]struct{}) error {
	if !s.opts.Whole {
		return errors.New("publish: Expect is for a publish of the whole site")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blame(s.expect(ctx, paths))
}

func (s *Session) expect(ctx context.Context, paths map[string]struct{}) error {
	for _, f := range s.tree.sorted() {
		if err := s.tree.loadAll(f); err != nil {
			return err
		}
	}
	if err := s.await(paths); err != nil {
		return err
	}
	s.listed = s.tree.files() // damaged parts may have given another number than the manifest
	s.tree.each(func(f *folder, name string, e entry) {
		if !e.state.is(awaited) {
			f.remove(name)
			s.deleting++
		}
	})
	s.expected = true
	if err := s.checkDeletions(); err != nil {
		return err
	}
	return s.checkForeign(ctx)
}

func (s *Session) await(paths map[string]struct{}) error {
	for path := range paths {
		if err := CheckPath(path); err != nil {
			return err
		}
		f, name, err := s.tree.find(path)
		if err != nil {
			return err
		}
		e := f.names[name]
		e.state |= awaited
		if !e.state.is(listed) && s.tree.owns(path) {
			e.state |= doubted
		}
		f.names[name] = e
	}
	return nil
}

// checkForeign refuses to replace files that no publish made.
func (s *Session) checkForeign(ctx context.Context) error {
	if s.found.Empty {
		return nil
	}
	var taken []string
	var bad error
	s.tree.each(func(f *folder, name string, e entry) {
		if e.state.is(listed|doubted) || bad != nil {
			return
		}
		_, err := s.target.Read(ctx, join(f.name, name))
		switch {
		case err == nil:
			taken = append(taken, join(f.name, name))
		case !errors.Is(err, fs.ErrNotExist):
			bad = fmt.Errorf("publish: look at %s on the target: %w", join(f.name, name), err)
		}
	})
	if bad == nil && len(taken) > 0 {
		slices.Sort(taken)
		bad = foreign(taken)
	}
	return bad
}

// Remove deletes files of the site that the manifest lists; others are left
// alone. They go in Finish, after everything that no longer refers to them was written.
func (s *Session) Remove(paths ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.blame(s.forget(paths))
	if err != nil {
		s.failed = errors.Join(s.failed, err)
	}
	return err
}

func (s *Session) forget(paths []string) error {
	for _, path := range paths {
		if err := CheckPath(path); err != nil {
			return err
		}
		f, name, err := s.tree.find(path)
		if err != nil {
			return err
		}
		if e := f.names[name]; e.state.is(listed) && !e.state.is(made|gone) {
			f.remove(name)
			s.deleting++
		}
	}
	return s.checkDeletions()
}

func (s *Session) checkDeletions() error {
	total := s.listed
	allowed := max(alwaysAllowed, int(s.opts.MaxDeletions*float64(total)))
	if s.deleting <= allowed {
		return nil
	}
	return fmt.Errorf("%w: %d of the site's %d files would go and at most %d may; nothing was deleted. If that is meant, allow more deletions for this publish",
		ErrTooManyDeletions, s.deleting, total, allowed)
}

// some names up to three paths.
func some(paths []string) string {
	const most = 3
	if len(paths) <= most {
		return strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(paths[:most], ", "), len(paths)-most)
}
