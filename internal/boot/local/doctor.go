package local

import (
	"bytes"
	"context"
	"errors"
	"time"

	"tidings/internal/backup"
	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/doctor"
	"tidings/internal/notify"
	"tidings/internal/notify/outlet"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/writeback/clash"
)

const (
	// slowClock is how late the clock of a running program may be.
	slowClock          = 2 * time.Minute
	newsLookedAt       = 50
	deliveriesLookedAt = 500
)

// Places are where a doctor looks for what this machine does not keep itself.
type Places struct {
	Sites   []string // as OpenTarget reads them, or addresses; none: where they have been so far
	SES     string   // the region of Amazon SES; empty where it sends no mail
	Exports string   // those of each day, a folder or s3://BUCKET/FOLDER; empty where none are
}

// Patient gathers what a doctor looks at.
func (m *Machine) Patient(ctx context.Context, o Options, c *config.Config, at Places) (*doctor.Patient, error) {
	book, people, err := m.Contacts(ctx, o)
	if err != nil {
		return nil, err
	}
	p := &doctor.Patient{At: o.Now().UTC()}
	g := gathering{ctx, m, c, people, p}
	for _, step := range []func() error{g.board, g.sources, g.news, g.channels} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if p.Uninvited, p.UninvitedSince, err = book.Uninvited(ctx); err != nil {
		return nil, err
	}
	if at.SES != "" {
		if p.Mail, err = standing(ctx, o, at.SES); err != nil {
			return nil, err
		}
	}
	if p.Sites, err = sites(ctx, o, c.Site.URL, at.Sites); err == nil && at.Exports != "" {
		p.Exports, err = exportsIn(ctx, at.Exports, o.Getenv)
	}
	return p, err
}

type gathering struct {
	ctx     context.Context
	machine *Machine
	config  *config.Config
	people  store.Driver
	*doctor.Patient
}

func (g gathering) board() (err error) {
	board := status.NewBoard(g.machine.Store, g.config.Site.Zone)
	if g.View, err = board.View(g.ctx, g.config.Layout, g.At); err != nil {
		return err
	}
	g.Behind, err = board.Behind(g.ctx, g.At.Add(-slowClock))
	return err
}

func (g gathering) sources() (err error) {
	if g.Deliveries, _, err = g.machine.Inbox.List(g.ctx, "", deliveriesLookedAt, ""); err != nil {
		return err
	}
	for _, s := range g.config.Sources {
		if s.Kind == config.KindSES {
			continue // it speaks when mail was sent, and what it says is kept with the people
		}
		values, err := g.machine.Secrets.Lookup(g.ctx, s.Auth.Secret, g.At)
		if err != nil {
			return err
		}
		last, _, err := g.machine.Inbox.List(g.ctx, s.ID, 1, "")
		if err != nil {
			return err
		}
		seen := doctor.Source{ID: s.ID, HasSecret: len(values) > 0 || !s.Auth.TakesSecret()}
		if len(last) > 0 {
			seen.Heard = last[0].Received
		}
		g.Sources = append(g.Sources, seen)
	}
	return nil
}

func (g gathering) news() (err error) {
	desk := notify.New(notify.Options{Store: g.people})
	if g.News, _, err = desk.List(g.ctx, "", newsLookedAt); err != nil {
		return err
	}
	all, err := clash.List(g.ctx, g.machine.Store, newsLookedAt)
	for _, c := range all {
		g.Clashes = append(g.Clashes, doctor.Clash{Path: c.Path, Ours: c.Ours, At: c.At})
	}
	return err
}

func (g gathering) channels() error {
	desk := outlet.New(outlet.Options{Store: g.people})
	for _, c := range g.config.Channels {
		s, _, err := desk.State(g.ctx, c.ID)
		if err != nil {
			return err
		}
		g.Channels = append(g.Channels, doctor.Channel{ID: c.ID, State: s})
	}
	return nil
}

// Rebuild works all projections out again from the facts while nobody serves the
// folder, and numbers the subscribers who have no number. It returns how many items
// were not what they should be, and fails with *InUseError.
func Rebuild(ctx context.Context, o Options, zone *time.Location) (wrong int, err error) {
	if err := folder(o.Data, false); err != nil {
		return 0, err
	}
	held, err := lock(o.Data)
	if err != nil {
		return 0, err
	}
	defer held.Close()
	m, err := Open(ctx, o)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	now := o.Now().UTC()
	compared := &comparing{Driver: m.Store, now: now}
	if err := status.Rebuild(ctx, status.NewBoard(compared, zone), now); err != nil {
		return compared.wrong, err
	}
	people, err := m.stores.open(ctx, backup.Contacts)
	if err != nil {
		return compared.wrong, err
	}
	numbered, err := contacts.NumberAll(ctx, people)
	return compared.wrong + numbered, err
}

// comparing is a store that counts what a load changes.
type comparing struct {
	store.Driver
	now   time.Time
	wrong int
}

// Load implements store.Loader. What is there already is not written again.
func (c *comparing) Load(ctx context.Context, items func(yield func(store.Item) bool)) error {
	var failed error
	err := c.Driver.(store.Loader).Load(ctx, func(yield func(store.Item) bool) {
		for it := range items {
			was, err := c.Get(ctx, it.Key)
			if err != nil {
				failed = err
				return
			}
			if c.same(was[it.Key], it) {
				continue
			}
			c.wrong++
			if !yield(it) {
				return
			}
		}
	})
	return errors.Join(failed, err)
}

// same reports whether a load leaves things as they are, also where there is
// nothing and it would write what has expired.
func (c *comparing) same(was, next store.Item) bool {
	if next.ExpiredAt(c.now) {
		return was.Part == ""
	}
	return was.Part != "" && was.Expires.Equal(next.Expires) && bytes.Equal(was.Value, next.Value)
}
