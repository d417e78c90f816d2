package s3

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"tidings/internal/publish"
)

// Recall says where earlier publishes left the bucket.
func (t *Target) Recall(ctx context.Context) (publish.State, error) {
	s, _, err := t.readState(ctx)
	if err != nil {
		return publish.State{}, err
	}
	touched, err := t.touched(ctx, s)
	if err != nil {
		return publish.State{}, err
	}
	empty, err := t.isEmpty(ctx)
	return publish.State{Sequence: s.Sequence, Touched: touched, Changes: s.Changes, Suspect: s.Suspect, Empty: empty}, err
}

// isEmpty reports whether there is nothing but private state and a heartbeat. It
// lists, which costs ten times a look, only where no manifest is.
func (t *Target) isEmpty(ctx context.Context) (bool, error) {
	_, err := t.head(ctx, publish.ManifestPath)
	if !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	names, err := t.top(ctx)
	return err == nil && !slices.ContainsFunc(names, func(name string) bool {
		return name != publish.Private+"/" && name != publish.HeartbeatPath
	}), err
}

// Claim makes seq the highest sequence.
func (t *Target) Claim(ctx context.Context, seq uint64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	s, tag, err := t.readState(ctx)
	if err != nil {
		return err
	}
	if s.Sequence >= seq {
		return fenced(seq, s.Sequence)
	}
	if s.Inherited, err = t.touched(ctx, s); err != nil {
		return err
	}
	s.Inherited = slices.DeleteFunc(s.Inherited, func(path string) bool { return path == publish.HeartbeatPath })
	s.Sequence = seq
	clear(t.promised)
	return t.advance(ctx, s, tag)
}

// Announce implements publish.Batcher.
func (t *Target) Announce(ctx context.Context, seq uint64, paths []string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.announce(ctx, seq, paths)
}

func (t *Target) announce(ctx context.Context, seq uint64, paths []string) error {
	if err := t.claimed(seq); err != nil {
		return err
	}
	next := t.held.state
	next.Touched = slices.Clone(next.Touched)
	for _, path := range paths {
		if _, known := t.promised[path]; !known {
			next.Touched = append(next.Touched, path)
			next.Changes++
		}
	}
	if next.Changes == t.held.Changes {
		return nil
	}
	if err := t.putAside(ctx, &next); err != nil {
		return err
	}
	if err := t.advance(ctx, next, t.held.tag); err != nil {
		return err
	}
	for _, path := range paths {
		t.promised[path] = struct{}{}
	}
	return nil
}

// claimed says whether this publisher has claimed the bucket with a sequence.
func (t *Target) claimed(seq uint64) error {
	switch {
	case t.held.tag == "":
		return errors.New("s3: the bucket was not claimed")
	case t.held.Sequence != seq:
		return fenced(seq, t.held.Sequence)
	}
	return nil
}

// Settle forgets the touched paths.
func (t *Target) Settle(ctx context.Context, seq uint64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.claimed(seq); err != nil {
		return err
	}
	if t.held.Changes == 0 {
		return t.ours(ctx, t.held)
	}
	next, aside := t.held.state, t.held.Aside
	next.Suspect, next.Inherited, next.Touched, next.Aside, next.Changes = next.Inherited, nil, nil, nil, 0
	if err := t.advance(ctx, next, t.held.tag); err != nil {
		return err
	}
	clear(t.promised)
	for _, name := range aside {
		_ = t.delete(ctx, name, "") // nothing refers to it any more
	}
	return nil
}
