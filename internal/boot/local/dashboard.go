package local

import (
	"net/http"

	"tidings/internal/app"
	"tidings/internal/audit"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/catalog"
	"tidings/internal/web/admin/composer"
	"tidings/internal/web/admin/posting"
)

// dashboard puts the dashboard of a program together, from all its sections.
func (m *Machine) dashboard(a *app.App, log *audit.Log, o ServeOptions) (http.Handler, error) {
	desk := posting.Desk{House: a.House(), Now: o.Now, Random: o.Random, Undo: o.Undo, Pending: posting.NewPending(m.Store)}
	return admin.New(admin.Options{
		Accounts: m.Accounts, Tokens: m.Tokens, Audit: log, Box: m.Box, Random: o.Random, Now: o.Now, Log: o.Log,
		Site: a.SiteName, Home: o.Home, Proxies: o.Proxies,
		SignOn: a.SignOn, Secrets: m.Secrets,
		Sections: []admin.Section{
			composer.New(desk),
			catalog.New(catalog.Options{House: a.House(), Now: o.Now, Random: o.Random}),
		},
	})
}
