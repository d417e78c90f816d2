package app

import (
	"context"

	"tidings/internal/contacts"
	"tidings/internal/web/admin/subscribers"
)

// choosing is the program as the dashboard's page of subscribers sees it.
type choosing struct {
	writing
	choices func(context.Context) (subscribers.Choices, error)
}

// Subscribers is the program as the dashboard's page of subscribers sees it.
func (a *App) Subscribers() subscribers.House { return choosing{a.writing(), a.choices} }

// Choices implements subscribers.House.
func (c choosing) Choices(ctx context.Context) (subscribers.Choices, error) { return c.choices(ctx) }

func (a *App) choices(ctx context.Context) (c subscribers.Choices, err error) {
	r := a.rules.Load()
	if r == nil {
		return c, errNoContent
	}
	layout, err := r.layout(ctx)
	if err != nil {
		return c, err
	}
	for _, g := range layout.Groups {
		c.Groups = append(c.Groups, subscribers.Named{ID: g.ID, Name: g.Name})
	}
	for _, x := range layout.Components {
		c.Components = append(c.Components, subscribers.Named{ID: x.ID, Name: x.Name})
	}
	c.Languages = r.config.Site.Languages
	c.Check = func(w contacts.Wish) error { return checkWish(layout, w) }
	return c, nil
}
