package local

import (
	"net/http"

	"tidings/internal/app"
	"tidings/internal/audit"
	"tidings/internal/boot/dashboard"
	"tidings/internal/web/admin/delivery"
)

// dashboard puts the dashboard of a program on this machine together.
func (m *Machine) dashboard(a *app.App, log *audit.Log, o ServeOptions) (http.Handler, error) {
	letters, _ := a.People.Channel.(delivery.Letters) // where there is no mail service
	return dashboard.New(a, dashboard.Parts{
		Store: m.Store, Inbox: m.Inbox, Secrets: m.Secrets, Accounts: m.Accounts, Tokens: m.Tokens, Box: m.Box, Audit: log, Letters: letters,
		Home: o.Home, Proxies: o.Proxies, Undo: o.Undo, Program: o.Program, Flags: o.Flags, Now: o.Now, Random: o.Random, Log: o.Log, Metrics: o.Metrics,
	})
}
