package app

import (
	"context"
	"errors"
	"time"

	"tidings/internal/kept"
)

// TakeCommits does once what a running program does all the time: what was posted
// goes into the repository, its newest commit comes onto the board and into force,
// and its host is told how it was taken. It reports whether the content is another
// one now. The error *content.Mistakes says that the commit holds some, which were told: then
// nothing of it is applied.
//
// Called again by one process, it knows what it knew; only one call may be under way.
func TakeCommits(ctx context.Context, a *App) (applied bool, err error) {
	if err := a.goOnFromContent(ctx); err != nil {
		return false, err
	}
	before := a.current
	err = a.seen.lookAtCommits(ctx, a)
	if applied = !a.current.same(before); applied && err == nil {
		err = a.seen.writeBack(ctx, a) // what is posted from here on is not what was there before
	}
	a.tellMistakes(err)
	a.stateTaken(ctx)
	return applied, err
}

// goOnFromContent reads which content is current. What this process remembers
// holds only if no other has changed it meanwhile.
func (a *App) goOnFromContent(ctx context.Context) error {
	c, err := a.readCurrent(ctx)
	if err != nil {
		return err
	}
	if a.index == nil || !c.same(a.current) {
		a.seen = follower{}
		if err := a.reread(ctx); err != nil {
			return err
		}
	}
	if err := a.finish(ctx, nil); err != nil {
		return err
	}
	switch err := a.Refresh(ctx); {
	case errors.Is(err, kept.ErrNone) || errors.Is(err, kept.ErrEarlier):
		return nil // the first commit is still to come, or to be read again
	case err != nil:
		return err
	}
	if a.current.Commit != "" && a.index.loaded && !a.rules.Load().earlier {
		a.seen.applied = a.current.Commit
	}
	return nil
}

// stateTime is how long the host may take to hear how commits were taken.
const stateTime = 20 * time.Second

// stateTaken tells the host how commits were taken.
func (a *App) stateTaken(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, stateTime)
	defer cancel()
	for len(a.taken) > 0 {
		a.state(ctx, <-a.taken)
	}
}
