package admin

import (
	"net/http"

	"tidings/internal/access"
)

const accountPath = Prefix + "account"

func (a *Admin) accountRoutes() []Route {
	return []Route{
		{Method: "GET", Path: accountPath, Action: access.OwnAccount, Name: "Account", Menu: AdministrationMenu, Serve: accountPage},
		{Method: "POST", Path: accountPath + "/name", Action: access.OwnAccount, Serve: rename},
		{Method: "POST", Path: accountPath + "/password", Action: access.OwnAccount, Serve: setPassword},
		{Method: "POST", Path: accountPath + "/sessions/end", Action: access.OwnAccount, Serve: endSession},
	}
}

// accountData is what the page is given.
type accountData struct {
	Account  access.Account
	Email    string
	Sessions []access.Session
	This     string // id of the session that looks
}

func (v *Visit) accountData() (accountData, error) {
	sessions, err := v.admin.Accounts.Sessions(v.Context(), v.Account.ID)
	return accountData{v.Account, v.Account.Email.Reveal(), sessions, v.Session.ID}, err
}

func accountPage(v *Visit) error {
	data, err := v.accountData()
	if err != nil {
		return err
	}
	return v.Show("account", "Your account", data)
}

// again shows the account with what was wrong.
func (v *Visit) accountAgain(cause error) error {
	data, err := v.accountData()
	if err != nil {
		return err
	}
	return v.Again("account", "Your account", data, cause)
}

func rename(v *Visit) error {
	if err := v.admin.Accounts.Rename(v.Context(), v.Who, v.Account.ID, v.Field("name"), v.Field("signs") != ""); err != nil {
		return v.accountAgain(err)
	}
	return v.Go(accountPath + "?told=saved")
}

func setPassword(v *Visit) error {
	if !v.Account.Has.Password && !v.Session.Fresh(v.admin.Now()) {
		return v.toSignIn(true) // there is none to ask for
	}
	if v.Field("password") != v.Field("again") {
		return v.accountAgain(Failure{http.StatusUnprocessableEntity, "The two new passwords are not the same. Type both again."})
	}
	if err := v.try(); err != nil {
		return v.accountAgain(err)
	}
	g, err := v.admin.Accounts.SetPassword(v.Context(), v.Who, v.Field("present"), v.Field("password"), v.Client())
	if err != nil {
		return v.accountAgain(entry(err))
	}
	v.admin.throttle.Forgive(v.Client().Address)
	return v.renewed(g, accountPath+"?told=password")
}

// renewed goes on with the session that took the place of all others.
func (v *Visit) renewed(g access.Grant, to string) error {
	v.keep(sessionCookie, g.Text, g.Until, http.SameSiteLaxMode)
	return v.Go(to)
}

func endSession(v *Visit) error {
	if v.Field("session") == v.Session.ID {
		return signOut(v)
	}
	if err := v.admin.Accounts.EndSession(v.Context(), v.Who, v.Account.ID, v.Field("session"), "session.end"); err != nil {
		return err
	}
	return v.Go(accountPath + "?told=ended")
}
