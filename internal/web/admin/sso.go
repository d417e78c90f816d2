package admin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"tidings/internal/access"
	"tidings/internal/access/sso"
	"tidings/internal/config"
)

const (
	ssoPath = signInPath + "/sso"
	ssoBack = ssoPath + "/back"
	// ssoTime is how long the provider may keep somebody.
	ssoTime = 10 * time.Minute
)

// Secrets finds the values of a secret that are good at a time.
type Secrets interface {
	Lookup(ctx context.Context, name string, at time.Time) ([]string, error)
}

func (a *Admin) ssoRoutes() []Route {
	return []Route{
		{Method: "GET", Path: ssoPath, Action: access.Anything, Serve: askProvider},
		{Method: "GET", Path: ssoBack, Action: access.Anything, Serve: fromProvider},
	}
}

// signOn is the provider of the site; nil for none.
func (v *Visit) signOn() *config.SignOn {
	if v.admin.SignOn == nil {
		return nil
	}
	return v.admin.SignOn()
}

var errNoProvider = Failure{http.StatusNotFound, "There is no single sign-on here. Sign in with the password or a passkey."}

// journey is what the browser carries to the provider and back, sealed.
type journey struct {
	Until time.Time `json:"until"`
	Next  string    `json:"next"`
	State sso.State `json:"state"`
}

const ssoPurpose = "admin/sso"

// askProvider leads to the provider. It is a link and no form, because the
// policy keeps forms from leading elsewhere; it changes nothing here.
func askProvider(v *Visit) error {
	c := v.signOn()
	if c == nil {
		return errNoProvider
	}
	to, state, err := v.admin.sso.Begin(v.Context(), *c, v.origin()+ssoBack)
	if err != nil {
		return v.ssoFailed(err)
	}
	until := v.admin.Now().Add(ssoTime)
	plain, err := json.Marshal(journey{until, v.next(), state})
	if err != nil {
		return err
	}
	sealed, err := v.admin.Box.Seal(ssoPurpose, plain)
	if err != nil {
		return err
	}
	// Lax: the provider's answer comes from another site.
	v.keep(ssoCookie, base64.RawURLEncoding.EncodeToString(sealed), until, http.SameSiteLaxMode)
	return v.Go(to)
}

func fromProvider(v *Visit) error {
	c := v.signOn()
	if c == nil {
		return errNoProvider
	}
	if err := v.try(); err != nil {
		return err
	}
	j, err := v.journey()
	if err != nil {
		return v.ssoFailed(err)
	}
	g, err := v.byProvider(*c, j.State)
	if err != nil {
		return v.ssoFailed(err)
	}
	return v.enter(g, local(j.Next))
}

func (v *Visit) journey() (j journey, err error) {
	text, _ := v.cookie(ssoCookie)
	v.drop(ssoCookie)
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return j, sso.ErrRefused
	}
	plain, err := v.admin.Box.Open(ssoPurpose, sealed)
	if err != nil || json.Unmarshal(plain, &j) != nil || !v.admin.Now().Before(j.Until) {
		return j, sso.ErrRefused
	}
	return j, nil
}

func (v *Visit) byProvider(c config.SignOn, s sso.State) (access.Grant, error) {
	secrets, err := v.admin.Secrets.Lookup(v.Context(), c.Secret, v.admin.Now())
	if err != nil {
		return access.Grant{}, err
	}
	if len(secrets) == 0 {
		return access.Grant{}, fmt.Errorf("%w: the client's secret is not set: tidings secret set %s", sso.ErrRefused, c.Secret)
	}
	q := v.URL.Query()
	who, err := v.admin.sso.Finish(v.Context(), c, v.origin()+ssoBack, secrets[0], s, sso.Answer{State: q.Get("state"), Code: q.Get("code")})
	if err != nil {
		return access.Grant{}, err
	}
	email, err := access.ParseEmail(who.Email)
	if err != nil {
		return access.Grant{}, sso.ErrRefused
	}
	return v.admin.Accounts.SignInKnown(v.Context(), access.Known{Subject: who.Subject, Email: email, Name: who.Name, Rights: given(who.Role)}, v.Client())
}

// given are the rights of a rule; nil for none.
func given(r *config.SignOnRole) *access.Rights {
	if r == nil {
		return nil
	}
	rights := access.Rights{Role: r.Role}
	for _, p := range r.Permissions {
		rights.Permissions = append(rights.Permissions, access.Permission(p))
	}
	if len(rights.Permissions) == 0 {
		rights.Permissions = []access.Permission{access.Site}
	}
	return &rights
}

// ssoFailed says the same to everybody and the reason to the operator.
func (v *Visit) ssoFailed(err error) error {
	f := Failure{http.StatusForbidden, "The identity provider did not let you in, or nobody has invited you here. Try it again, or sign in another way."}
	switch {
	case errors.Is(err, sso.ErrUnreachable):
		f = Failure{http.StatusServiceUnavailable, "The identity provider cannot be reached. Sign in with the password or a passkey, or ask for a link: an operator makes one with tidings user reset EMAIL."}
	case !errors.Is(err, sso.ErrRefused) && !errors.Is(err, access.ErrRefused):
		return err
	}
	v.admin.Log.LogAttrs(v.Context(), slog.LevelWarn, "a single sign-on failed", slog.Any("error", err))
	return v.Again("sign-in", "Sign in", v.signInForm(), f)
}
