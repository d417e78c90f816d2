package admin

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"

	"tidings/internal/access"
)

const (
	signInPath = Prefix + "sign-in"
	codePath   = signInPath + "/code"
)

func (a *Admin) signInRoutes() []Route {
	return []Route{
		{Method: "GET", Path: signInPath, Action: access.Anything, Serve: signInPage},
		{Method: "POST", Path: signInPath, Action: access.Anything, Serve: signIn},
		{Method: "GET", Path: codePath, Action: access.Anything, Serve: codePage},
		{Method: "POST", Path: codePath, Action: access.Anything, Serve: useCode},
		{Method: "POST", Path: Prefix + "sign-out", Action: access.OwnAccount, Serve: signOut},
	}
}

// refused is said to everybody whom we do not let in, whatever the reason: it
// must not tell which addresses have an account.
var refused = Failure{http.StatusForbidden, "That did not work. Look at the e-mail address and the password again. " +
	"After ten tries an account is closed to passwords for 15 minutes; a passkey, or a link from an administrator, opens it all the same."}

var tooMany = Failure{http.StatusTooManyRequests, "There were too many tries from your network. Wait 15 minutes, or use a link from an administrator."}

// try counts a try to sign in, and says no to more than a network may have.
func (v *Visit) try() error {
	if v.admin.throttle.Allow(v.Client().Address, v.admin.Now()) {
		return nil
	}
	return tooMany
}

// signInForm is what the page is given.
type signInForm struct {
	Next     string
	Email    string
	Provider string // name of the identity provider; empty for none
	Forgot   bool   // a link to a new password can be sent
}

func (v *Visit) signInForm() signInForm {
	f := signInForm{Next: v.next(), Email: v.knownEmail(), Forgot: v.admin.Letters != nil}
	if c := v.signOn(); c != nil {
		f.Provider = cmp.Or(c.Name, "single sign-on")
	}
	return f
}

func signInPage(v *Visit) error {
	return v.Show("sign-in", "Sign in", v.signInForm())
}

// next is where to go after signing in.
func (v *Visit) next() string { return local(v.FormValue("next")) }

// knownEmail spares whoever is signed in already to type it.
func (v *Visit) knownEmail() string { return v.Account.Email.Reveal() }

func signIn(v *Visit) error {
	again := v.signInForm()
	again.Email = v.Field("email")
	if err := v.try(); err != nil {
		return v.Again("sign-in", "Sign in", again, err)
	}
	g, err := v.admin.Accounts.SignIn(v.Context(), v.Field("email"), v.Field("password"), v.Client())
	if err != nil {
		return v.Again("sign-in", "Sign in", again, entry(err))
	}
	return v.enter(g, again.Next)
}

// entry is what a refused sign-in says.
func entry(err error) error {
	if errors.Is(err, access.ErrRefused) {
		return refused
	}
	return err
}

// enter goes on after a step of signing in: to the next step, or in. What the
// browser carried before is worth nothing afterwards.
func (v *Visit) enter(g access.Grant, next string) error {
	if g.Pending {
		v.keep(stepCookie, g.Text, g.Until, http.SameSiteStrictMode)
		return v.Go(codePath + "?" + url.Values{"next": {next}}.Encode())
	}
	v.admin.throttle.Forgive(v.Client().Address)
	if err := v.endOld(); err != nil {
		return err
	}
	v.drop(stepCookie)
	v.keep(sessionCookie, g.Text, g.Until, http.SameSiteLaxMode)
	return v.Go(next)
}

// endOld ends the session that this one takes the place of.
func (v *Visit) endOld() error {
	if !v.SignedIn() {
		return nil
	}
	return v.admin.Accounts.EndSession(v.Context(), v.Who, v.Account.ID, v.Session.ID, "session.end")
}

func codePage(v *Visit) error {
	if _, ok := v.cookie(stepCookie); !ok {
		return v.Go(signInPath)
	}
	return v.Show("code", "Second step", signInForm{Next: v.next()})
}

func useCode(v *Visit) error {
	text, ok := v.cookie(stepCookie)
	if !ok {
		return v.Go(signInPath)
	}
	again := signInForm{Next: v.next()}
	if err := v.try(); err != nil {
		return v.Again("code", "Second step", again, err)
	}
	g, err := v.admin.Accounts.SecondStep(v.Context(), text, v.Field("code"), v.Client())
	switch {
	case errors.Is(err, access.ErrSignedOut):
		v.drop(stepCookie)
		return v.Go(signInPath + "?" + url.Values{"next": {again.Next}}.Encode())
	case errors.Is(err, access.ErrRefused):
		return v.Again("code", "Second step", again, Failure{http.StatusForbidden, "That code did not work. Wait for the next one, or use one of your recovery codes; each opens once."})
	case err != nil:
		return v.Again("code", "Second step", again, err)
	}
	return v.enter(g, again.Next)
}

func signOut(v *Visit) error {
	err := v.admin.Accounts.EndSession(v.Context(), v.Who, v.Account.ID, v.Session.ID, "sign-out")
	if err != nil {
		return err
	}
	v.drop(sessionCookie)
	return v.Go(signInPath + "?told=out")
}
