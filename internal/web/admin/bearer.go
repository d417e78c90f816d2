package admin

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"tidings/internal/access"
)

// identifyToken lets a program in by a token whose scopes name the route's: the
// one thing in the dashboard that a token opens. Without any token it is nobody.
func (v *Visit) identifyToken() error {
	scheme, text, given := strings.Cut(v.Header.Get("Authorization"), " ")
	if !given || !strings.EqualFold(scheme, "Bearer") {
		return nil
	}
	if err := v.try(); err != nil {
		return err
	}
	tok, err := v.admin.Tokens.Check(v.Context(), strings.TrimSpace(text), v.admin.Now())
	if errors.Is(err, access.ErrDenied) {
		v.w.Header().Set("WWW-Authenticate", `Bearer realm="audit"`)
		return Failure{http.StatusUnauthorized, "This token is unknown, revoked or over."}
	}
	if err != nil {
		return err
	}
	v.admin.throttle.Forgive(v.Client().Address)
	if !slices.Contains(tok.Scopes, v.route.Scope) {
		return Failure{http.StatusForbidden, "This token may not do this: make one with the scope " + v.route.Scope + "."}
	}
	if err := v.admin.Tokens.Use(v.Context(), tok, v.admin.Now()); err != nil {
		return err
	}
	v.Who = tok.Actor(v.Client().Address)
	v.Who.Permissions = append(v.Who.Permissions, access.Administration)
	return nil
}
