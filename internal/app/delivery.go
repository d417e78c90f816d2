package app

import (
	"context"

	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/notify/outlet"
	"tidings/internal/web/admin/delivery"
)

var _ delivery.House = desktop{}

// Delivery is the program as the dashboard's page of delivery sees it.
func (a *App) Delivery() delivery.House { return desktop{a} }

// Desk is what tells people; nil where nobody can be told.
func (a *App) Desk() *notify.Desk { return a.desk }

// Outlets is what takes news to channels; nil as Desk is.
func (a *App) Outlets() *outlet.Desk { return a.outlets }

// TestMail implements delivery.House: a letter by the way that all letters take.
func (d desktop) TestMail(ctx context.Context, to contacts.Address) error {
	l, err := d.writer.Test(to)
	if err != nil {
		return err
	}
	return d.People.Channel.Send(ctx, l)
}

// MailTrouble implements delivery.House.
func (d desktop) MailTrouble() error {
	if said := d.trouble.Load(); said != nil {
		return *said
	}
	return nil
}
