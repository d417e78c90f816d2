package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"tidings/generator"
	"tidings/internal/publish"
	"tidings/internal/status"
)

// publishing keeps the site up to date until the context ends. One publish is
// under way at a time; what happens meanwhile is taken together into the next,
// which shows the newest state. A publish that fails is tried again.
func (a *App) publishing(ctx context.Context) {
	pause := backoff{most: pagePause}
	for {
		began := time.Now()
		published, err := a.publishNew(ctx)
		switch {
		case err != nil:
			a.failed(ctx, &pause, "the site could not be published and stays as it is", err)
			if !sleep(ctx, max(pause.next(), time.Since(began))) { // a try may take long: half of the time is enough
				return
			}
			continue
		case published && !a.breathe(ctx, time.Since(began)):
			return
		}
		a.recovered(&pause, "the site is published again")
		a.beat(ctx)
		if !a.awaitChange(ctx) {
			return
		}
	}
}

const (
	changesPoll = time.Second            // how often another process's changes are looked for
	lookEvery   = time.Second            // how often the target is looked at while nothing is published
	maxBreath   = 500 * time.Millisecond // between two publishes in a storm
)

// breathe lets changes gather after a publish when more are waiting already:
// for as long as the publish took, so that at most half of the time goes into
// publishing. With nothing waiting, the next change is published at once.
func (a *App) breathe(ctx context.Context, took time.Duration) bool {
	if len(a.toPublish) == 0 {
		return ctx.Err() == nil
	}
	return sleep(ctx, min(took, maxBreath))
}

// publishNew publishes what has changed since the last publish, and reports
// whether there was anything.
func (a *App) publishNew(ctx context.Context) (bool, error) {
	a.still.RLock()
	defer a.still.RUnlock()
	if a.halfway.Load() {
		return false, nil // it rings when it is through
	}
	scope, next, err := a.changed(ctx)
	if err != nil {
		return false, err
	}
	a.asked.add(scope) // owed until it is published
	a.cursor = next
	a.look(ctx)
	if scope = a.asked.take(); scope.Empty() {
		return false, nil
	}
	if err := a.publish(ctx, scope); err != nil {
		a.asked.add(scope)
		return false, err
	}
	return true, a.setPublished(ctx, next)
}

// look has the whole site published when somebody has deleted it, or put
// another in its place. It looks now and then, and only between publishes.
func (a *App) look(ctx context.Context) {
	if time.Since(a.looked) < lookEvery {
		return
	}
	a.looked = time.Now()
	state, err := a.Target.Recall(ctx)
	if err != nil || !state.Empty && !state.Replaced {
		return // an error comes again at the next publish, which tells it
	}
	if state.Sequence > 0 {
		a.Log.Warn("somebody deleted the published site or put another in its place: all of it is published again")
	}
	a.asked.add(status.Scope{All: true})
}

// publish makes the files of a scope, and says what it wrote.
func (a *App) publish(ctx context.Context, scope status.Scope) error {
	began := time.Now()
	report, err := a.publishScope(ctx, scope)
	a.heart.published(report, err)
	if err != nil {
		a.Metrics.Add("tidings_publish_failures_total", 1)
		return err
	}
	took := time.Since(began)
	a.Metrics.Add("tidings_publishes_total", 1)
	a.Metrics.Set("tidings_publish_seconds", took.Seconds())
	a.pass.published(report, took)
	if report.Written+report.Deleted > 0 {
		a.Log.Info("published", "sequence", report.Sequence, "written", report.Written,
			"deleted", report.Deleted, "bytes", report.Bytes, "took", took.Round(time.Microsecond).String())
	}
	return nil
}

// publishScope publishes the state as it is now. What the target needs made
// whole, it makes whole; what would delete too much, it leaves in place.
func (a *App) publishScope(ctx context.Context, scope status.Scope) (publish.Report, error) {
	report, err := a.publishOnce(ctx, scope, scope.All)
	switch {
	case errors.Is(err, publish.ErrUnfinished): // also of the whole, when somebody deleted the site meanwhile
		if report, err = a.publishOnce(ctx, status.Scope{All: true}, true); err != nil {
			a.asked.add(status.Scope{All: true}) // what it made so far is no site to go on from
		}
		return report, err
	case errors.Is(err, publish.ErrTooManyDeletions):
		a.Log.Error("the site is published, but files that no longer belong to it stay: more would be deleted than may be at once; restart with --max-deletions 1 if this is meant", "error", err)
		return a.publishOnce(ctx, scope, false)
	}
	return report, err
}

// publishOnce is one publish. The board is read after it has begun, so that no
// publish shows an older state than the one before it.
func (a *App) publishOnce(ctx context.Context, scope status.Scope, whole bool) (publish.Report, error) {
	r, at := a.rules.Load(), asOf(a.clock.Now())
	s := a.begun.take(at, whole)
	if s == nil {
		var err error
		if s, err = a.beginPublish(ctx, at, whole); err != nil {
			return publish.Report{}, err
		}
	}
	view, err := a.view(ctx, r, at, s, whole)
	if err != nil {
		return publish.Report{}, err
	}
	in := generator.Input{Config: r.config, View: view, Archive: r.board, Measures: r.board, Theme: r.theme, Live: true, Mail: a.mails(), Letters: a.letters(), Memo: &a.memo, HomeMade: s.Advance}
	var entries entryPaths
	if err := fill(ctx, s, in, scope, whole, &entries); err != nil {
		return publish.Report{}, err
	}
	report, err := s.Finish(ctx)
	if report.Written == 0 {
		entries.paths = nil // their compressed forms are there
	}
	if err == nil && (report.Written > 0 || whole) {
		a.packing.add(entries.paths, whole)
	}
	return report, err
}

// view reads the board, and meanwhile claims the target for what a part of the
// site becomes: its home page says when it was made, so there is something to write.
// The whole site is written only after a look at all that it would delete.
func (a *App) view(ctx context.Context, r *rules, at time.Time, s *publish.Session, whole bool) (*status.View, error) {
	var claiming sync.WaitGroup
	var unclaimed error
	if !whole {
		claiming.Go(func() { unclaimed = s.Claim() })
	}
	view, err := r.board.View(ctx, r.config.Layout, at)
	claiming.Wait()
	if err != nil {
		return nil, fmt.Errorf("reading the board: %w", err)
	}
	return view, unclaimed
}

// mails reports whether people can ask for mail.
func (a *App) mails() bool { return a.People != nil || a.Mails }

// asOf is the end of the second that a time is in: a view knows whole seconds
// only, and what was said within this one must be in it.
func asOf(t time.Time) time.Time { return t.Add(time.Second - 1).Truncate(time.Second) }

// entryPaths gathers the paths of entry points from several goroutines.
type entryPaths struct {
	mu    sync.Mutex
	paths []string
}

func (e *entryPaths) note(f generator.File) {
	if f.Entry {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.paths = append(e.paths, f.Path)
	}
}

// fill makes the files and hands them to the session.
func fill(ctx context.Context, s *publish.Session, in generator.Input, scope status.Scope, whole bool, entries *entryPaths) error {
	if whole {
		paths, err := generator.Paths(ctx, in)
		if err != nil {
			return fmt.Errorf("listing the site: %w", err)
		}
		if err := s.Expect(ctx, paths); err != nil {
			return err
		}
	}
	gone, err := generator.Build(ctx, in, scope, func(f generator.File) error {
		entries.note(f)
		return s.Put(publish.File(f))
	})
	if err != nil {
		return fmt.Errorf("making the site: %w", err)
	}
	return s.Remove(gone...)
}
