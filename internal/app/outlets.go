package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"tidings/internal/config"
	"tidings/internal/message"
	"tidings/internal/notify"
	"tidings/internal/notify/outlet"
	"tidings/internal/status"
)

// outletPoll is how often channels are looked after when nothing rings.
const outletPoll = 2 * time.Second

// posting takes news to the channels until the context ends, each on its own.
func (a *App) posting(ctx context.Context) {
	if a.outlets == nil {
		return
	}
	var under sync.WaitGroup
	defer under.Wait()
	p := posters{at: map[string]time.Time{}, busy: map[string]bool{}}
	for ctx.Err() == nil {
		for _, c := range a.rules.Load().config.Channels {
			if p.take(c.ID, a.clock.Now()) {
				under.Go(func() { p.release(c.ID, a.clock.Now().Add(a.post(ctx, c))) })
			}
		}
		a.toPost.wait(ctx, outletPoll)
	}
}

// posters are the channels that are being looked after, and when the others
// want to be.
type posters struct {
	mu   sync.Mutex
	at   map[string]time.Time
	busy map[string]bool
}

func (p *posters) take(id string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy[id] || now.Before(p.at[id]) {
		return false
	}
	p.busy[id] = true
	return true
}

func (p *posters) release(id string, next time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy[id], p.at[id] = false, next
}

// post takes what is due to one channel, and says how long it wants to be left
// alone.
func (a *App) post(ctx context.Context, c config.Channel) time.Duration {
	for {
		if stop, err := a.desk.Stopped(ctx); err == nil && !stop.At.IsZero() {
			return outletPoll
		}
		again, err := a.outlets.Step(ctx, c)
		switch {
		case ctx.Err() != nil:
			return 0
		case err != nil:
			a.Log.Warn("a channel could not be looked after now", "channel", c.ID, "error", err)
			return outletPoll
		case again > time.Millisecond || again == 0:
			return min(again, outletPoll) // somebody may have switched it on meanwhile
		}
	}
}

// bulletins is the program as channels see it.
type bulletins struct {
	rules func() *rules
	now   func() time.Time
}

// Next implements outlet.News.
func (b bulletins) Next(ctx context.Context, cursor string) (all []outlet.Happening, next string, err error) {
	r := b.rules()
	changes, next, err := r.board.Changes(ctx, cursor, changesAtOnce)
	if err != nil {
		return nil, "", err
	}
	for i := range changes {
		events, err := r.events(ctx, &changes[i])
		if err != nil {
			return nil, "", err
		}
		if len(events) > 0 {
			all = append(all, outlet.Happening{Subject: changes[i].Subject, Events: events})
		}
	}
	return all, next, nil
}

// Bulletin implements outlet.News.
func (b bulletins) Bulletin(ctx context.Context, c config.Channel, subject string, e notify.Event) (*outlet.Bulletin, error) {
	r := b.rules()
	about, id, _ := strings.Cut(subject, "/")
	at := asOf(b.now())
	view, err := r.board.View(ctx, r.config.Layout, at)
	if err != nil {
		return nil, err
	}
	w, err := r.speak(c.Language)
	if err != nil {
		return nil, err
	}
	site := r.config.Site
	out := &outlet.Bulletin{ID: subject + "#" + e.Update, Kind: e.Kind, At: e.At, Site: site.Name, SiteURL: site.URL, Verdict: view.Worst}
	if about == status.AboutMaintenance {
		err = r.aboutMaintenance(ctx, out, w, id, e.Update, at)
	} else {
		err = r.aboutIncident(ctx, out, w, id, e.Update)
	}
	if errors.Is(err, status.ErrNotFound) {
		return nil, nil
	}
	return out, err
}

// Trial implements outlet.News.
func (b bulletins) Trial(_ context.Context, c config.Channel) (*outlet.Bulletin, error) {
	r := b.rules()
	w, err := r.speak(c.Language)
	if err != nil {
		return nil, err
	}
	site := r.config.Site
	return &outlet.Bulletin{Kind: notify.Goes, At: b.now(), Site: site.Name, SiteURL: site.URL, URL: site.URL + "/",
		Title: w.Text("test.subject", "site", site.Name), Body: w.Text("test.text"), State: w.Text("test.word"), Severity: w.Text("test.word")}, nil
}

// speak are the words of a language of the site, or of its first.
func (r *rules) speak(lang string) (*message.Words, error) {
	site := r.config.Site.Languages
	if !slices.Contains(site, lang) {
		lang = message.Fallback
		if len(site) > 0 {
			lang = site[0]
		}
	}
	return message.Load(lang)
}

func (r *rules) aboutIncident(ctx context.Context, b *outlet.Bulletin, w *message.Words, id, update string) error {
	inc, err := r.board.Incident(ctx, id)
	if err != nil {
		return err
	}
	b.Incident, b.Title, b.URL = inc, inc.Title, b.SiteURL+"/incidents/"+id
	b.State = w.Text("state." + inc.State().String())
	b.Tell(inc.Updates, update, w.Lang)
	layout, err := r.layout(ctx)
	if err != nil {
		return err
	}
	now := inc.Statuses()
	for _, c := range layout.All() {
		if s, named := now[c.ID]; named {
			b.Affected = append(b.Affected, outlet.Affected{ID: c.ID, Name: c.Name, Status: s, Word: w.Text("status." + s.String())})
			b.Worst = max(b.Worst, s)
		}
	}
	b.Severity = b.State
	if b.Worst > status.Operational {
		b.Severity = w.Text("status." + b.Worst.String())
	}
	return nil
}

func (r *rules) aboutMaintenance(ctx context.Context, b *outlet.Bulletin, w *message.Words, id, update string, at time.Time) error {
	m, err := r.board.Maintenance(ctx, id)
	if err != nil {
		return err
	}
	b.Maintenance, b.Title, b.URL, b.Worst = m, m.Title, b.SiteURL+"/maintenance/"+id, status.UnderMaintenance
	b.State = w.Text("state." + m.StateAt(at).String())
	from, to := m.Window()
	b.State += ", " + w.Text("entry.when.planned", "from", w.Date("moment", from.In(r.config.Site.Zone)), "to", w.Date("moment", to.In(r.config.Site.Zone)), "duration", w.Duration(to.Sub(from)))
	b.Severity = w.Text("about.maintenance")
	b.Tell(m.Updates, update, w.Lang)
	layout, err := r.layout(ctx)
	if err != nil {
		return err
	}
	for _, c := range layout.All() {
		if slices.Contains(m.Components, c.ID) {
			b.Affected = append(b.Affected, outlet.Affected{ID: c.ID, Name: c.Name, Status: status.UnderMaintenance})
		}
	}
	return nil
}
