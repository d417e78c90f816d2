// Package admin is the door of the dashboard. Invoked by somebody whom AWS lets,
// with {"first_administrator": true}, it gives the link that makes the first.
package admin

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/access"
	"tidings/internal/access/password"
	"tidings/internal/app"
	"tidings/internal/audit"
	"tidings/internal/boot/cloud/httpapi"
	"tidings/internal/boot/cloud/mail"
	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/word"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/boot/dashboard"
	"tidings/internal/inbox"
	"tidings/internal/store"
	"tidings/internal/store/dynamo"
	"tidings/internal/web"
)

// undo is for how long a post can be taken back.
const undo = 10 * time.Second

// parts are what the dashboard is put together from.
type parts struct {
	world        world.World
	home         string
	page, access *dynamo.Store
	parameters   *parameters.Store
	secrets      *parameters.Secrets
	people       *world.Later[*app.People]
}

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	p, err := open(w)
	if err != nil {
		return nil, err
	}
	accounts := &world.Later[*access.Accounts]{Open: p.accounts}
	handler := &world.Later[http.Handler]{Open: func(ctx context.Context) (http.Handler, error) {
		a, err := accounts.Get(ctx)
		if err != nil {
			return nil, err
		}
		return p.dashboard(ctx, a)
	}}
	d, err := httpapi.Open(w, httpapi.When(w, handler), p.parameters.Origin)
	if err != nil {
		return nil, err
	}
	return &door{d, accounts, p.home}, nil
}

func open(w world.World) (p *parts, err error) {
	p = &parts{world: w}
	if p.home, err = w.Need(world.Site); err != nil {
		return nil, err
	}
	p.home = strings.TrimRight(p.home, "/")
	if p.page, err = tables.Open(w, tables.Page); err != nil {
		return nil, err
	}
	if p.access, err = tables.Open(w, tables.Access); err != nil {
		return nil, err
	}
	if p.parameters, err = parameters.Open(w); err != nil {
		return nil, err
	}
	if p.people, err = mail.Open(w, p.parameters); err != nil {
		return nil, err
	}
	p.secrets = parameters.NewSecrets(w, p.parameters, p.page)
	return p, nil
}

func (p *parts) accounts(ctx context.Context) (*access.Accounts, error) {
	key, err := p.parameters.Bytes(ctx, parameters.Key)
	if err != nil {
		return nil, err
	}
	box, err := access.NewBox(key, p.world.Random)
	if err != nil {
		return nil, err
	}
	return access.New(access.Options{Driver: p.access, Box: box, Hasher: password.NewHasher(), Random: p.world.Random, Now: p.world.Now}), nil
}

func (p *parts) dashboard(ctx context.Context, accounts *access.Accounts) (http.Handler, error) {
	key, err := p.parameters.Bytes(ctx, parameters.Key)
	if err != nil {
		return nil, err
	}
	box, err := access.NewBox(key, p.world.Random)
	if err != nil {
		return nil, err
	}
	people, err := p.people.Get(ctx)
	if err != nil {
		return nil, err
	}
	keeper, err := p.secrets.Keeper(ctx)
	if err != nil {
		return nil, err
	}
	w, in, metrics := p.world, inbox.New(p.page), &web.Metrics{}
	a := app.New(app.Parts{Store: p.page, Inbox: in, Secrets: p.secrets, People: people, Now: w.Now, Random: w.Random, Log: w.Log, Metrics: metrics})
	h, err := dashboard.New(a, dashboard.Parts{
		Store: p.page, Inbox: in, Secrets: keeper, Accounts: accounts, Tokens: access.NewTokens(p.access), Box: box,
		Audit: audit.New(map[string]store.Driver{"page": p.page, "access": p.access, "contacts": people.Store}),
		Home:  p.home, Undo: undo, Program: "AWS Lambda", Now: w.Now, Random: w.Random, Log: w.Log, Metrics: metrics,
	})
	if err != nil {
		return nil, err
	}
	return p.awake(a, a.Fresh(h)), nil
}

// awake sees to what was posted, and wakes the doors that have to do with it. The one that publishes
// has itself woken again when a post can no longer be taken back.
func (p *parts) awake(a *app.App, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		wake, err := app.Settle(r.Context(), a)
		if wake {
			err = errors.Join(err, word.Give(r.Context(), p.page, "dashboard", word.Dashboard, p.world.Now()))
		}
		if err != nil {
			p.world.Log.WarnContext(r.Context(), "what was posted is published by the minute", "error", err)
		}
	})
}
