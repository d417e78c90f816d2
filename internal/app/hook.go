package app

import (
	"context"
	"time"

	"tidings/internal/web"
)

// pushes lets the push hooks of the content's host into the program.
type pushes struct{ *App }

var _ web.Content = pushes{}

// HookSecrets implements web.Content.
func (p pushes) HookSecrets(ctx context.Context, at time.Time) ([]string, error) {
	if p.Repository == nil {
		return nil, web.ErrNoSource
	}
	return p.Secrets.Lookup(ctx, web.PushSecret, at)
}

// Branch implements web.Content.
func (p pushes) Branch() string { return p.Repository.Branch() }

// Pushed implements web.Content: however many pushes there are meanwhile, the
// repository is asked once.
func (p pushes) Pushed(context.Context) error {
	p.toContent.ring()
	return nil
}
