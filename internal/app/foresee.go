package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/notify/letter"
	"tidings/internal/status"
	"tidings/internal/store/scratch"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// desktop lets the dashboard into the program.
type desktop struct{ *App }

var _ posting.House = desktop{}

// House is the program as the sections of the dashboard see it.
func (a *App) House() posting.House { return desktop{a} }

// Site implements admin.House.
func (d desktop) Site() (admin.Site, bool) { return d.site() }

// Do implements admin.House.
func (d desktop) Do(write func() error) error { return d.do(write) }

// Foresee implements posting.House. The draft is written to a store over the
// real one and forgotten: what is foreseen is made by the same rules and the
// same generator that will make it.
func (d desktop) Foresee(ctx context.Context, draft posting.Draft) (posting.Foresight, error) {
	d.still.RLock()
	defer d.still.RUnlock()
	r := d.rules.Load()
	if r == nil {
		return posting.Foresight{}, errNoContent
	}
	w := &foreseeing{desktop: d, rules: r, board: status.NewBoard(scratch.New(d.Store, d.clock.Now), r.config.Site.Zone), draft: draft}
	w.Reach.People = -1
	var err error
	if w.Before, err = w.view(ctx); err != nil {
		return w.Foresight, err
	}
	scope, err := draft.Write(ctx, w.board)
	if err != nil {
		return w.Foresight, err
	}
	if w.After, err = w.view(ctx); err != nil {
		return w.Foresight, err
	}
	if err = w.look(ctx); err != nil || w.story == nil {
		return w.Foresight, err
	}
	about, id, _ := strings.Cut(draft.Subject, "/")
	if w.Reach, err = w.reach(ctx, topicOf(w.After.Layout, about == status.AboutMaintenance, id, w.story)); err != nil || !draft.Whole {
		return w.Foresight, err
	}
	if w.Subject, w.Mail, err = w.mail(ctx); err != nil {
		return w.Foresight, err
	}
	return w.Foresight, w.pages(ctx, scope)
}

// foreseeing is the work of one Foresee, on a board of its own.
type foreseeing struct {
	desktop
	posting.Foresight
	rules *rules
	board *status.Board
	draft posting.Draft
	*story
}

func (w *foreseeing) view(ctx context.Context) (*status.View, error) {
	view, err := w.board.View(ctx, w.rules.config.Layout, asOf(w.draft.At))
	if err != nil {
		return nil, fmt.Errorf("reading the board: %w", err)
	}
	return view, nil
}

// look reads what the draft is about, as it would be.
func (w *foreseeing) look(ctx context.Context) (err error) {
	about, id, _ := strings.Cut(w.draft.Subject, "/")
	if about == status.AboutMaintenance {
		if w.Maintenance, err = w.board.Maintenance(ctx, id); errors.Is(err, status.ErrNotFound) {
			w.Maintenance, err = nil, nil
		}
		w.story = ofMaintenance(w.Maintenance)
		return err
	}
	if w.Incident, err = w.board.AnyIncident(ctx, id); errors.Is(err, status.ErrNotFound) {
		w.Incident, err = nil, nil
	}
	w.story = ofIncident(w.Incident)
	return err
}

// mail is what a reader who has asked for everything gets of the newest update.
func (w *foreseeing) mail(ctx context.Context) (subject, text string, err error) {
	writer := letter.Writer{
		Now: func() letter.Setting {
			return letter.Setting{Config: w.rules.config, Theme: w.rules.theme, Facts: w.board, Layout: w.rules.layout}
		},
		Time: w.clock.Now, Link: func(contacts.Subscriber) string { return "…" },
	}
	if w.desktop.People != nil {
		writer.From = w.desktop.People.From
	}
	newest := w.updates[len(w.updates)-1]
	l, err := writer.Write(ctx, contacts.Subscriber{Wish: contacts.Wish{All: true}}, w.draft.Subject, []notify.Event{{Number: 1, Update: newest.ID, At: newest.At}})
	if err != nil {
		return "", "", fmt.Errorf("wording the mail: %w", err)
	}
	if worded, ok := l.(*letter.Letter); ok {
		return worded.Subject, worded.Text, nil
	}
	return "", "", nil
}
