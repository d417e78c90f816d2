package app

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/status"
	"tidings/internal/store"
)

// WriteBack commits what is posted elsewhere to the content's repository.
type WriteBack interface {
	// Step writes some of what is not there yet and says when to come again; 0
	// when something new has to happen first. With all, nothing is waited for.
	Step(ctx context.Context, all bool) (again time.Duration, err error)
	// Pending reports whether anything waits to be written.
	Pending(ctx context.Context) (bool, error)
}

// writesBack reports whether posts go back into the repository.
func (a *App) writesBack() bool {
	r := a.rules.Load()
	return a.WriteBack != nil && r != nil && r.config.Site.WriteBack
}

// writeBack writes what was posted here: before a newer commit is taken in all
// of it, so that this one has it too.
func (f *follower) writeBack(ctx context.Context, a *App) error {
	if f.again = 0; !a.writesBack() {
		return nil
	}
	id, err := a.Repository.Head(ctx)
	if err != nil {
		return err
	}
	all := !f.knows(content.State{Sum: id})
	for {
		again, err := a.WriteBack.Step(ctx, all)
		if err != nil || again != time.Millisecond {
			f.again = again
			return err
		}
	}
}

// errPosted says that something was posted that a commit, which was read before,
// cannot know.
var errPosted = fmt.Errorf("something was posted meanwhile: %w", store.ErrUnavailable)

// enact makes an edit current and brings it onto the board. Where posts go back
// into the repository nobody posts meanwhile, and what was posted before is in
// the commit that the edit comes from.
func (a *App) enact(ctx context.Context, r *rules, next current, s staged, packed []byte) error {
	if a.writesBack() {
		a.still.Lock()
		defer a.still.Unlock()
		switch pending, err := a.WriteBack.Pending(ctx); {
		case err != nil:
			return err
		case pending:
			return errPosted
		}
		if err := a.stage(ctx, next, s, packed); err != nil {
			return err
		}
		return a.finishAlone(ctx, r)
	}
	if err := a.stage(ctx, next, s, packed); err != nil {
		return err
	}
	return a.finish(ctx, r)
}

// Board is the board by the rules in force.
func (a *App) Board() *status.Board { return a.rules.Load().board }

// Settings are those of the site; of no site until there is content in force.
func (a *App) Settings() config.Site {
	if r := a.rules.Load(); r != nil {
		return r.config.Site
	}
	return config.Site{Zone: time.UTC}
}

// FileOf is the content file that an incident, a maintenance or a recurrence is
// in, empty for none. Only what runs within the content's loop may ask.
func (a *App) FileOf(about, id string) string {
	is := identity{about, id}.kind()
	for path, p := range a.index.files {
		if (identity{p.About, p.ID}).kind() == is {
			return path
		}
	}
	return ""
}
