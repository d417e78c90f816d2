package admin

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"tidings/internal/access"
	"tidings/internal/audit"
	"tidings/internal/secret"
	"tidings/internal/web"
)

// Options of New. All are needed but Home, Proxies and Sections.
type Options struct {
	Accounts *access.Accounts
	Tokens   *access.Tokens
	Audit    *audit.Log
	Box      *secret.Box // seals what browsers carry for us
	Random   io.Reader   // cryptographic
	Now      func() time.Time
	Log      *slog.Logger
	Site     func() string // the site's name
	// Home is the address at which people reach the program, such as
	// https://status.example.com; empty: whatever each request was sent to.
	Home     string
	Proxies  web.Proxies
	Sections []Section
}

// Admin answers everything below /admin/.
type Admin struct {
	Options
	throttle *access.Throttle
	origins  *http.CrossOriginProtection
	frame    *frame
	mux      *http.ServeMux
	routes   []Route
	nav      []Route // those with a name in the navigation
}

// New puts the pages together. It fails when two routes have the same address,
// or one names no right.
func New(o Options) (*Admin, error) {
	a := &Admin{Options: o, throttle: access.NewThrottle(), origins: http.NewCrossOriginProtection(), mux: http.NewServeMux()}
	if o.Home != "" {
		if err := a.origins.AddTrustedOrigin(o.Home); err != nil {
			return nil, fmt.Errorf("the address %q of the program: %w", o.Home, err)
		}
	}
	sections := append([]Section{{Routes: a.own(), Pages: ownPages()}}, o.Sections...)
	a.frame = newFrame(sections)
	for _, s := range sections {
		for _, r := range s.Routes {
			if err := a.add(r); err != nil {
				return nil, err
			}
		}
	}
	for path, asset := range a.frame.assets {
		a.mux.Handle("GET "+path, asset)
	}
	a.mux.Handle(Prefix, a.guard(Route{Path: Prefix, Action: access.OwnAccount, Serve: notFound}))
	return a, nil
}

// Prefix is what all addresses of the dashboard begin with.
const Prefix = "/admin/"

func (a *Admin) own() []Route {
	all := [][]Route{a.signInRoutes(), a.linkRoutes(), a.accountRoutes(), a.passkeyRoutes(), a.totpRoutes(), a.userRoutes(), a.tokenRoutes(), a.auditRoutes()}
	var routes []Route
	for _, some := range all {
		routes = append(routes, some...)
	}
	return routes
}

// Routes are all routes, for a test to go through.
func (a *Admin) Routes() []Route { return a.routes }

// ServeHTTP answers a request, with the headers that every answer bears.
func (a *Admin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	a.mux.ServeHTTP(w, r)
}

func notFound(*Visit) error {
	return Failure{http.StatusNotFound, "There is no such page. It may have been moved or removed."}
}
