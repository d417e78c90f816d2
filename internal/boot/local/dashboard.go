package local

import (
	"net/http"

	"tidings/internal/app"
	"tidings/internal/audit"
	mailfolder "tidings/internal/notify/folder"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/catalog"
	"tidings/internal/web/admin/channels"
	"tidings/internal/web/admin/composer"
	"tidings/internal/web/admin/delivery"
	"tidings/internal/web/admin/monitors"
	"tidings/internal/web/admin/planner"
	"tidings/internal/web/admin/posting"
	"tidings/internal/web/admin/settings"
	"tidings/internal/web/admin/subscribers"
	"tidings/internal/web/admin/templates"
)

// dashboard puts the dashboard of a program together, from all its sections.
func (m *Machine) dashboard(a *app.App, log *audit.Log, o ServeOptions) (http.Handler, error) {
	desk := posting.Desk{House: a.House(), Now: o.Now, Random: o.Random, Undo: o.Undo, Pending: posting.NewPending(m.Store)}
	letters, _ := a.People.Channel.(*mailfolder.Channel) // where there is no mail service
	return admin.New(admin.Options{
		Accounts: m.Accounts, Tokens: m.Tokens, Audit: log, Box: m.Box, Random: o.Random, Now: o.Now, Log: o.Log,
		Site: a.SiteName, Home: o.Home, Proxies: o.Proxies,
		SignOn: a.SignOn, Secrets: m.Secrets, Letters: a.Letters(),
		Sections: []admin.Section{
			composer.New(desk), planner.New(desk), templates.New(desk),
			monitors.New(monitors.Options{House: a.Monitors(), Deliveries: m.Inbox, Secrets: m.Secrets, Now: o.Now, Random: o.Random, Log: o.Log, Metrics: o.Metrics}),
			catalog.New(catalog.Options{House: a.House(), Now: o.Now, Random: o.Random}),
			delivery.New(delivery.Options{House: a.Delivery(), Desk: a.Desk(), Now: o.Now, Letters: letters}),
			channels.New(channels.Options{House: a.House(), Desk: a.Outlets(), Secrets: m.Secrets, Now: o.Now, Random: o.Random}),
			settings.New(settings.Options{House: a.House(), Program: o.Program, Flags: o.Flags}),
			subscribers.New(subscribers.Options{House: a.Subscribers(), Book: a.People.Book, Desk: a.Desk(), Now: o.Now}),
		},
	})
}
