package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/internal/content"
	"tidings/internal/kept"
	"tidings/internal/status"
	"tidings/internal/triage"
)

const (
	contentPoll    = time.Second
	contentPollMax = 5 * time.Second
	scanShare      = 60                     // a scan takes at most one part in so many of the time
	contentSettle  = 200 * time.Millisecond // a folder that still moves is left alone
)

// Folder is a content folder on this machine.
type Folder interface {
	// Look is the folder as it is now. One that cannot be read is an error and never an
	// empty site.
	Look() (content.State, error)
}

// follow applies what changes in the content folder until the context ends. An
// edit that holds any mistake is refused whole, once, and the site stays.
func (a *App) follow(ctx context.Context, seen follower) {
	var pause backoff
	for sleep(ctx, contentPoll) && a.toContent.wait(ctx, seen.pause(a)) {
		err := seen.look(ctx, a)
		a.refused.Store(seen.refusing || err != nil && !triage.Temporary(err))
		switch {
		case a.tellMistakes(err):
			a.stuck.Store(nil)
			pause.reset()
		case err != nil:
			a.noteStuck(err)
			a.failed(ctx, &pause, "the content cannot be applied now", err)
			sleep(ctx, pause.next())
		default:
			a.stuck.Store(nil)
			a.recovered(&pause, "the content is applied again")
		}
	}
}

// tellMistakes names every mistake if that is what an error is, and reports
// whether it was.
func (a *App) tellMistakes(err error) bool {
	var e *content.Mistakes
	if !errors.As(err, &e) {
		return false
	}
	a.Log.Error("the content was refused and the site stays as it is: mend every line that follows", "mistakes", len(e.Problems))
	for _, p := range e.Problems {
		a.Log.Error(p.Message, "at", fmt.Sprintf("%s:%d:%d", p.Path, p.Line, p.Column))
	}
	return true
}

// follower remembers which states of the folder have been dealt with.
type follower struct {
	applied, refused string // sums
	refusing         bool   // whether the folder was refused as it is now
	rest             uint64 // of the configuration in force
	took             time.Duration
	again            time.Duration // when to write back what automation may still add to; 0: not
}

// knows reports whether a state of the folder has been dealt with.
func (f *follower) knows(s content.State) bool {
	f.refusing = s.Sum == f.refused
	return f.refusing || s.Sum == f.applied
}

// pause is how much longer than contentPoll to wait before looking again when
// nobody says that something moved: longer where looking takes long. A
// repository is asked every so often.
func (f *follower) pause(a *App) time.Duration {
	if a.Repository != nil {
		every := a.Every
		if f.again > 0 {
			every = min(every, f.again)
		}
		return max(0, every-contentPoll)
	}
	return min(max(0, scanShare*f.took-contentPoll), contentPollMax-contentPoll)
}

// look applies the folder when it has changed and stands still.
func (f *follower) look(ctx context.Context, a *App) error {
	if a.Repository != nil {
		return f.lookAtCommits(ctx, a)
	}
	began := time.Now()
	s, err := a.Folder.Look()
	f.took = time.Since(began)
	if err != nil || f.knows(s) {
		return err
	}
	for moving := true; moving; {
		if !sleep(ctx, contentSettle) {
			return nil
		}
		again, err := a.Folder.Look()
		if err != nil {
			return err
		}
		moving, s = again.Sum != s.Sum, again
	}
	return f.apply(ctx, a, s)
}

func (f *follower) apply(ctx context.Context, a *App, s content.State) error {
	err := a.applyContent(ctx, s, s.Rest != f.rest || a.rules.Load() == nil)
	a.settle(ctx, s, err)
	var mistakes *content.Mistakes
	if errors.As(err, &mistakes) {
		f.refused, f.refusing = s.Sum, true
	}
	if err == nil {
		f.applied, f.rest, f.refusing = s.Sum, s.Rest, false
		a.appliedCommit(s)
	}
	if errors.Is(err, errOvertaken) {
		err = errors.Join(err, a.reread(ctx))
	}
	return err
}

// applyContent brings the board and the rules to what the content says.
// Configured says that more than incidents and maintenances may have changed.
func (a *App) applyContent(ctx context.Context, s content.State, configured bool) error {
	if err := a.finish(ctx, nil); err != nil {
		return err
	}
	if len(s.Problems) > 0 {
		return a.allMistakes(ctx, s)
	}
	r, packed := a.rules.Load(), []byte(nil)
	if configured {
		var err error
		if r, packed, err = a.readRules(ctx, s); err != nil {
			return err
		}
	}
	next := current{At: a.clock.Now()}
	if err := a.describe(ctx, &next, s.Commit); err != nil {
		return err
	}
	if !a.index.loaded {
		return a.applyFirst(ctx, r, s, next, packed)
	}
	e, err := a.prepare(ctx, r, s)
	if err != nil {
		return err
	}
	return a.enact(ctx, r, next, a.stagedEdit(r, e), packed)
}

// allMistakes are those of a content of which some are known from its outside.
func (a *App) allMistakes(ctx context.Context, s content.State) error {
	problems, err := s.Check(ctx, a.clock.Now())
	if err != nil || len(problems) == 0 {
		problems = s.Problems
	}
	return &content.Mistakes{Problems: problems}
}

// applyFirst fills a new store. Ended in between, it is done again.
func (a *App) applyFirst(ctx context.Context, r *rules, s content.State, next current, packed []byte) error {
	if err := a.loadFiles(ctx, r, s); err != nil {
		return err
	}
	if err := errors.Join(a.number(ctx, r), a.declareMetrics(ctx, r, next)); err != nil {
		return err
	}
	if err := kept.Put(ctx, a.Store, packed); err != nil {
		return err
	}
	next.Done = true
	if err := a.flip(ctx, next, nil); err != nil {
		return err
	}
	a.current = next
	a.shown.Store(&next)
	a.rules.Store(r)
	a.ask(status.Scope{All: true})
	a.toPublish.ring()
	a.toTime.ring()
	return nil
}

// rezone has the board cut its days anew when the site's time zone is another
// one.
func (a *App) rezone(ctx context.Context, r *rules, at time.Time) error {
	zone := r.config.Site.Zone.String()
	if !a.index.loaded || a.index.zone == zone {
		return nil
	}
	if err := status.Rebuild(ctx, r.board, at); err != nil {
		return fmt.Errorf("cutting the days anew in %s: %w", zone, err)
	}
	a.rules.Store(r)
	return a.index.rezone(ctx, zone)
}

// readRules reads and checks the whole content: what the configuration says
// decides whether every incident is valid. It returns the configuration packed
// as well, to be kept.
func (a *App) readRules(ctx context.Context, s content.State) (r *rules, packed []byte, err error) {
	problems, err := s.Check(ctx, a.clock.Now())
	if err != nil {
		return nil, nil, fmt.Errorf("checking the content: %w", err)
	}
	if len(problems) > 0 {
		return nil, nil, &content.Mistakes{Problems: problems}
	}
	if packed, err = s.Pack(ctx); err != nil {
		return nil, nil, err
	}
	r, err = a.unpack(packed)
	return r, packed, err
}
