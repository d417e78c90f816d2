// Package api is the door for the API at /api/v1.
package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/access"
	"tidings/internal/boot/cloud/book"
	"tidings/internal/boot/cloud/httpapi"
	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/word"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/kept"
	"tidings/internal/mailing"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/web"
	"tidings/internal/web/v1"
)

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	page, err := tables.Open(w, tables.Page)
	if err != nil {
		return nil, err
	}
	accounts, err := tables.Open(w, tables.Access)
	if err != nil {
		return nil, err
	}
	p, err := parameters.Open(w)
	if err != nil {
		return nil, err
	}
	people, err := subscribers(w, page, p)
	if err != nil {
		return nil, err
	}
	return Over(w, page, accounts, people, p.Origin)
}

// subscribers are those whom the API takes in. The letters that it leaves for them
// are sent by the door that tells people, now or with the minute.
func subscribers(w world.World, page store.Driver, p *parameters.Store) (people v1.People, err error) {
	private, err := book.Open(w, p)
	if err != nil {
		return people, err
	}
	people.Book = func(ctx context.Context) (*contacts.Book, error) {
		b, err := private.Get(ctx)
		if err != nil {
			return nil, fmt.Errorf("%w: opening the contacts: %w", store.ErrUnavailable, err)
		}
		return b.Book, nil
	}
	people.Off = func(ctx context.Context) (bool, error) { return mailing.IsOff(ctx, page) }
	people.Invited = func(ctx context.Context) {
		if err := word.Give(ctx, page, "api", word.Invitations, w.Now()); err != nil {
			w.Log.WarnContext(ctx, "who subscribes is asked to confirm it with the minute", "error", err)
		}
	}
	return people, nil
}

// Over is the door over stores that are open. Origin gives what CloudFront proves
// itself by.
func Over(w world.World, page, accounts store.Driver, people v1.People, origin func(context.Context) ([]string, error)) (lambda.Handler, error) {
	h := &house{store: page, content: kept.Follower{Store: page, Now: w.Now}}
	api := v1.New(v1.Options{House: h, Tokens: access.NewTokens(accounts), Store: page, People: people, Now: w.Now, Random: w.Random, Log: w.Log, Client: web.Proxies{}.Client})
	return httpapi.Open(w, h.before(w, api), origin)
}

// house is the program behind the API. It implements v1.House.
type house struct {
	store   store.Driver
	content kept.Follower
	config  atomic.Pointer[config.Config]
}

// before reads which configuration is in force before each request.
func (h *house) before(w world.World, api http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		c, err := h.content.Config(r.Context())
		if err != nil {
			w.Log.WarnContext(r.Context(), "the configuration in force cannot be read", "error", err)
			web.Problem(rw, http.StatusServiceUnavailable, "The page is starting. Try again in a few seconds.")
			return
		}
		h.config.Store(c)
		api.ServeHTTP(rw, r)
	})
}

// Site implements v1.House.
func (h *house) Site() (v1.Site, bool) {
	c := h.config.Load()
	if c == nil {
		return v1.Site{}, false
	}
	return v1.Site{
		Board: status.NewBoard(h.store, c.Site.Zone), Layout: c.Layout, Zone: c.Site.Zone, URL: strings.TrimSuffix(c.Site.URL, "/"),
		Languages: c.Site.Languages, Templates: c.Templates,
	}, true
}

// Wrote implements v1.House: the stream of the table wakes whoever has to know.
func (h *house) Wrote() {}
