package app

import (
	"context"

	"tidings/internal/contacts"
	"tidings/internal/web/admin"
)

var _ admin.Audience = (*App)(nil)

// Reach implements admin.Audience.
func (a *App) Reach(ctx context.Context, t admin.Topic) (admin.Reach, error) {
	r := a.rules.Load()
	if r == nil {
		return admin.Reach{}, errNoContent
	}
	layout, err := r.layout(ctx)
	if err != nil {
		return admin.Reach{}, err
	}
	return a.reach(ctx, topicOf(layout, t.Maintenance, t.ID, &story{impact: t.Impact, components: t.Components}))
}

func (a *App) reach(ctx context.Context, t contacts.Topic) (reach admin.Reach, err error) {
	if a.desk == nil {
		return admin.Reach{People: -1}, nil
	}
	if reach.People, err = a.desk.Audience(ctx, t); err != nil {
		return reach, err
	}
	reach.Channels, err = a.outlets.Audience(ctx, a.rules.Load().config.Channels, t)
	return reach, err
}
