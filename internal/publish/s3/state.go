package s3

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"tidings/internal/publish"
)

const (
	stateName    = publish.Private + "/state.json"
	touchedName  = publish.Private + "/touched/"
	stateTouched = 1000 // paths in the state itself before they are put aside
)

// state is the object that publishers agree by.
type state struct {
	Sequence uint64 `json:"sequence"` // the highest that has claimed the bucket
	Writer   string `json:"writer"`   // who wrote this form
	Form     uint64 `json:"form"`     // rises with each: no two have the same bytes
	// Touched are paths announced since the last Settle; Aside are objects that
	// hold more of them, since all of a large site would make this one large.
	Touched []string `json:"touched,omitempty"`
	Aside   []string `json:"aside,omitempty"`
	Changes int      `json:"changes,omitempty"`
	// Inherited are those of them that others had announced when the bucket was
	// claimed; Suspect are those that were when the last publish settled.
	Inherited []string `json:"inherited,omitempty"`
	Suspect   []string `json:"suspect,omitempty"`
}

// held is the state in the form that this publisher wrote last.
type held struct {
	state
	tag string // of that form; empty while nothing is claimed
}

// readState reads the state; a bucket without one has the zero state and no tag.
func (t *Target) readState(ctx context.Context) (s state, tag string, err error) {
	body, tag, err := t.get(ctx, stateName)
	if errors.Is(err, fs.ErrNotExist) {
		return s, "", nil
	}
	if err != nil {
		return s, "", err
	}
	if err := json.Unmarshal(body, &s); err != nil {
		return s, "", fmt.Errorf("the object %s is damaged: %w; delete it and publish the whole site", t.prefix+stateName, err)
	}
	return s, tag, nil
}

// touched are all paths that a state says were touched, sorted, each once.
func (t *Target) touched(ctx context.Context, s state) ([]string, error) {
	all := slices.Clone(s.Touched)
	for _, name := range s.Aside {
		body, _, err := t.get(ctx, name)
		var more []string
		if err == nil {
			err = json.Unmarshal(body, &more)
		}
		if err != nil {
			return nil, fmt.Errorf("reading what an earlier publish has touched: %w", err)
		}
		all = append(all, more...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// advance replaces the state by its next form, unless somebody else has.
func (t *Target) advance(ctx context.Context, next state, tag string) error {
	next.Writer, next.Form = t.writer, next.Form+1
	body, err := json.Marshal(next)
	if err != nil {
		return err
	}
	got, err := t.put(ctx, stateName, body, next.Sequence, tag)
	if errors.Is(err, errChanged) {
		return t.overtaken(ctx, next)
	}
	if err == nil {
		t.held = held{next, got}
	}
	return err
}

// overtaken says why the state could not be replaced: somebody else has, or this
// very publisher by a request whose answer was lost.
func (t *Target) overtaken(ctx context.Context, next state) error {
	now, tag, err := t.readState(ctx)
	switch {
	case err != nil:
		return err
	case now.Writer == t.writer && now.Form == next.Form && now.Sequence == next.Sequence:
		t.held = held{next, tag}
		return nil
	}
	return fenced(next.Sequence, now.Sequence)
}

func fenced(seq, highest uint64) error {
	return fmt.Errorf("%w: publish %d was overtaken by publish %d of another program or an earlier run; only one may publish to this bucket at a time", publish.ErrFenced, seq, highest)
}

// putAside moves the paths that a state lists into an object of their own.
func (t *Target) putAside(ctx context.Context, s *state) error {
	if len(s.Touched) <= stateTouched {
		return nil
	}
	body, err := json.Marshal(s.Touched)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s%d-%s-%d.json", touchedName, s.Sequence, t.writer, s.Form)
	if _, err := t.put(ctx, name, body, s.Sequence, anyTag); err != nil {
		return err
	}
	s.Aside, s.Touched = append(slices.Clone(s.Aside), name), nil
	return nil
}
