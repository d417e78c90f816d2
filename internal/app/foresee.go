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
	"tidings/internal/web/admin/posting"
)

// desktop is the program as the sections of the dashboard see it.
type desktop struct {
	writing
	foresee func(context.Context, posting.Draft) (posting.Foresight, error)
}

// House is the program as the sections of the dashboard see it.
func (a *App) House() posting.House { return desktop{a.writing(), a.foresee} }

// Foresee implements posting.House.
func (d desktop) Foresee(ctx context.Context, draft posting.Draft) (posting.Foresight, error) {
	return d.foresee(ctx, draft)
}

// foresee writes the draft to a store over the real one, which is then forgotten:
// what is foreseen is made by the same rules and the same generator that will make it.
func (a *App) foresee(ctx context.Context, draft posting.Draft) (posting.Foresight, error) {
	a.still.RLock()
	defer a.still.RUnlock()
	r := a.rules.Load()
	if r == nil {
		return posting.Foresight{}, errNoContent
	}
	w := &foreseeing{app: a, rules: r, board: status.NewBoard(scratch.New(a.Store, a.clock.Now), r.config.Site.Zone), draft: draft}
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
	if w.Reach, err = w.app.reach(ctx, topicOf(w.After.Layout, about == status.AboutMaintenance, id, w.story)); err != nil || !draft.Whole {
		return w.Foresight, err
	}
	if w.Subject, w.Mail, err = w.mail(ctx); err != nil {
		return w.Foresight, err
	}
	return w.Foresight, w.pages(ctx, scope)
}

// foreseeing is the work of one Foresee, on a board of its own.
type foreseeing struct {
	posting.Foresight
	app   *App
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
		Time: w.app.clock.Now, Link: func(contacts.Subscriber) string { return "…" },
	}
	if w.app.People != nil {
		writer.From = w.app.People.From
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
