// Package httpapi answers HTTP API events (payload 2.0) by an http.Handler. It
// must never know what the handler does.
//
// The API stands behind CloudFront, and can be reached past it by its own name,
// where no firewall looks and no address of a client can be believed. So a
// request counts only with the header that CloudFront adds; without it there is nothing
// here (404). The client's address is the one that CloudFront has seen, the host
// is that of the site: what else the request says of them is forgotten.
//
// CloudFront shows the page for what is not found in place of every 403, whoever
// answers it. A handler's 403 therefore becomes 404 for who only reads, and 409
// for who writes.
package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"

	"github.com/aws/aws-lambda-go/events"

	"tidings/internal/secret/proof"
)

// OriginHeader is what CloudFront proves itself by.
const OriginHeader = "X-Tidings-Origin"

// Door answers events. All fields must be set.
type Door struct {
	Site    *url.URL // the address at which people reach the site
	Handler http.Handler
	// Origin gives the values of OriginHeader that are good now: two while it is
	// rotated.
	Origin func(ctx context.Context) ([]string, error)
	Log    *slog.Logger
}

// ParseSite reads the address of the site, as https://status.example.com.
func ParseSite(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, fmt.Errorf("%q is no address of a site: write it as https://status.example.com", address)
	}
	return u, nil
}

// Invoke implements lambda.Handler.
func (d *Door) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	return json.Marshal(d.answer(ctx, e))
}

func (d *Door) answer(ctx context.Context, e events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
	good, err := d.Origin(ctx)
	if err == nil && len(good) == 0 {
		err = errors.New("no value is set that CloudFront could prove itself by")
	}
	if err != nil {
		d.Log.ErrorContext(ctx, "it cannot be told who asks", "error", err)
		return plain(http.StatusServiceUnavailable)
	}
	if !proves(e.Headers, good) {
		return plain(http.StatusNotFound)
	}
	r, err := d.request(ctx, e)
	if err != nil {
		return plain(http.StatusBadRequest)
	}
	return d.serve(r)
}

// serve has the handler answer. One that panics costs its own request.
func (d *Door) serve(r *http.Request) (answer events.APIGatewayV2HTTPResponse) {
	defer func() {
		if p := recover(); p != nil {
			d.Log.ErrorContext(r.Context(), "a request failed inside Tidings: please report this", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			answer = plain(http.StatusInternalServerError)
		}
	}()
	w := &writer{header: http.Header{}}
	d.Handler.ServeHTTP(w, r)
	return w.answer(r.Method)
}

// proves reports whether a request carries a good value. How long it looks says
// nothing about how much of one was right.
func proves(headers map[string]string, good []string) bool {
	sent, is := header(headers, OriginHeader), false
	for _, g := range good {
		same := proof.Same(sent, g)
		is = is || same
	}
	return is && sent != ""
}

func plain(status int) events.APIGatewayV2HTTPResponse {
	return events.APIGatewayV2HTTPResponse{StatusCode: status, Headers: map[string]string{"Cache-Control": "no-store"}}
}
