package committed

import (
	"cmp"
	"context"
	"strings"

	"tidings/internal/app"
	"tidings/internal/githost"
	"tidings/internal/notify/outbound"
)

// Statuses are those of the content's commits on their host; nil where that is
// this machine, or of a kind that nobody has said.
func (c *Content) Statuses() app.CommitStatuses {
	kind := cmp.Or(githost.Kind(c.options.Host), githost.Guess(c.at.Hostname()))
	if c.at.Local() || kind == githost.Unknown {
		return nil
	}
	base := "https://" + c.at.Hostname()
	if c.at.Scheme != "ssh" {
		base = c.at.Scheme + "://" + c.at.Host
	}
	return &githost.Statuses{
		Kind: kind, Base: base, Path: strings.TrimSuffix(strings.Trim(c.at.Path, "/"), ".git"), Client: outbound.New(c.options.Private),
		Token: func(ctx context.Context) (string, error) { return c.options.Secret(ctx, statusSecret) },
	}
}
