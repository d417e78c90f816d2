package app

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"reflect"
	"slices"
	"sync"
	"time"

	"tidings/generator"
	"tidings/internal/contacts"
	"tidings/internal/message"
	"tidings/internal/notify"
	"tidings/internal/notify/letter"
	"tidings/internal/notify/outbound"
	"tidings/internal/notify/outlet"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/web"
	"tidings/internal/web/subscribe"
)

// People is who can be told, and how.
type People struct {
	Store   store.Driver // that of the book
	Book    *contacts.Book
	Channel notify.Channel
	From    mail.Address
	// Filed says that the channel keeps letters for whoever runs the program, and
	// sends none.
	Filed bool
	// Workers (8 unless given), Rate, Limit and HourlyCap are as of notify.Options.
	Workers   int
	Rate      float64
	Limit     int
	HourlyCap int
	// Lease is as of notify.Options: 0 where one process alone tells people, and
	// nobody reports what one that was killed had under way.
	Lease time.Duration
	// Share is as of notify.Options; nil where one process tells people.
	Share func(context.Context, []notify.Stretch) error
	// Private lets channels reach addresses that are not on the public internet.
	Private bool
}

// mailWorkers is how many messages are under way at once.
const mailWorkers = 8

// employ sets up the desk and the notes, where there are people.
func (a *App) employ() {
	if a.People == nil {
		return
	}
	p := a.People
	a.writer = &letter.Writer{Now: a.setting, Time: a.clock.Now, Link: p.Book.Link, From: p.From}
	self := make([]byte, 8)
	_, _ = io.ReadFull(a.Random, self) // a name that is not unique only delays what a killed process left
	a.desk = notify.New(notify.Options{Store: p.Store, Book: p.Book, Writer: a.writer, Channel: p.Channel, Now: a.clock.Now, Log: a.Log,
		Self: hex.EncodeToString(self), Lease: p.Lease, Workers: cmp.Or(p.Workers, mailWorkers), Rate: p.Rate, Limit: p.Limit, HourlyCap: p.HourlyCap, Share: p.Share, Wake: a.toTell.ring})
	a.notes = &notes{queue: make(chan notify.Letter, maxNotes), send: p.Channel.Send}
	a.outlets = outlet.New(outlet.Options{Store: p.Store, News: bulletins{a.rules.Load, a.clock.Now}, Secrets: a.Secrets, Client: outbound.New(p.Private), Now: a.clock.Now, Log: a.Log})
}

// setting is what letters are written with now.
func (a *App) setting() letter.Setting {
	r := a.rules.Load()
	return letter.Setting{Config: r.config, Theme: r.theme, Facts: r.board, Layout: r.layout}
}

// visitors is the program as people see it who subscribe. It does not hold the
// program: pages are made by templates, which call methods by name, and so a function
// of AWS that makes some would link whatever the program can do.
type visitors struct {
	rules  func() *rules
	writer *letter.Writer
	notes  *notes
	people *People
}

func (a *App) visitors() visitors {
	return visitors{a.rules.Load, a.writer, a.notes, a.People}
}

// Mail implements subscribe.Program. A service that cannot be asked may be there again
// when the letter is sent.
func (v visitors) Mail(ctx context.Context) message.Mail {
	off, _ := v.people.off(ctx)
	switch {
	case off:
		return message.MailOff
	case v.people.Filed:
		return message.MailFiled
	}
	return message.MailSent
}

// Confirm implements subscribe.Program.
func (v visitors) Confirm(_ context.Context, to contacts.Address, lang, token string) error {
	l, err := v.writer.Confirm(to, lang, token)
	if err != nil {
		return err
	}
	return v.notes.add(l)
}

// Known implements subscribe.Program.
func (v visitors) Known(_ context.Context, to contacts.Subscriber, offer string) error {
	l, err := v.writer.Known(to, offer)
	if err != nil {
		return err
	}
	return v.notes.add(l)
}

// Check implements subscribe.Program.
func (v visitors) Check(ctx context.Context, w contacts.Wish) error {
	layout, err := v.rules().layout(ctx)
	if err != nil {
		return err
	}
	for _, id := range w.Incidents {
		if inc, err := v.rules().board.Incident(ctx, id); errors.Is(err, status.ErrNotFound) || err == nil && !inc.Open() {
			return fmt.Errorf("%w: there is no incident %.70q, or it is over", contacts.ErrWish, id)
		} else if err != nil {
			return err
		}
	}
	return checkWish(layout, w)
}

