package writeback

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tidings/internal/gitrepo"
	"tidings/internal/repo"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/writeback/clash"
)

const (
	changesAtOnce = 200
	tries         = 5 // of a push, when others push too
	// gather is how long changes of automation wait for more of the same, so
	// that a monitor's storm becomes one commit.
	gather = 30 * time.Second
)

// Options are what a writer works with; all are needed.
type Options struct {
	Repository *gitrepo.Repository
	Store      store.Driver // keeps how far it has got
	Board      func() *status.Board
	// Zone is the site's, in which work recurs.
	Zone func() *time.Location
	// Path is the file that the content has a fact in, empty for none.
	Path func(about, id string) string
	// Author is who a commit is by.
	Author func(ctx context.Context, c *status.Change) gitrepo.Person
	Now    func() time.Time
	Log    *slog.Logger
}

// Writer brings changes into a repository. One goroutine at a time uses it.
type Writer struct{ Options }

// New is a writer.
func New(o Options) *Writer { return &Writer{o} }

// Step writes some of the changes that are not in the repository yet, and says
// when to come again: 0 when something new has to happen first. With all, those
// of automation are not waited for. After an error it has written nothing that
// it will not find again.
func (w *Writer) Step(ctx context.Context, all bool) (again time.Duration, err error) {
	p, begun, err := w.progress(ctx)
	if err != nil {
		return 0, err
	}
	if !begun {
		return w.begin(ctx)
	}
	if p.Pushing != "" {
		return w.resume(ctx, p)
	}
	changes, next, err := w.Board().Changes(ctx, p.Cursor, changesAtOnce)
	if err != nil || len(changes) == 0 {
		return 0, err
	}
	edits, looked, wait, err := w.edits(changes, all)
	if err != nil || looked == 0 {
		return wait, err
	}
	if looked < len(changes) {
		if _, next, err = w.Board().Changes(ctx, p.Cursor, looked); err != nil {
			return 0, err
		}
	}
	return max(wait, time.Millisecond), w.write(ctx, edits, progress{Cursor: p.Cursor, Next: next})
}

// Pending reports whether anything waits to be written.
func (w *Writer) Pending(ctx context.Context) (bool, error) {
	p, begun, err := w.progress(ctx)
	if err != nil || !begun || p.Pushing != "" {
		return err == nil, err
	}
	for cursor := p.Cursor; ; {
		changes, next, err := w.Board().Changes(ctx, cursor, changesAtOnce)
		if err != nil || next == cursor {
			return false, err
		}
		edits, _, _, err := w.edits(changes, true)
		if err != nil || len(edits) > 0 {
			return err == nil, err
		}
		cursor = next
	}
}

// write brings edits into the repository and notes how far the log is then.
func (w *Writer) write(ctx context.Context, edits []edit, p progress) error {
	if len(edits) > 0 {
		if err := w.push(ctx, edits, p); err != nil {
			return err
		}
	}
	return w.setProgress(ctx, progress{Cursor: p.Next})
}

// resume finds out whether the last push arrived before it was cut off.
func (w *Writer) resume(ctx context.Context, p progress) (again time.Duration, err error) {
	head, err := w.Repository.Fetch(ctx)
	if err != nil && !errors.Is(err, gitrepo.ErrEmpty) {
		return 0, err
	}
	there := head != nil && head.ID == p.Pushing
	if head != nil && !there {
		if there, err = w.Repository.Descends(ctx, head, p.Pushing); err != nil {
			return 0, err
		}
	}
	switch {
	case there:
		p.Cursor = p.Next
	case p.Cursor == "":
		return w.begin(ctx)
	}
	return time.Millisecond, w.setProgress(ctx, progress{Cursor: p.Cursor})
}

// known is what files are held against: an old one may name a component that is
// no more.
func (w *Writer) known() repo.Known { return repo.Known{Zone: w.Zone()} }

// push makes the commits on the newest one and pushes them, and does so again
// where somebody else was quicker.
func (w *Writer) push(ctx context.Context, edits []edit, p progress) error {
	fetch := w.Repository.Fetch
	for range tries {
		head, err := fetch(ctx)
		if err != nil && !errors.Is(err, gitrepo.ErrEmpty) {
			return err
		}
		top, clashes, err := w.commits(ctx, head, edits)
		if errors.Is(err, gitrepo.ErrGone) {
			fetch = w.Repository.FetchWhole
			continue
		}
		if err != nil {
			return err
		}
		if top == head {
			return w.note(ctx, clashes)
		}
		p.Pushing = top.ID
		if err := w.setProgress(ctx, p); err != nil {
			return err
		}
		if err = w.Repository.Push(ctx, top); err == nil {
			return w.note(ctx, clashes)
		}
		if !errors.Is(err, gitrepo.ErrMoved) {
			return err
		}
	}
	return fmt.Errorf("%w, %d times: it is tried again later", gitrepo.ErrMoved, tries)
}

// commits makes a commit of each edit that changes anything, one on the other.
func (w *Writer) commits(ctx context.Context, on *gitrepo.Commit, edits []edit) (top *gitrepo.Commit, clashes []clash.Clash, err error) {
	top = on
	for i := range edits {
		e := &edits[i]
		d, clashed, err := w.draft(ctx, top, e)
		if err != nil {
			return nil, nil, err
		}
		clashes = append(clashes, clashed...)
		if d == nil {
			continue
		}
		if top, err = w.Repository.Make(*d); err != nil {
			return nil, nil, err
		}
	}
	return top, clashes, nil
}

// begin notes how far the log has got, and then brings into the repository what
// is on the board and in no file.
func (w *Writer) begin(ctx context.Context) (again time.Duration, err error) {
	cursor, err := w.newest(ctx)
	if err != nil {
		return 0, err
	}
	var edits []edit
	take := func(f status.Fact) {
		if f = public(f); f.ID() != "" && originOf(f).Kind != status.OriginContent {
			edits = append(edits, edit{after: f, at: w.Now()})
		}
	}
	for f, err := range w.Board().Walk(ctx) {
		if err != nil {
			return 0, err
		}
		take(f)
	}
	recurring, err := w.Board().Recurrences(ctx)
	if err != nil {
		return 0, err
	}
	for _, r := range recurring {
		take(status.Fact{Recurrence: r})
	}
	return time.Millisecond, w.write(ctx, edits, progress{Next: cursor})
}

// newest is the cursor at the end of the log.
func (w *Writer) newest(ctx context.Context) (cursor string, err error) {
	for {
		_, next, err := w.Board().Changes(ctx, cursor, changesAtOnce)
		if err != nil || next == cursor {
			return cursor, err
		}
		cursor = next
	}
}
