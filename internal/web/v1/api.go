package v1

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/throttle"
)

// Prefix is where all addresses of the API begin.
const Prefix = "/api/v1"

// Site is what the API speaks of, as it is now.
type Site struct {
	Board     *status.Board
	Layout    status.Layout // of the content files
	Zone      *time.Location
	URL       string // of the site, without a slash at the end
	Languages []string
	Templates []config.Template
}

// House is what the API needs of the program behind it.
type House interface {
	// Site is what to speak of, or false as long as there is none.
	Site() (Site, bool)
	// Wrote says that something has been written, and may have to be published.
	Wrote()
}

// Tokens says whose a token is.
type Tokens interface {
	// Check returns access.ErrDenied for a token that is good for nothing.
	Check(ctx context.Context, text string, at time.Time) (access.Token, error)
	// Use notes that a token opened something.
	Use(ctx context.Context, tok access.Token, at time.Time) error
}

// Options are what the API is made of. All are needed but
// Rate, People and Client.
type Options struct {
	House  House
	Tokens Tokens
	Store  store.Driver // for answers that a repeated request gets again
	Now    func() time.Time
	Random io.Reader // cryptographic
	Log    *slog.Logger
	// Rate is how many requests a minute one token, and one address without
	// any, may make; 0 means DefaultRate, less than that no limit.
	Rate int
	// People are those who subscribe.
	People People
	// Client is the network address that a request comes from; nil: that of the
	// connection.
	Client func(*http.Request) string
}

// API answers all requests below Prefix. Make it with New.
type API struct {
	Options
	rates, strangers *throttle.Throttle
	numbers          numbering
	routes           []route
}

// New returns the API.
func New(o Options) *API {
	if o.Rate == 0 {
		o.Rate = DefaultRate
	}
	return &API{Options: o, rates: limit(o.Rate), strangers: limit(wrongTokens), routes: routes()}
}

// Owns reports whether the API answers an address. Clients that join a base
// address and a path send two slashes; they are meant.
func Owns(address string) bool {
	if !strings.Contains(address, "//") {
		return address == Prefix || strings.HasPrefix(address, Prefix+"/")
	}
	clean := path.Clean(address)
	return clean == Prefix || strings.HasPrefix(clean, Prefix+"/")
}

// ServeHTTP answers one request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{api: a, w: w, r: r, ctx: r.Context(), at: a.Now()}
	c.header()
	err := c.serve()
	if err == nil {
		return
	}
	failure := c.failure(err)
	if failure.status >= http.StatusInternalServerError {
		a.Log.Warn("the API could not answer", "method", r.Method, "path", r.URL.Path, "error", err, "id", failure.id)
	}
	c.send(failure.answer())
}

// header sets what every answer says.
func (c *call) header() {
	h := c.w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "X-Cachet-Token, Authorization, Time-Zone")
	if c.reading() || c.r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag, Retry-After")
	}
}

func (c *call) reading() bool {
	return c.r.Method == http.MethodGet || c.r.Method == http.MethodHead
}
