package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tidings/internal/access"
	"tidings/internal/app"
	"tidings/internal/audit"
	"tidings/internal/publish/disk"
	"tidings/internal/store"
	"tidings/internal/web"
	"tidings/internal/web/admin/settings"
)

// ServeOptions are what a served machine needs beyond its state.
type ServeOptions struct {
	Options
	Content      string // a folder, or the address of a repository
	Git          Git
	Target       string // where the site is published to, as OpenTarget reads it; empty: the data folder
	MaxDeletions float64
	APIRate      int           // requests a minute that a client of the API may make
	Undo         time.Duration // for how long a post of the dashboard can be taken back
	Log          *slog.Logger
	Metrics      *web.Metrics
	Home         string      // address at which people reach the dashboard; empty: whatever they use
	Proxies      web.Proxies // whose word about addresses counts
	Mail         Mail
	Flags        []settings.Flag // what the program runs with, as the dashboard shows it
	Program      string          // its version, for people
}

// Server is a whole program on this machine, holding the lock of its data folder.
type Server struct {
	App      *app.App
	Accounts *access.Accounts
	closers  []func() error
}

// Serve puts the program together. It fails with *InUseError when another
// process serves the data folder.
func Serve(ctx context.Context, o ServeOptions) (*Server, error) {
	if err := folder(o.Data, o.Create); err != nil {
		return nil, err
	}
	held, err := lock(o.Data)
	if err != nil {
		return nil, err
	}
	s := &Server{closers: []func() error{held.Close}}
	if err := s.assemble(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) assemble(ctx context.Context, o ServeOptions) error {
	roomy()
	m, err := Open(ctx, o.Options)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, m.Close)
	at, err := s.openPlace(ctx, o)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, at.close)
	if err := rememberTarget(o.Data, o.Target); err != nil {
		return err
	}
	people, err := m.people(ctx, o)
	if err != nil {
		return err
	}
	log := audit.New(map[string]store.Driver{"page": m.Store, "access": m.Access, "contacts": people.Store})
	s.Accounts = m.Accounts
	parts := app.Parts{
		Audit: log,
		Store: m.Store, Inbox: m.Inbox, Secrets: m.Secrets, Tokens: m.Tokens, APIRate: o.APIRate, Client: o.Proxies.Client, Target: at.target, Site: at.site, Compress: at.compress,
		Content: o.Content, MaxDeletions: o.MaxDeletions, Now: o.Now, Random: o.Random, Log: o.Log, Metrics: o.Metrics, People: people,
		Rest: func() { m.rest(o.Log) },
	}
	if err := m.follow(&parts, func() *app.App { return s.App }, o); err != nil {
		return err
	}
	s.App = app.New(parts)
	s.App.Admin, err = m.dashboard(s.App, log, o)
	return err
}

// verify looks every file of the site over after a run that did not end well;
// the first publish makes again what was damaged.
func verify(ctx context.Context, t *disk.Target, log *slog.Logger) error {
	if !t.Unclean() {
		return nil
	}
	damaged, err := t.Verify(ctx)
	if err != nil {
		return fmt.Errorf("looking the site over after a run that did not end well: %w", err)
	}
	log.Warn("the last run did not end well; every file of the site was looked over", "damaged", len(damaged))
	return nil
}

// Close lets go of everything, the last opened first.
func (s *Server) Close() error {
	var err error
	for i := len(s.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, s.closers[i]())
	}
	return err
}