// checkWish refuses a wish for what is not on the page, in words for whoever
// has it.
func checkWish(layout status.Layout, w contacts.Wish) error {
	for _, id := range w.Components {
		if !slices.ContainsFunc(layout.Components, func(c status.Component) bool { return c.ID == id }) {
			return fmt.Errorf("%w: there is no component %.70q on this page", contacts.ErrWish, id)
		}
	}
	for _, id := range w.Groups {
		if !slices.ContainsFunc(layout.Groups, func(g status.Group) bool { return g.ID == id }) {
			return fmt.Errorf("%w: there is no group %.70q on this page", contacts.ErrWish, id)
		}
	}
	if w.Zone != "" {
		if _, err := time.LoadLocation(w.Zone); err != nil {
			return fmt.Errorf("%w: %.70q is no time zone", contacts.ErrWish, w.Zone)
		}
	}
	return nil
}

// Page implements subscribe.Program.
func (v visitors) Page(ctx context.Context, lang string, p subscribe.Page) ([]byte, error) {
	r := v.rules()
	if r == nil {
		return nil, errNoContent
	}
	shell, err := r.shell(ctx)
	if err != nil {
		return nil, err
	}
	s, err := r.subscription(ctx, p)
	if err != nil {
		return nil, err
	}
	return shell.Subscription(lang, s)
}

// subscription is a page of the door as the generator draws it.
func (r *rules) subscription(ctx context.Context, p subscribe.Page) (s generator.Subscription, err error) {
	s = generator.Subscription{Heading: p.Heading, Notes: p.Notes, Wrong: p.Wrong, Confirm: p.Confirm, Feeds: p.Feeds}
	if p.Follow != "" {
		named, err := r.named(ctx, p.Follow)
		if err != nil {
			return s, err
		}
		s.Follow = &named[0]
	}
	if sub := p.Subscriber; sub != nil {
		s.Chosen = &generator.Chosen{Address: sub.Address.Reveal(), All: sub.Wish.All, Groups: sub.Wish.Groups, Components: sub.Wish.Components,
			Severity: sub.Wish.Severity, Incident: sub.Wish.Incident, Maintenance: sub.Wish.Maintenance, Language: sub.Wish.Language, Zone: sub.Wish.Zone}
		if s.Chosen.Incidents, err = r.named(ctx, sub.Wish.Incidents...); err == nil && p.Offer != "" {
			s.Chosen.Offered, err = r.named(ctx, p.Offer)
		}
	}
	return s, err
}

// named are incidents with their titles; one that is gone has its id for one.
func (r *rules) named(ctx context.Context, ids ...string) (all []generator.Named, err error) {
	for _, id := range ids {
		n := generator.Named{ID: id, Title: id}
		switch inc, err := r.board.Incident(ctx, id); {
		case err == nil:
			n.Title = inc.Title
		case !errors.Is(err, status.ErrNotFound):
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// shelled draws pages that are not part of the site. It is made when the first
// is wanted, and again when programs have made other components.
type shelled struct {
	mu     sync.Mutex
	layout status.Layout
	shell  *generator.Shell
}

func (r *rules) shell(ctx context.Context) (_ *generator.Shell, err error) {
	layout, err := r.layout(ctx)
	if err != nil {
		return nil, err
	}
	s := &r.shelled
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shell == nil || !reflect.DeepEqual(s.layout, layout) {
		s.layout = layout
		s.shell, err = generator.NewShell(generator.Input{Config: r.config, Theme: r.theme, View: &status.View{Zone: r.config.Site.Zone, Layout: layout}})
	}
	return s.shell, err
}

// doors adds the addresses of those who can be told.
func (a *App) doors(mux *http.ServeMux) {
	if a.People == nil {
		return
	}
	inner := http.NewServeMux()
	subscribe.New(subscribe.Options{Program: a.visitors(), Book: a.People.Book, Now: a.clock.Now, Log: a.Log, Client: a.Client}).Routes(inner)
	guarded := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.rules.Load() == nil {
			web.Problem(w, http.StatusServiceUnavailable, "The page is starting. Try again in a few seconds.")
			return
		}
		w.Header().Set("Content-Security-Policy", a.Policy())
		inner.ServeHTTP(w, r)
	})
	mux.Handle("POST /subscribe", guarded)
	mux.Handle("/subscriptions/", guarded)
}
