package app

import (
	"context"
	"errors"
	"fmt"

	"tidings/internal/kept"
	"tidings/internal/status"
	"tidings/internal/triage"
)

// begin brings the content onto the board and publishes the whole site. Where
// a site has been published before, trouble is told and tried again: a page
// that is up stays up.
func (a *App) begin(ctx context.Context) (seen follower, err error) {
	for told := ""; ; {
		err := a.beginOnce(ctx, &seen)
		if err == nil || ctx.Err() != nil {
			return seen, nil
		}
		if !a.publishedBefore(ctx) {
			return seen, err
		}
		if told != err.Error() {
			told = err.Error()
			a.tellMistakes(err)
			a.Log.Error("the site could not be brought up to date and is shown as it was; webhooks are answered 503 until then", "error", err)
		}
		sleep(ctx, contentPoll)
	}
}

func (a *App) beginOnce(ctx context.Context, seen *follower) error {
	if err := a.recall(ctx); err != nil {
		return err
	}
	if err := a.finish(ctx, nil); err != nil {
		return err
	}
	if err := a.takeContent(ctx, seen); err != nil {
		return err
	}
	if err := a.number(ctx, a.rules.Load()); err != nil {
		return err
	}
	if _, err := a.rules.Load().board.Settle(ctx, a.clock.Now()); err != nil {
		return fmt.Errorf("working out what became due: %w", err)
	}
	return a.publishFirst(ctx)
}

// takeContent brings the rules into force: those of the content folder, or the
// kept ones when the folder is refused.
func (a *App) takeContent(ctx context.Context, seen *follower) error {
	err := a.tryContent(ctx, seen)
	if triage.Temporary(err) {
		return err
	}
	a.refused.Store(err != nil || seen.refusing)
	if err == nil || a.rules.Load() != nil {
		return nil // with rules, the content loop tries again
	}
	return a.goOn(ctx, err)
}

// number gives numbers to all that has none: to the components and groups of
// the files, and, where the store is of an earlier version, to every fact.
func (a *App) number(ctx context.Context, r *rules) error {
	rolled, err := r.board.Rolled(ctx)
	if err == nil && !rolled {
		err = status.Rebuild(ctx, r.board, a.clock.Now())
	}
	if err != nil {
		return fmt.Errorf("giving numbers to what is on the board: %w", err)
	}
	var groups, components, templates []string
	for _, g := range r.config.Layout.Groups {
		groups = append(groups, g.ID)
	}
	for _, c := range r.config.Layout.All() {
		components = append(components, c.ID)
	}
	for _, t := range r.config.Templates {
		templates = append(templates, t.ID)
	}
	if err := a.numberAs(ctx, r); err != nil {
		return err
	}
	return errors.Join(
		r.board.Enroll(ctx, status.AboutGroup, groups...),
		r.board.Enroll(ctx, status.AboutComponent, components...),
		r.board.Enroll(ctx, status.AboutTemplate, templates...),
	)
}

// numberAs gives the numbers that the files ask for.
func (a *App) numberAs(ctx context.Context, r *rules) error {
	asked := r.config.Numbers
	for about, numbers := range map[string]map[string]int{status.AboutGroup: asked.Groups, status.AboutComponent: asked.Components, status.AboutMetric: asked.Metrics} {
		refused, err := r.board.EnrollAs(ctx, about, numbers)
		if err != nil {
			return err
		}
		if len(refused) > 0 {
			a.Log.Warn("numbers in components.yaml are not taken: these are known by other numbers already, or others are known by theirs", "kind", about, "ids", refused)
		}
	}
	return nil
}

func (a *App) tryContent(ctx context.Context, seen *follower) error {
	if a.Repository != nil {
		err := seen.resume(ctx, a)
		if err == nil && a.rules.Load() == nil {
			err = seen.lookAtCommits(ctx, a)
		}
		if err != nil {
			return err
		}
		return seen.writeBack(ctx, a)
	}
	s, err := a.Folder.Look()
	if err != nil || a.rules.Load() != nil && seen.knows(s) {
		return err
	}
	return seen.apply(ctx, a, s)
}

// goOn puts the kept configuration into force, so that alerts are taken while
// the content folder is mended. Without one, the refusal stands.
func (a *App) goOn(ctx context.Context, refusal error) error {
	r, err := a.keptRules(ctx)
	switch {
	case errors.Is(err, kept.ErrNone) || !a.index.loaded:
		return refusal
	case err != nil:
		return errors.Join(refusal, err)
	}
	if err := a.rezone(ctx, r, a.clock.Now()); err != nil {
		return err
	}
	a.rules.Store(r)
	a.ask(status.Scope{All: true})
	if !a.tellMistakes(refusal) {
		a.Log.Error("the content cannot be applied", "error", refusal)
	}
	a.Log.Warn("webhooks are taken and the site is published by the last valid configuration, until the content is mended")
	return nil
}

// publishFirst publishes the whole site where there is none yet. Where there
// is one, it brings up to date what people look at first and what has changed,
// and leaves the rest to the publishing loop: a restart is over at once.
func (a *App) publishFirst(ctx context.Context) error {
	if !a.publishedBefore(ctx) {
		_, err := a.publishNew(ctx)
		return err
	}
	whole := a.asked.take()
	defer func() { a.asked.add(whole) }()
	if a.retiredSince(ctx) {
		whole = status.Scope{All: true}
	}
	a.asked.add(status.Scope{Current: true, Midnight: true, Mail: true})
	_, err := a.publishNew(ctx)
	return err
}

// recall reads where the last run stopped.
func (a *App) recall(ctx context.Context) error {
	if a.index != nil {
		return nil
	}
	if err := errors.Join(a.readCursor(ctx), a.recallMail(ctx)); err != nil {
		return err
	}
	return a.reread(ctx)
}

// reread reads which content is on the board.
func (a *App) reread(ctx context.Context) error {
	c, err := a.readCurrent(ctx)
	if err != nil {
		return err
	}
	if err = a.recallRefusal(ctx); err != nil {
		return err
	}
	x, err := readIndex(ctx, a.Store)
	if err != nil {
		return err
	}
	if a.current, a.index = c, x; c.Done {
		a.shown.Store(&c)
	}
	return nil
}

func (a *App) publishedBefore(ctx context.Context) bool {
	state, err := a.Target.Recall(ctx)
	return err == nil && state.Sequence > 0 && !state.Empty
}
