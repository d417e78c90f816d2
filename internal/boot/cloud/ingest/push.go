package ingest

import (
	"context"
	"strconv"
	"time"

	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/queues"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/web"
)

// branchVariable names the branch that content is on; unset where only its host
// knows.
const branchVariable = "TIDINGS_CONTENT_BRANCH"

// pushes lets the push hooks of the content's host in. It implements web.Content.
type pushes struct {
	secrets *parameters.Secrets
	content *queues.Queue // nil where content is in no repository
	world   world.World
}

// HookSecrets implements web.Content.
func (p *pushes) HookSecrets(ctx context.Context, at time.Time) ([]string, error) {
	if p.content == nil {
		return nil, web.ErrNoSource
	}
	return p.secrets.Lookup(ctx, web.PushSecret, at)
}

// Branch implements web.Content.
func (p *pushes) Branch() string { return p.world.Getenv(branchVariable) }

// Pushed implements web.Content. Each push counts: it may have come after the last
// look.
func (p *pushes) Pushed(ctx context.Context) error {
	return p.content.Wake(ctx, "push", "push-"+strconv.FormatInt(p.world.Now().UnixNano(), 10))
}
