package httpapi

import (
	"context"
	"net/http"

	"tidings/internal/boot/cloud/world"
)

// Open opens a door for requests to the site that the stack is for.
func Open(w world.World, handler http.Handler, origin func(context.Context) ([]string, error)) (*Door, error) {
	address, err := w.Need(world.Site)
	if err != nil {
		return nil, err
	}
	site, err := ParseSite(address)
	if err != nil {
		return nil, err
	}
	return &Door{Site: site, Handler: handler, Origin: origin, Log: w.Log}, nil
}

// When is a handler that is opened with its first request: 503 as long as it
// cannot be.
func When(w world.World, later *world.Later[http.Handler]) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h, err := later.Get(r.Context())
		if err != nil {
			w.Log.ErrorContext(r.Context(), "the door cannot be opened now", "error", err)
			rw.Header().Set("Retry-After", "5")
			rw.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		h.ServeHTTP(rw, r)
	})
}
