package local

import (
	"cmp"
	"context"
	"strings"

	"tidings/internal/app"
	"tidings/internal/githost"
	"tidings/internal/gitrepo"
	"tidings/internal/notify/outbound"
)

// statusSecret names the token that may set statuses of commits; without it none
// are set.
const statusSecret = "content-status"

// statuses are those of the content's commits on their host; nil for a folder,
// and for a host whose kind nobody has said.
func (m *Machine) statuses(o ServeOptions) app.CommitStatuses {
	at, ok, err := gitrepo.Parse(o.Content)
	if err != nil || !ok || at.Local() {
		return nil
	}
	kind := cmp.Or(githost.Kind(o.Git.Host), githost.Guess(at.Hostname()))
	if kind == githost.Unknown {
		return nil
	}
	base := "https://" + at.Hostname()
	if at.Scheme != "ssh" {
		base = at.Scheme + "://" + at.Host
	}
	return &githost.Statuses{
		Kind: kind, Base: base, Path: strings.TrimSuffix(strings.Trim(at.Path, "/"), ".git"), Client: outbound.New(o.Mail.Private),
		Token: func(ctx context.Context) (string, error) { return m.secret(ctx, statusSecret, o) },
	}
}

// secret is the value of a secret that is good now; empty for none.
func (m *Machine) secret(ctx context.Context, name string, o ServeOptions) (string, error) {
	values, err := m.Secrets.Lookup(ctx, name, o.Now())
	if err != nil || len(values) == 0 {
		return "", err
	}
	return values[0], nil
}
