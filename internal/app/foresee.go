package app

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"tidings/generator"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/notify/letter"
	"tidings/internal/status"
	"tidings/internal/store/scratch"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/composer"
)

// desktop lets the dashboard into the program.
type desktop struct{ *App }

var _ composer.House = desktop{}

// Composer is the program as the dashboard's composer sees it.
func (a *App) Composer() composer.House { return desktop{a} }

// Site implements admin.House.
func (d desktop) Site() (admin.Site, bool) {
	r := d.rules.Load()
	if r == nil {
		return admin.Site{}, false
	}
	return admin.Site{Board: r.board, Config: r.config}, true
}

// Do implements admin.House: what was written is published and told at once.
func (d desktop) Do(write func() error) error {
	d.still.RLock()
	defer d.still.RUnlock()
	if err := write(); err != nil {
		return err
	}
	d.toPublish.ring()
	d.toTime.ring()
	d.toTell.ring()
	d.toPost.ring()
	return nil
}

// Foresee implements composer.House. The draft is written to a store over the
// real one and forgotten: what is foreseen is made by the same rules and the
// same generator that will make it.
func (d desktop) Foresee(ctx context.Context, draft composer.Draft) (composer.Foresight, error) {
	d.still.RLock()
	defer d.still.RUnlock()
	r := d.rules.Load()
	if r == nil {
		return composer.Foresight{}, errNoContent
	}
	board := status.NewBoard(scratch.New(d.Store, d.clock.Now), r.config.Site.Zone)
	f := composer.Foresight{Reach: admin.Reach{People: -1}}
	var err error
	if f.Before, err = board.View(ctx, r.config.Layout, asOf(draft.At)); err != nil {
		return f, fmt.Errorf("reading the board: %w", err)
	}
	var scope status.Scope
	if f.Incident, scope, err = board.ChangeIncident(ctx, draft.By, draft.ID, draft.At, draft.Change); err != nil {
		return f, err
	}
	if f.After, err = board.View(ctx, r.config.Layout, asOf(draft.At)); err != nil || f.Incident == nil {
		return f, err
	}
	if f.Reach, err = d.reach(ctx, topicOf(f.After.Layout, false, f.Incident.ID, ofIncident(f.Incident))); err != nil || !draft.Whole {
		return f, err
	}
	if f.Subject, f.Mail, err = d.foreseenMail(ctx, r, board, f.Incident); err != nil {
		return f, err
	}
	return f, d.foreseenPages(ctx, r, board, scope, &f)
}

// foreseenMail is what a reader who has asked for everything gets of the
// newest update.
func (d desktop) foreseenMail(ctx context.Context, r *rules, board *status.Board, inc *status.Incident) (subject, text string, err error) {
	w := letter.Writer{
		Now: func() letter.Setting {
			return letter.Setting{Config: r.config, Theme: r.theme, Facts: board, Layout: r.layout}
		},
		Time: d.clock.Now, Link: func(contacts.Subscriber) string { return "…" },
	}
	if d.People != nil {
		w.From = d.People.From
	}
	newest := inc.Updates[len(inc.Updates)-1]
	l, err := w.Write(ctx, contacts.Subscriber{Wish: contacts.Wish{All: true}}, status.AboutIncident+"/"+inc.ID, []notify.Event{{Number: 1, Update: newest.ID, At: newest.At}})
	if err != nil {
		return "", "", fmt.Errorf("wording the mail: %w", err)
	}
	if worded, ok := l.(*letter.Letter); ok {
		return worded.Subject, worded.Text, nil
	}
	return "", "", nil
}

// foreseenPages are the page of the incident and its entry in the feed of updates.
func (d desktop) foreseenPages(ctx context.Context, r *rules, board *status.Board, scope status.Scope, f *composer.Foresight) error {
	in := generator.Input{Config: r.config, View: f.After, Archive: board, Measures: board, Theme: r.theme, Live: true, Mail: d.People != nil}
	var mu sync.Mutex
	page, feed := "incidents/"+f.Incident.ID+".html", ""
	_, err := generator.Build(ctx, in, scope, func(file generator.File) error {
		mu.Lock()
		defer mu.Unlock()
		switch file.Path {
		case page:
			f.Page = string(file.Body)
		case "updates.atom":
			feed = string(file.Body)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("making the page: %w", err)
	}
	f.Policy, f.Feed = strings.Replace(r.policy, "base-uri 'none'", "base-uri 'self'", 1), entryOf(feed, f.Incident)
	return nil
}

// entryOf is the entry of an incident's newest update in a feed.
func entryOf(feed string, inc *status.Incident) string {
	newest := "/incidents/" + inc.ID + "#update-" + inc.Updates[len(inc.Updates)-1].ID
	for _, rest := range strings.Split(feed, "<entry>")[1:] {
		if entry, _, _ := strings.Cut(rest, "</entry>"); strings.Contains(entry, newest+`"`) {
			return "<entry>" + entry + "</entry>"
		}
	}
	return ""
}
