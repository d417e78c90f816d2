package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tidings/internal/kept"
	"tidings/internal/status"
	"tidings/internal/store"
)

// An edit of the content is first written down whole, then made current by one
// write, and only then brought onto the board. Ended before that write, nothing
// of it has happened; ended after it, the rest is done before anybody is shown
// the board again. The files are not needed for that.

const stagedPart = "content/staged"

var currentKey = store.Key{Part: "app", Sort: "content-current"}

// current says which edit the board shows, or is being brought to.
type current struct {
	Commit string    `json:"commit,omitempty"` // empty for a folder
	Author string    `json:"author,omitempty"`
	Title  string    `json:"title,omitempty"`
	At     time.Time `json:"at"`
	Quiet  bool      `json:"quiet,omitempty"` // nobody is told of it
	// Staged is what is to be done; Done says that it is.
	Staged     kept.Version `json:"staged"`
	Configured bool         `json:"configured,omitempty"`
	Done       bool         `json:"done"`
}

// actor is who changes the board by the edit.
func (c current) actor() status.Actor {
	by := fromContent
	by.Commit, by.Quiet = c.Commit, c.Quiet
	if c.Author != "" {
		by.ID = c.Author
	}
	return by
}

// staged is what an edit does to the board and to the index.
type staged struct {
	Put     []stagedFile
	Gone    []string // paths
	Deleted []stagedID
}

type stagedFile struct {
	Path    string
	Applied applied
	Fact    status.Fact
}

type stagedID struct{ About, ID, Path string }

// pack is the edit in few bytes.
func (s staged) pack() ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	err := errors.Join(json.NewEncoder(w).Encode(s), w.Close())
	return out.Bytes(), err
}

func (a *App) unstage(ctx context.Context, c current) (s staged, err error) {
	packed, err := c.Staged.Read(ctx, a.Store)
	if err != nil {
		return s, err
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return s, err
	}
	return s, json.NewDecoder(r).Decode(&s)
}

// stage makes an edit current: from here on it happens, whatever else does.
// Packed is the configuration that comes into force with it, nil for the one
// that is.
func (a *App) stage(ctx context.Context, c current, s staged, packed []byte) error {
	whole, err := s.pack()
	if err != nil {
		return fmt.Errorf("writing down what changes: %w", err)
	}
	c.Staged = kept.NewVersion(stagedPart, a.current.Staged, whole)
	if err := c.Staged.Write(ctx, a.Store, whole); err != nil {
		return fmt.Errorf("writing down what changes: %w", err)
	}
	var next *kept.Version
	if c.Configured = packed != nil; c.Configured {
		if next, err = kept.Stage(ctx, a.Store, packed); err != nil {
			return err
		}
	}
	if err := a.flip(ctx, c, next); err != nil {
		return err
	}
	a.current = c
	return nil
}

// same reports whether two are one edit, however far it is.
func (c current) same(other current) bool {
	return c.Commit == other.Commit && c.At.Equal(other.At) && c.Staged.Generation == other.Staged.Generation
}

// errOvertaken says that what is current is no longer what this process knows.
var errOvertaken = fmt.Errorf("another process has changed the content meanwhile: %w", store.ErrConflict)

// flip names what is current after what was, and the configuration in force with it.
func (a *App) flip(ctx context.Context, c current, next *kept.Version) error {
	value, err := json.Marshal(c)
	if err != nil {
		return err
	}
	err = a.Store.Update(ctx, []store.Key{currentKey, kept.Key}, func(tx *store.Tx) error {
		was, there, err := tx.Get(currentKey)
		if err != nil {
			return err
		}
		if is, err := decodeCurrent(was, there); err != nil || !is.same(a.current) {
			return errors.Join(err, errOvertaken)
		}
		if next != nil {
			if err := next.Name(tx); err != nil {
				return err
			}
		}
		return tx.Put(currentKey, value)
	})
	if err != nil {
		return fmt.Errorf("making the change of the content current: %w", err)
	}
	return nil
}

func (a *App) readCurrent(ctx context.Context) (c current, err error) {
	found, err := a.Store.Get(ctx, currentKey)
	if err != nil {
		return c, fmt.Errorf("reading which content is current: %w", err)
	}
	it, there := found[currentKey]
	return decodeCurrent(it.Value, there)
}

func decodeCurrent(value []byte, there bool) (c current, err error) {
	if !there {
		return current{Done: true}, nil
	}
	if err := json.Unmarshal(value, &c); err != nil {
		return c, fmt.Errorf("reading which content is current: %w", err)
	}
	c.Staged.Part = stagedPart
	return c, nil
}

// finish brings the board to the current edit, with nobody looking meanwhile.
// It is repeated until it is through: until then the board is shown to nobody.
func (a *App) finish(ctx context.Context, r *rules) error {
	if a.current.Done {
		return nil
	}
	a.still.Lock()
	defer a.still.Unlock()
	return a.finishAlone(ctx, r)
}

// finishAlone is finish for who holds still.
func (a *App) finishAlone(ctx context.Context, r *rules) error {
	c := a.current
	a.halfway.Store(true)
	var err error
	if r == nil {
		if r, err = a.keptRules(ctx); err != nil {
			return err
		}
	}
	s, err := a.unstage(ctx, c)
	if err == nil {
		err = a.perform(ctx, r, c, s)
	}
	if err != nil {
		return err
	}
	if c.Done = true; c.Configured || a.rules.Load() == nil {
		a.rules.Store(r)
		a.ask(status.Scope{All: true})
	}
	if err := a.flip(ctx, c, nil); err != nil {
		return err
	}
	a.current = c
	a.shown.Store(&c)
	a.halfway.Store(false)
	a.toPublish.ring()
	a.toTime.ring()
	return a.sweepStaged(ctx, c)
}

// perform does what an edit does. Done again, it changes nothing of what is
// there already.
func (a *App) perform(ctx context.Context, r *rules, c current, s staged) error {
	if err := a.rezone(ctx, r, c.At); err != nil {
		return err
	}
	if err := a.applyFacts(ctx, r, c, s); err != nil {
		return err
	}
	if !c.Configured {
		return nil
	}
	if err := a.number(ctx, r); err != nil {
		return err
	}
	return a.declareMetrics(ctx, r, c)
}

// sweepStaged forgets how the edits before came about, and older configurations.
func (a *App) sweepStaged(ctx context.Context, c current) error {
	done := kept.Version{Part: stagedPart, Generation: c.Staged.Generation + 1}
	if err := done.ForgetOlder(ctx, a.Store); err != nil || !c.Configured {
		return err
	}
	inForce, err := kept.Current(ctx, a.Store)
	if err != nil {
		return err
	}
	return inForce.ForgetOlder(ctx, a.Store)
}
