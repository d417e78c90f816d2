package app

import (
	"context"

	"tidings/internal/access"
	"tidings/internal/contacts"
	"tidings/internal/web/admin"
)

// postman sends mail to people who have an account, by the channel that
// subscribers are told by.
type postman struct {
	reset func(to access.Email, href string) error
}

// Letters is the program as the dashboard's sign-in sees it; nil where nobody
// can be told.
func (a *App) Letters() admin.Letters {
	if a.People == nil {
		return nil
	}
	return postman{a.resetPassword}
}

// Reset implements admin.Letters.
func (p postman) Reset(_ context.Context, to access.Email, href string) error {
	return p.reset(to, href)
}

func (a *App) resetPassword(to access.Email, href string) error {
	if a.rules.Load() == nil {
		return errNoContent
	}
	address, err := contacts.ParseAddress(to.Reveal())
	if err != nil {
		return err
	}
	l, err := a.writer.Reset(address, href)
	if err != nil {
		return err
	}
	return a.notes.add(l)
}
