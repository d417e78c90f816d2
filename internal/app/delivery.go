package app

import (
	"context"

	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/notify/outlet"
	"tidings/internal/web/admin/delivery"
)

// mailroom is the program as the dashboard's page of delivery sees it.
type mailroom struct {
	writing
	test    func(context.Context, contacts.Address) error
	trouble func() error
}

// Delivery is the program as the dashboard's page of delivery sees it.
func (a *App) Delivery() delivery.House { return mailroom{a.writing(), a.testMail, a.mailTrouble} }

// TestMail implements delivery.House.
func (m mailroom) TestMail(ctx context.Context, to contacts.Address) error { return m.test(ctx, to) }

// MailTrouble implements delivery.House.
func (m mailroom) MailTrouble() error { return m.trouble() }

// Desk is what tells people; nil where nobody can be told.
func (a *App) Desk() *notify.Desk { return a.desk }

// Outlets is what takes news to channels; nil as Desk is.
func (a *App) Outlets() *outlet.Desk { return a.outlets }

// testMail sends a letter by the way that all letters take.
func (a *App) testMail(ctx context.Context, to contacts.Address) error {
	l, err := a.writer.Test(to)
	if err != nil {
		return err
	}
	return a.People.Channel.Send(ctx, l)
}

func (a *App) mailTrouble() error {
	if said := a.trouble.Load(); said != nil {
		return *said
	}
	return nil
}
