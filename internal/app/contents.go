package app

import (
	"context"
	"errors"

	"tidings/internal/notify"
	"tidings/internal/web/admin/content"
	"tidings/internal/writeback/clash"
)

// contentDesk is the program as the dashboard's section for content sees it.
type contentDesk struct{ *App }

// Contents is the program as the dashboard's section for content sees it.
func (a *App) Contents() content.House { return contentDesk{a} }

// Content implements content.House.
func (d contentDesk) Content(ctx context.Context) (content.State, error) {
	s := content.State{Where: d.App.Content, Git: d.Repository != nil, WritesBack: d.writesBack()}
	if d.Repository == nil && d.App.Content == "" {
		if err := d.elsewhere(ctx, &s); err != nil {
			return s, err
		}
	}
	if c := d.shown.Load(); c != nil {
		s.Shown = content.Edit{Commit: c.Commit, Author: c.Author, Title: c.Title, At: c.At}
	}
	if r := d.refusal.Load(); r != nil {
		s.Refused = &content.Refusal{Edit: content.Edit{Commit: r.Commit, Author: r.Author, Title: r.Title, At: r.At}, Mistakes: r.Mistakes, Newest: content.Edit{Commit: r.Newest}}
		for _, p := range r.Problems {
			s.Refused.Lines = append(s.Refused.Lines, content.Line(p))
		}
	}
	if w := d.stuck.Load(); w != nil {
		s.Stuck = &content.Stuck{Since: w.Since, Why: w.Why}
	}
	if err := d.held(ctx, &s); err != nil {
		return s, err
	}
	return s, d.written(ctx, &s)
}

// elsewhere reads what another program, which takes the content in, has noted.
func (d contentDesk) elsewhere(ctx context.Context, s *content.State) error {
	c, err := d.readCurrent(ctx)
	if err != nil {
		return err
	}
	d.shown.Store(&c)
	s.Git = c.Commit != ""
	s.WritesBack = s.Git && d.Settings().WriteBack
	d.refusal.Store(nil)
	return errors.Join(d.recallRefusal(ctx), d.recallStuck(ctx))
}

// newsLookedAt is how many of the newest news are looked at for some that wait.
const newsLookedAt = 100

// held counts what nobody is told of before somebody agrees.
func (d contentDesk) held(ctx context.Context, s *content.State) error {
	if d.desk == nil {
		return nil
	}
	list, _, err := d.desk.List(ctx, "", newsLookedAt)
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
func (d contentDesk) written(ctx context.Context, s *content.State) (err error) {
	if !s.WritesBack {
		return nil
	}
	if d.WriteBack != nil {
		if s.Waiting, err = d.WriteBack.Pending(ctx); err != nil {
			return err
		}
	}
	clashes, err := clash.List(ctx, d.Store, clashesShown)
	for _, c := range clashes {
		s.Clashes = append(s.Clashes, content.Clash{File: c.Path, Update: c.Update, Text: c.Ours, At: c.At})
	}
	return err
}
