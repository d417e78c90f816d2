package app

import (
	"context"
	"net/http"
	"strings"

	"tidings/internal/contacts"
	"tidings/internal/status"
	"tidings/internal/web/v1"
)

// apiHouse lets the API into the program.
type apiHouse struct{ *App }

var _ v1.House = apiHouse{}

// Site implements v1.House.
func (h apiHouse) Site() (v1.Site, bool) {
	r := h.rules.Load()
	if r == nil || h.halfway.Load() {
		return v1.Site{}, false
	}
	s := &r.config.Site
	return v1.Site{
		Board: r.board, Layout: r.config.Layout, Zone: s.Zone, URL: strings.TrimSuffix(s.URL, "/"),
		Languages: s.Languages, Templates: r.config.Templates,
	}, true
}

// Wrote implements v1.House: what was written is published, and time may bring
// something new.
func (h apiHouse) Wrote() {
	h.toPublish.ring()
	h.toTime.ring()
}

// api answers the addresses of the API before anybody else sees them, since its
// clients write addresses that a router would redirect.
func (a *App) api(rest http.Handler) http.Handler {
	api := v1.New(v1.Options{People: a.subscribers(),
		House: apiHouse{a}, Tokens: a.Tokens, Store: a.Store, Now: a.clock.Now, Random: a.Random, Log: a.Log, Rate: a.APIRate, Client: a.Client,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !v1.Owns(r.URL.Path) {
			rest.ServeHTTP(w, r)
			return
		}
		a.still.RLock()
		defer a.still.RUnlock()
		api.ServeHTTP(w, r)
	})
}

// subscribers are those whom the API takes in.
func (a *App) subscribers() (p v1.People) {
	if a.People != nil {
		p.Book = func(context.Context) (*contacts.Book, error) { return a.People.Book, nil }
		p.Off = a.People.off
		p.Invited = func(context.Context) { a.toTell.ring() }
	}
	return p
}

// layout is that of the files with what was made beside them, as the public
// sees it.
func (r *rules) layout(ctx context.Context) (status.Layout, error) {
	made, err := r.board.Made(ctx)
	if err != nil {
		return status.Layout{}, err
	}
	return made.Merge(r.config.Layout, true), nil
}
