package app

import (
	"context"
	"errors"

	"tidings/internal/notify"
	"tidings/internal/web/admin/content"
	"tidings/internal/writeback/clash"
)

// contentDesk is the program as the dashboard's section for content sees it.
type contentDesk struct {
	state func(context.Context) (content.State, error)
}

// Contents is the program as the dashboard's section for content sees it.
func (a *App) Contents() content.House { return contentDesk{a.contentState} }

// Content implements content.House.
func (d contentDesk) Content(ctx context.Context) (content.State, error) { return d.state(ctx) }

func (a *App) contentState(ctx context.Context) (content.State, error) {
	s := content.State{Where: a.Content, Git: a.Repository != nil, WritesBack: a.writesBack()}
	if a.Repository == nil && a.Content == "" {
		if err := a.elsewhere(ctx, &s); err != nil {
			return s, err
		}
	}
	if c := a.shown.Load(); c != nil {
		s.Shown = content.Edit{Commit: c.Commit, Author: c.Author, Title: c.Title, At: c.At}
	}
	if r := a.refusal.Load(); r != nil {
		s.Refused = &content.Refusal{Edit: content.Edit{Commit: r.Commit, Author: r.Author, Title: r.Title, At: r.At}, Mistakes: r.Mistakes, Newest: content.Edit{Commit: r.Newest}}
		for _, p := range r.Problems {
			s.Refused.Lines = append(s.Refused.Lines, content.Line(p))
		}
	}
	if w := a.stuck.Load(); w != nil {
		s.Stuck = &content.Stuck{Since: w.Since, Why: w.Why}
	}
	if err := a.held(ctx, &s); err != nil {
		return s, err
	}
	return s, a.written(ctx, &s)
}

// elsewhere reads what another program, which takes the content in, has noted.
func (a *App) elsewhere(ctx context.Context, s *content.State) error {
	c, err := a.readCurrent(ctx)
	if err != nil {
		return err
	}
	a.shown.Store(&c)
	s.Git = c.Commit != ""
	s.WritesBack = s.Git && a.Settings().WriteBack
	a.refusal.Store(nil)
	return errors.Join(a.recallRefusal(ctx), a.recallStuck(ctx))
}

// newsLookedAt is how many of the newest news are looked at for some that wait.
const newsLookedAt = 100

// held counts what nobody is told of before somebody agrees.
func (a *App) held(ctx context.Context, s *content.State) error {
	if a.desk == nil {
		return nil
	}
	list, _, err := a.desk.List(ctx, "", newsLookedAt)
	for _, n := range list {
		if n.State == notify.Held {
			s.Held++
		}
	}
	return err
}

// clashesShown bounds a list of what could not be merged.
const clashesShown = 20

// written says what waits to go into the repository, and what could not.
func (a *App) written(ctx context.Context, s *content.State) (err error) {
	if !s.WritesBack {
		return nil
	}
	if a.WriteBack != nil {
		if s.Waiting, err = a.WriteBack.Pending(ctx); err != nil {
			return err
		}
	}
	clashes, err := clash.List(ctx, a.Store, clashesShown)
	for _, c := range clashes {
		s.Clashes = append(s.Clashes, content.Clash{File: c.Path, Update: c.Update, Text: c.Ours, At: c.At})
	}
	return err
}
