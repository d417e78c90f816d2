package admin

import (
	"errors"
	"net/http"

	"tidings/internal/access"
)

func (a *Admin) linkRoutes() []Route {
	return []Route{
		{Method: "GET", Path: access.LinkPath + "{text}", Action: access.Anything, Serve: linkPage},
		{Method: "POST", Path: access.LinkPath + "{text}", Action: access.Anything, Serve: useLink},
	}
}

// linkForm is what the page is given. Email is fixed but for the first administrator.
type linkForm struct {
	Kind, Email, Name string
}

var linkTitles = map[string]string{
	access.LinkFirst:  "The first administrator",
	access.LinkInvite: "Welcome",
	access.LinkReset:  "A new password",
}

// linkPage looks and changes nothing: whoever scans mail follows links too.
func linkPage(v *Visit) error {
	l, err := v.link()
	if err != nil {
		return err
	}
	return v.Show("link", linkTitles[l.Kind], formOf(l))
}

func formOf(l access.Link) linkForm {
	return linkForm{Kind: l.Kind, Email: l.Account.Email.Reveal(), Name: l.Account.Name}
}

// link is the one in the address, or an answer that says what to do without it.
func (v *Visit) link() (access.Link, error) {
	if err := v.try(); err != nil {
		return access.Link{}, err
	}
	l, err := v.admin.Accounts.Link(v.Context(), v.PathValue("text"))
	if errors.Is(err, access.ErrLink) {
		err = Failure{http.StatusGone, Capital(access.ErrLink.Error()) + ". Ask for a new one: an administrator makes it under People, or with the command tidings user reset EMAIL. " +
			"For the first administrator start tidings serve again."}
	}
	if err == nil {
		v.admin.throttle.Forgive(v.Client().Address)
	}
	return l, err
}

func useLink(v *Visit) error {
	l, err := v.link()
	if err != nil {
		return err
	}
	again := formOf(l)
	if again.Name = v.Field("name"); l.Kind == access.LinkFirst {
		again.Email = v.Field("email")
	}
	if v.Field("password") != v.Field("again") {
		return v.Again("link", linkTitles[l.Kind], again, Failure{http.StatusUnprocessableEntity, "The two passwords are not the same. Type both again."})
	}
	g, err := v.admin.Accounts.Use(v.Context(), v.PathValue("text"), access.Chosen{Email: v.Field("email"), Name: v.Field("name"), Password: v.Field("password")}, v.Client())
	if err != nil {
		return v.Again("link", linkTitles[l.Kind], again, entry(err))
	}
	return v.enter(g, Prefix+"account?told=welcome")
}
