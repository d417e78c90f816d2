package v1

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"tidings/internal/access"
	"tidings/internal/pattern"
)

// The scopes of a token: what it may write, if it is not to write everything.
const (
	scopeComponents  = "components"
	scopeIncidents   = "incidents"
	scopeSchedules   = "schedules"
	scopeMetrics     = "metrics"
	scopeSubscribers = "subscribers"
)

// limit holds back who asks too often: a token by itself, a guest by address.
// A stranger who tries tokens has far fewer tries.
func (c *call) limit() error {
	if err := c.tokenInQuery(); err != nil {
		return err
	}
	text, given := c.credential()
	if !given {
		return c.hold(c.api.rates, c.neighbour())
	}
	tok, err := c.api.Tokens.Check(c.ctx, text, c.at)
	if errors.Is(err, access.ErrDenied) {
		return c.stranger()
	}
	if err != nil {
		return &failure{status: http.StatusServiceUnavailable, detail: "Tokens cannot be checked now: please try again.", retry: secondsToRetry, cause: err}
	}
	c.token = &tok
	if err := c.api.Tokens.Use(c.ctx, tok, c.at); err != nil {
		c.api.Log.Warn("the use of a token could not be noted", "token", tok.ID, "error", err)
	}
	return c.hold(c.api.rates, "token/"+tok.ID)
}

// stranger is somebody with a wrong token: a guest where guests may be, as
// Cachet has it.
func (c *call) stranger() error {
	if err := c.hold(c.api.strangers, c.neighbour()); err != nil {
		return err
	}
	return c.hold(c.api.rates, c.neighbour())
}

// authorize lets in who may do what the route does.
func (c *call) authorize() error {
	switch {
	case c.r.Method == http.MethodOptions || c.route.action == access.Anything:
		return nil
	case c.token == nil:
		return &failure{status: http.StatusUnauthorized, detail: "You are not authorized to access this content: send a valid token as X-Cachet-Token, or as Authorization: Bearer."}
	}
	return c.may(c.route.action)
}

// may refuses what the token is not for.
func (c *call) may(a access.Action) error {
	if !access.Can(c.token.Actor(c.address()), a) {
		return forbidden(fmt.Sprintf("This token has the role %s and may not do this: use one of a higher role.", c.token.Role))
	}
	if !c.reading() && !c.token.Covers(c.route.scope) {
		return forbidden(fmt.Sprintf("This token is not for %s: its scopes are %s.", c.route.scope, strings.Join(c.token.Scopes, ", ")))
	}
	return nil
}

// credential is the token of the request: in Cachet's own header, as a bearer,
// or as the password of Basic.
func (c *call) credential() (text string, given bool) {
	if text := strings.TrimSpace(c.r.Header.Get("X-Cachet-Token")); text != "" {
		return text, true
	}
	header := c.r.Header.Get("Authorization")
	if scheme, text, ok := strings.Cut(header, " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(text), true
	}
	if _, password, ok := c.r.BasicAuth(); ok {
		return password, true
	}
	return "", false
}

// address is that of the client, without its port.
func (c *call) address() string {
	if c.api.Client != nil {
		return c.api.Client(c.r)
	}
	host, _, err := net.SplitHostPort(c.r.RemoteAddr)
	if err != nil {
		return c.r.RemoteAddr
	}
	return host
}

// tokenText is how a token looks, wherever it stands.
var tokenText = pattern.New(`tdg_[A-Za-z0-9_-]{20,}`)

// tokenInQuery refuses a token in the address: addresses are written to logs
// and to histories.
func (c *call) tokenInQuery() error {
	query := c.r.URL.Query()
	named := false
	for name := range query {
		switch strings.ToLower(name) {
		case "token", "api_token", "api_key", "apikey", "access_token", "x-cachet-token":
			named = true
		}
	}
	if !named && !tokenText().MatchString(c.r.URL.RawQuery) && !tokenText().MatchString(c.r.URL.Path) {
		return nil
	}
	return invalid("A token may not stand in an address, because addresses are written to logs: send it as X-Cachet-Token, and if this was a real one, revoke it.")
}
