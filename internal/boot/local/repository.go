package local

import (
	"context"
	"time"

	"tidings/internal/app"
	"tidings/internal/boot/committed"
	"tidings/internal/content/reading"
)

// Git says how a repository of content is reached.
type Git struct {
	Every      time.Duration // how often it is asked for a newer commit
	KnownHosts string        // file of host keys for ssh; empty for the user's own
	Host       string        // github, gitlab or gitea; empty: as the host's name says
}

// follow has a program follow the folder or the repository that its content is in.
func (m *Machine) follow(p *app.Parts, program func() *app.App, o ServeOptions) error {
	c, err := committed.Open(committed.Options{
		Address: o.Content, KnownHosts: o.Git.KnownHosts, Host: o.Git.Host, Private: o.Mail.Private,
		Secret: func(ctx context.Context, name string) (string, error) { return m.secret(ctx, name, o.Now()) },
	})
	if err != nil {
		return err
	}
	if c == nil {
		p.Folder = reading.Folder(o.Content)
		return nil
	}
	p.Repository, p.Every, p.Statuses = c.Repository(), o.Git.Every, c.Statuses()
	p.WriteBack = c.WriteBack(m.Store, committed.People{Accounts: m.Accounts, Tokens: m.Tokens}, program, o.Now, o.Log)
	return nil
}

// secret is the value of a secret that is good now; empty for none.
func (m *Machine) secret(ctx context.Context, name string, at time.Time) (string, error) {
	values, err := m.Secrets.Lookup(ctx, name, at)
	if err != nil || len(values) == 0 {
		return "", err
	}
	return values[0], nil
}
