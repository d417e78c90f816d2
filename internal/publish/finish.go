package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Finish writes the entry points, deletes what is to go, and writes the changed
// parts of the manifest and manifest.json last. When nothing changed it writes
// nothing, and the sequence is not used.
func (s *Session) Finish(ctx context.Context) (Report, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := errors.Join(s.failed, ctx.Err()); err != nil {
		return Report{}, fmt.Errorf("publish: not finished: %w", err)
	}
	for _, step := range []func() error{s.complete, s.mend, s.tree.reshape, s.checkParts} {
		if err := s.blame(step()); err != nil {
			return Report{}, err
		}
	}
	if !s.tree.isChanged() && s.report.Written == 0 {
		s.report.Sequence = s.previous.Sequence
		err := s.approve()
		if s.claimed.Load() {
			s.report.Claimed = s.sequence
		}
		return s.report, err
	}
	s.report.Sequence, s.report.Claimed = s.sequence, s.sequence
	for _, step := range []func() error{s.announceRest, s.writeHeld, s.deleteGone, s.writeManifest} {
		if err := step(); err != nil {
			return Report{}, err
		}
	}
	return s.report, nil
}

// approve settles a target that took another's place and needs no change.
func (s *Session) approve() error {
	if !s.opts.Whole || !s.found.Replaced {
		return nil
	}
	if err := s.claim(); err != nil {
		return err
	}
	return s.settle()
}

// complete makes sure that a whole site was put.
func (s *Session) complete() error {
	if s.opts.Whole && !s.expected {
		return errors.New("publish: the paths of a whole site were not given to Expect")
	}
	var missing []string
	s.tree.each(func(f *folder, name string, e entry) {
		if e.state.is(awaited) && !e.state.is(made) {
			missing = append(missing, join(f.name, name))
		}
	})
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	return fmt.Errorf("publish: %d expected files were not made: %s", len(missing), some(missing))
}

// inEntryOrder puts deep documents before shallow ones and an index after the
// others of its folder, so that the home page comes last.
func inEntryOrder(a, b File) int {
	return cmp.Or(cmp.Compare(rankOf(a.Path), rankOf(b.Path)), strings.Compare(a.Path, b.Path))
}

// rankOf rises from what is written first to what is written last. Entry points
// of one rank do not wait for each other.
func rankOf(path string) int { return isIndex(path) - 2*strings.Count(path, "/") }

func isIndex(path string) int {
	if path == "index.html" || strings.HasSuffix(path, "/index.html") {
		return 1
	}
	return 0
}

func (s *Session) deleteGone() error {
	paths := s.gone()
	s.report.Deleted = len(paths)
	return s.beside(len(paths), func(i int) error { return s.remove(paths[i]) })
}

// gone are the paths to delete, sorted.
func (s *Session) gone() (paths []string) {
	s.tree.each(func(f *folder, name string, e entry) {
		if e.state.is(gone) {
			paths = append(paths, join(f.name, name))
		}
	})
	slices.Sort(paths)
	return paths
}

// writeManifest writes what changed of the manifest, then takes away the parts
// that nothing refers to any more.
func (s *Session) writeManifest() error {
	next, dropped, err := s.nextManifest()
	if err != nil {
		return err
	}
	body, err := next.encode()
	if err != nil {
		return err
	}
	if err := s.flush(); err != nil {
		return err
	}
	if err := s.writePart(ManifestPath, body); err != nil {
		return err
	}
	dropped = append(dropped, s.leftParts(next)...)
	if err := errors.Join(s.flush(), s.beside(len(dropped), func(i int) error { return s.remove(dropped[i]) })); err != nil {
		return err
	}
	return s.settle()
}

func (s *Session) settle() error {
	if err := s.target.Settle(s.ctx, s.sequence); err != nil {
		return fmt.Errorf("publish: settle the target: %w", err)
	}
	return nil
}

func (s *Session) nextManifest() (*Manifest, []string, error) {
	var dropped []string
	m := &Manifest{
		Format: format, Sequence: s.sequence, PublishedAt: s.opts.At.UTC().Truncate(time.Second),
		Files: s.tree.files(), Folders: map[string]Folder{}, Root: map[string]Sum{},
	}
	for _, f := range s.tree.sorted() {
		if f.name == "" {
			for _, l := range f.lines() {
				m.Root[l.name] = l.sum
			}
			continue
		}
		now := f.was
		if f.isChanged() {
			folder, gone, err := f.documents(s.writePart)
			if err != nil {
				return nil, nil, err
			}
			now, dropped = folder, append(dropped, gone...)
		}
		if now.Files > 0 {
			m.Folders[f.name] = now
		}
	}
	return m, dropped, nil
}

func (s *Session) writePart(path string, body []byte) error {
	s.report.Parts++
	s.report.Bytes += int64(len(body))
	return s.gather(File{Path: path, Body: body})
}
