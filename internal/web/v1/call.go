package v1

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/clip"
	"tidings/internal/status"
)

// call is one request on its way through the API.
type call struct {
	api *API
	w   http.ResponseWriter
	r   *http.Request
	ctx context.Context
	at  time.Time

	site  Site
	zone  *time.Location // of the dates in this request and its answer
	token *access.Token  // nil for a guest
	route *route
	path  map[string]string // what stands for the names in the route's path
	in    input
	key   string // Idempotency-Key, or empty
	house *house // read when first asked for
}

// serve goes through the checks in the order that costs least and gives least
// away, and then does what is asked.
func (c *call) serve() error {
	steps := [...]func() error{c.begin, c.match, c.limit, c.authorize, c.acceptable, c.zoned, c.read}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	if c.r.Method == http.MethodOptions {
		return c.preflight()
	}
	a, err := c.once(func() (*answer, error) { return c.route.run(c) })
	if err != nil {
		return err
	}
	return c.send(a)
}

func (c *call) begin() (err error) {
	site, ok := c.api.House.Site()
	if !ok {
		return &failure{status: http.StatusServiceUnavailable, detail: "The site is starting: try again in a moment.", retry: 5 * time.Second}
	}
	c.site, c.zone = site, site.Zone
	return nil
}

// match finds the route of the address.
func (c *call) match() error {
	rest := strings.TrimPrefix(path.Clean(c.r.URL.Path), Prefix)
	found := c.api.findRoutes(rest)
	if len(found) == 0 {
		return notFound("There is no such address in this API.")
	}
	method := c.r.Method
	if method == http.MethodHead || method == http.MethodOptions {
		method = http.MethodGet
	}
	for _, m := range found {
		if m.route.method == method || c.r.Method == http.MethodOptions {
			c.route, c.path = m.route, m.path
			return nil
		}
	}
	c.w.Header().Set("Allow", allowed(found))
	return &failure{status: http.StatusMethodNotAllowed, detail: fmt.Sprintf("%s is not possible here: use %s.", clip.Text(c.r.Method, 20), allowed(found))}
}

func (c *call) acceptable() error {
	if accepts(c.r.Header.Values("Accept")) {
		return nil
	}
	return &failure{status: http.StatusNotAcceptable, detail: "This API answers application/json only: accept that."}
}

// accepts reports whether an Accept header allows JSON. A quality of 0 is
// nothing that a client of this API is known to send.
func accepts(headers []string) bool {
	if len(headers) == 0 {
		return true
	}
	for _, part := range strings.Split(strings.Join(headers, ","), ",") {
		kind, _, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(kind)) {
		case "", "*/*", "application/*", "application/json", "text/json":
			return true
		}
	}
	return false
}

// zoned takes the zone of the request's dates from its header.
func (c *call) zoned() error {
	name := c.r.Header.Get("Time-Zone")
	if name == "" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" || len(name) > 64 {
		return invalid(fmt.Sprintf("The Time-Zone header names no time zone that there is: %q. Use a name such as Europe/Berlin.", clip.Text(name, 64)))
	}
	c.zone = zone
	return nil
}

// preflight answers what a browser asks before it sends a header of ours.
func (c *call) preflight() error {
	h := c.w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	h.Set("Access-Control-Allow-Headers", "X-Cachet-Token, Authorization, Time-Zone, If-None-Match")
	h.Set("Access-Control-Max-Age", "3600")
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// insider reports whether the call may see what is not public.
func (c *call) insider() bool {
	return c.token != nil && access.Can(c.token.Actor(""), access.ReadSite)
}

// actor is who the call writes as.
func (c *call) actor() status.Actor {
	if c.token.Kind == access.Person {
		return status.Actor{Kind: status.OriginPerson, ID: "token/" + c.token.ID, From: c.address()}
	}
	return status.Actor{Kind: status.OriginAutomation, ID: "token/" + c.token.ID, From: c.address()}
}

func (c *call) robot() bool { return c.token.Kind != access.Person }
