package admin

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"tidings/internal/access"
	"tidings/internal/access/sso"
	"tidings/internal/audit"
	"tidings/internal/config"
	"tidings/internal/secret"
	"tidings/internal/web"
)

// Options of New. All are needed but SignOn, Secrets, Client, Home, Proxies, Letters and Sections.
type Options struct {
	Accounts *access.Accounts
	Tokens   *access.Tokens
	Audit    *audit.Log
	Box      *secret.Box // seals what browsers carry for us
	Random   io.Reader   // cryptographic
	Now      func() time.Time
	Log      *slog.Logger
	Site     func() string // the site's name
	// SignOn is the identity provider that is in force; nil, or nil for none.
	// Secrets holds its client's secret, and Client asks it.
	SignOn  func() *config.SignOn
	Secrets Secrets
	Client  *http.Client
	// Passkeys speaks to browsers.
	Passkeys Passkeys
	// Home is the address at which people reach the program, such as
	// https://status.example.com; empty: whatever each request was sent to.
	Home     string
	Proxies  web.Proxies
	Letters  Letters // nil where no mail can be sent
	Sections []Section
}

// Admin answers everything below /admin/.
type Admin struct {
	Options
	throttle *access.Throttle
	origins  *http.CrossOriginProtection
	sso      *sso.Door
	frame    *frame
	mux      *http.ServeMux
	routes   []Route
	nav      []Route // those with a name in the navigation
}

// New puts the pages together. It fails when two routes have the same address,
// or one names no right.
func New(o Options) (*Admin, error) {
	a := &Admin{Options: o, throttle: access.NewThrottle(), origins: http.NewCrossOriginProtection(), mux: http.NewServeMux(), sso: sso.New(o.Client, o.Now)}
	if o.Home != "" {
		if err := a.origins.AddTrustedOrigin(o.Home); err != nil {
			return nil, fmt.Errorf("the address %q of the program: %w", o.Home, err)
		}
	}
	sections := append(slices.Clone(o.Sections), Section{Routes: a.own(), Pages: files})
	if err := distinct(sections); err != nil {
		return nil, err
	}
	a.frame = newFrame(sections)
	for _, s := range sections {
		for _, r := range s.Routes {
			if err := a.add(r); err != nil {
				return nil, err
			}
		}
	}
	if !a.has(http.MethodGet, homePath) {
		if err := a.add(Route{Method: http.MethodGet, Path: homePath, Action: access.OwnAccount, Serve: func(v *Visit) error { return v.Go(accountPath) }}); err != nil {
			return nil, err
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

// homePath is where somebody who is signed in begins: the account, unless a
// section has something better.
const homePath = Prefix + "{$}"

func (a *Admin) own() []Route {
	all := [][]Route{a.signInRoutes(), a.forgotRoutes(), a.ssoRoutes(), a.linkRoutes(), a.userRoutes(), a.tokenRoutes(), a.auditRoutes(), a.accountRoutes(), a.passkeyRoutes(), a.totpRoutes()}
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
