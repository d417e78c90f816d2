package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/generator"
	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/kept"
	"tidings/internal/status"
	"tidings/internal/triage"
	"tidings/themes"
)

const (
	contentPoll    = time.Second
	contentPollMax = 5 * time.Second
	scanShare      = 60                     // a scan takes at most one part in so many of the time
	contentSettle  = 200 * time.Millisecond // a folder that still moves is left alone
)

// ContentError says that the content folder holds mistakes. Nothing of it was
// applied.
type ContentError struct{ Problems []content.Problem }

func (e *ContentError) Error() string {
	if len(e.Problems) == 1 {
		return "the content has a mistake: " + e.Problems[0].String()
	}
	return fmt.Sprintf("the content has %d mistakes, the first: %s", len(e.Problems), e.Problems[0])
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
	var e *ContentError
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
	applied, refused uint64
	refusing         bool   // whether the folder was refused as it is now
	rest             uint64 // of the configuration in force
	took             time.Duration
	again            time.Duration // when to write back what automation may still add to; 0: not
}

// knows reports whether a state of the folder has been dealt with.
func (f *follower) knows(s scan) bool {
	f.refusing = s.sum == f.refused
	return f.refusing || s.sum == f.applied
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
	s, err := scanContent(a.Content)
	f.took = time.Since(began)
	if err != nil || f.knows(s) {
		return err
	}
	for moving := true; moving; {
		if !sleep(ctx, contentSettle) {
			return nil
		}
		again, err := scanContent(a.Content)
		if err != nil {
			return err
		}
		moving, s = again.sum != s.sum, again
	}
	return f.apply(ctx, a, s)
}

func (f *follower) apply(ctx context.Context, a *App, s scan) error {
	err := a.applyContent(ctx, s, s.rest != f.rest || a.rules.Load() == nil)
	a.settle(ctx, s, err)
	var mistakes *ContentError
	if errors.As(err, &mistakes) {
		f.refused, f.refusing = s.sum, true
	}
	if err == nil {
		f.applied, f.rest, f.refusing = s.sum, s.rest, false
		a.appliedCommit(s)
	}
	if errors.Is(err, errOvertaken) {
		err = errors.Join(err, a.reread(ctx))
	}
	return err
}

// applyContent brings the board and the rules to what the content says.
// Configured says that more than incidents and maintenances may have changed.
func (a *App) applyContent(ctx context.Context, s scan, configured bool) error {
	if err := a.finish(ctx, nil); err != nil {
		return err
	}
	if len(s.problems) > 0 {
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
	if err := a.describe(ctx, &next, s.commit); err != nil {
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
func (a *App) allMistakes(ctx context.Context, s scan) error {
	problems, err := s.from.check(ctx, a.clock.Now())
	if err != nil || len(problems) == 0 {
		problems = s.problems
	}
	return &ContentError{problems}
}

// applyFirst fills a new store. Ended in between, it is done again.
func (a *App) applyFirst(ctx context.Context, r *rules, s scan, next current, packed []byte) error {
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
	if err := r.board.Rebuild(ctx, at); err != nil {
		return fmt.Errorf("cutting the days anew in %s: %w", zone, err)
	}
	a.rules.Store(r)
	return a.index.rezone(ctx, zone)
}

// readRules reads and checks the whole content: what the configuration says
// decides whether every incident is valid. It returns the configuration packed
// as well, to be kept.
func (a *App) readRules(ctx context.Context, s scan) (r *rules, packed []byte, err error) {
	problems, err := s.from.check(ctx, a.clock.Now())
	if err != nil {
		return nil, nil, fmt.Errorf("checking the content: %w", err)
	}
	if len(problems) > 0 {
		return nil, nil, &ContentError{problems}
	}
	packed, err = s.from.pack()
	if err != nil {
		return nil, nil, err
	}
	c, theme, err := unpack(ctx, packed)
	if err != nil {
		return nil, nil, err
	}
	packed, err = kept.WithRead(packed, c)
	return a.newRules(c, theme), packed, err
}

func (a *App) newRules(c *config.Config, theme *themes.Theme) *rules {
	policy := generator.Policy(theme, c.Site)
	return &rules{config: c, theme: theme, board: status.NewBoard(a.Store, c.Site.Zone), policy: policy}
}
