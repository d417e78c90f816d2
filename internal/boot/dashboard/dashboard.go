// Package dashboard puts the dashboard together from all its sections, for any
// machine. It names no vendor.
package dashboard

import (
	"io"
	"log/slog"
	"net/http"
	"time"

	"tidings/internal/access"
	"tidings/internal/access/passkey/ceremony"
	"tidings/internal/app"
	"tidings/internal/audit"
	"tidings/internal/content/reading"
	"tidings/internal/inbox"
	"tidings/internal/secret"
	"tidings/internal/store"
	"tidings/internal/web"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/catalog"
	"tidings/internal/web/admin/channels"
	"tidings/internal/web/admin/composer"
	"tidings/internal/web/admin/content"
	"tidings/internal/web/admin/delivery"
	"tidings/internal/web/admin/monitors"
	"tidings/internal/web/admin/planner"
	"tidings/internal/web/admin/posting"
	"tidings/internal/web/admin/settings"
	"tidings/internal/web/admin/subscribers"
	"tidings/internal/web/admin/templates"
)

// Parts are what the dashboard works with beside the program itself.
type Parts struct {
	Store    store.Driver // of the page
	Inbox    *inbox.Inbox
	Secrets  *secret.Keeper
	Accounts *access.Accounts
	Tokens   *access.Tokens
	Box      *secret.Box
	Audit    *audit.Log
	Letters  delivery.Letters // where there is no mail service, else nil
	Home     string           // address at which people reach it; empty: whatever they use
	Proxies  web.Proxies
	Undo     time.Duration // for how long a post can be taken back
	Program  string        // its version, for people
	Flags    []settings.Flag
	Now      func() time.Time
	Random   io.Reader // cryptographic
	Log      *slog.Logger
	Metrics  *web.Metrics
}

// New is the dashboard of a program that has people to tell.
func New(a *app.App, p Parts) (http.Handler, error) {
	desk := posting.Desk{House: a.House(), Now: p.Now, Random: p.Random, Undo: p.Undo, Pending: posting.NewPending(p.Store)}
	return admin.New(admin.Options{
		Accounts: p.Accounts, Tokens: p.Tokens, Audit: p.Audit, Box: p.Box, Random: p.Random, Now: p.Now, Log: p.Log,
		Site: a.SiteName, Home: p.Home, Proxies: p.Proxies, Passkeys: ceremony.Browsers{},
		SignOn: a.SignOn, Secrets: p.Secrets, Letters: a.Letters(),
		Sections: []admin.Section{
			composer.New(desk), planner.New(desk), templates.New(desk),
			monitors.New(monitors.Options{House: a.Monitors(reading.Suppose), Deliveries: p.Inbox, Secrets: p.Secrets, Now: p.Now, Random: p.Random, Log: p.Log, Metrics: p.Metrics}),
			catalog.New(catalog.Options{House: a.House(), Now: p.Now, Random: p.Random}),
			delivery.New(delivery.Options{House: a.Delivery(), Desk: a.Desk(), Now: p.Now, Letters: p.Letters}),
			channels.New(channels.Options{House: a.House(), Desk: a.Outlets(), Secrets: p.Secrets, Now: p.Now, Random: p.Random}),
			content.New(a.Contents()),
			settings.New(settings.Options{House: a.House(), Program: p.Program, Flags: p.Flags}),
			subscribers.New(subscribers.Options{House: a.Subscribers(), Book: a.People.Book, Desk: a.Desk(), Now: p.Now}),
		},
	})
}
