package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"sync/atomic"
)

// Session is one publish: Begin, for a whole site Expect, then Put and Remove
// from any number of goroutines, then Finish. As a transaction of database/sql
// does, it lives within the context that it began with.
type Session struct {
	ctx    context.Context
	target Target
	remote Batcher // the target, where it is one
	opts   Options
	claim  func() error // claims the target before the first change; says the same ever after

	found    State
	manifest []byte // as found
	previous *Manifest
	sequence uint64
	claimed  atomic.Bool
	parcel   parcel

	mu       sync.Mutex // guards what follows
	tree     *tree
	held     []File
	listed   int // files of the site before this publish
	deleting int
	expected bool
	failed   error
	report   Report
}

// Begin reads what the target's manifest lists. The target is claimed for this
// publish right before its first change, and only if nobody claimed or changed
// it since Begin. What is published must therefore be read after Begin.
func Begin(ctx context.Context, t Target, o Options) (*Session, error) {
	if o.MaxDeletions == 0 {
		o.MaxDeletions = 0.1
	}
	s := &Session{ctx: ctx, target: t, opts: o}
	s.remote, _ = t.(Batcher)
	s.claim = sync.OnceValue(s.take)
	if err := s.recall(); err != nil {
		return nil, err
	}
	if emptied := s.found.Empty && s.found.Sequence > 0; !o.Whole && (emptied || s.found.Replaced) {
		return nil, fmt.Errorf("%w: the target was emptied or replaced", ErrUnfinished)
	}
	if err := s.plant(); err != nil {
		return nil, err
	}
	return s, nil
}

// recall reads how the target was left.
func (s *Session) recall() (err error) {
	if s.found, err = recallSite(s.ctx, s.target); err != nil {
		return err
	}
	s.found.Touched = sortedOnce(s.found.Touched, s.found.Suspect)
	if s.found.Empty {
		return nil
	}
	s.manifest, err = s.target.Read(s.ctx, ManifestPath)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("publish: read %s: %w", ManifestPath, err)
	}
	return nil
}

func sortedOnce(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}

// recallSite reads how a target was left. A heartbeat that was cut off is no
// trouble of the site.
func recallSite(ctx context.Context, t Target) (State, error) {
	state, err := t.Recall(ctx)
	if err != nil {
		return state, fmt.Errorf("publish: read the state of the target: %w", err)
	}
	state.Touched = slices.DeleteFunc(state.Touched, func(path string) bool { return path == HeartbeatPath })
	return state, nil
}

// plant makes the tree from the manifest that was found.
func (s *Session) plant() error {
	m := &Manifest{}
	if s.manifest != nil {
		parsed, err := ParseManifest(s.manifest)
		if err != nil {
			return s.plantDamaged(err)
		}
		m = parsed
	}
	s.previous, s.listed = m, m.Files
	s.sequence = max(s.found.Sequence, m.Sequence) + 1
	s.tree = newTree(m, func(path string) ([]byte, error) { return s.target.Read(s.ctx, path) })
	s.tree.repair = s.opts.Whole
	s.tree.doubt(s.found.Touched)
	return nil
}

// plantDamaged decides about a manifest that cannot be read: one that stands
// where Tidings has published before is ours and damaged, and publishing the
// whole site makes it anew; any other is somebody else's file.
func (s *Session) plantDamaged(cause error) error {
	if s.found.Sequence == 0 {
		return fmt.Errorf("%w: %s: %v; publish to another folder", ErrForeign, ManifestPath, cause)
	}
	if !s.opts.Whole {
		return fmt.Errorf("%w: %s is damaged: %v", ErrUnfinished, ManifestPath, cause)
	}
	s.manifest = nil
	if err := s.plant(); err != nil {
		return err
	}
	s.tree.adopt = true
	return nil
}

// Claim claims the target now and not right before the first change, for a
// caller who knows that there will be one and has other work meanwhile.
func (s *Session) Claim() error { return s.blame(s.claim()) }

// take claims the target, and makes sure that what Begin found is still true:
// an older publish may have been under way until this moment.
func (s *Session) take() error {
	if err := s.target.Claim(s.ctx, s.sequence); err != nil {
		return fmt.Errorf("publish: claim the target: %w", err)
	}
	if err := s.unmoved(); err != nil {
		return err
	}
	s.claimed.Store(true)
	return nil
}

var (
	errMoved = fmt.Errorf("%w: another program publishes to it while this publish is being planned; publish again when it is done", ErrFenced)
	errGone  = fmt.Errorf("%w: somebody deleted it while this publish was being planned", ErrUnfinished)
)

// unmoved fails when somebody has changed the target since Begin: with errGone
// when its manifest is away, which no publish ever removes, and else with errMoved.
func (s *Session) unmoved() error {
	now := &Session{ctx: s.ctx, target: s.target}
	if err := now.recall(); err != nil {
		return err
	}
	changed := now.found.Changes != s.found.Changes || !slices.Equal(now.found.Touched, s.found.Touched)
	switch {
	case s.manifest != nil && now.manifest == nil:
		return errGone
	case changed || !s.tree.adopt && !bytes.Equal(now.manifest, s.manifest):
		return errMoved
	}
	return nil
}

// blame tells why planning failed: what somebody else changes meanwhile makes
// no sense, and need not be what it looks like.
func (s *Session) blame(err error) error {
	if err == nil || s.claimed.Load() || errors.Is(err, ErrFenced) {
		return err
	}
	if moved := s.unmoved(); errors.Is(moved, errMoved) || errors.Is(moved, errGone) {
		return moved
	}
	return err
}

func (s *Session) write(path string, body []byte) error {
	if err := s.claim(); err != nil {
		return err
	}
	if err := s.target.Write(s.ctx, s.sequence, path, body); err != nil {
		return fmt.Errorf("publish: write %s: %w", path, err)
	}
	return nil
}

func (s *Session) remove(path string) error {
	if err := s.claim(); err != nil {
		return err
	}
	if err := s.target.Remove(s.ctx, s.sequence, path); err != nil {
		return fmt.Errorf("publish: delete %s: %w", path, err)
	}
	return nil
}
