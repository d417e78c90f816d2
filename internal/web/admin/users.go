package admin

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"tidings/internal/access"
)

const usersPath = Prefix + "people"

func (a *Admin) userRoutes() []Route {
	return []Route{
		{Method: "GET", Path: usersPath, Action: access.ReadAccounts, Name: "People", Menu: AdministrationMenu, Serve: usersPage},
		{Method: "POST", Path: usersPath, Action: access.WriteAccounts, Fresh: true, Serve: invite},
		{Method: "GET", Path: usersPath + "/{id}", Action: access.ReadAccounts, Serve: userPage},
		{Method: "POST", Path: usersPath + "/{id}/rights", Action: access.WriteAccounts, Fresh: true, Serve: setRights},
		{Method: "POST", Path: usersPath + "/{id}/link", Action: access.WriteAccounts, Fresh: true, Serve: newLink},
		{Method: "POST", Path: usersPath + "/{id}/remove", Action: access.WriteAccounts, Fresh: true, Serve: removeUser},
	}
}

// person is an account as the pages show it.
type person struct {
	access.Account
	Address string
}

func personOf(a access.Account) person { return person{a, a.Email.Reveal()} }

// choice is a box of a form.
type choice struct {
	Value, Name, Hint string
	On                bool
}

// rightsForm lets somebody choose what an account may do.
type rightsForm struct {
	Roles, Permissions []choice
}

var roleHints = map[string]string{
	access.View:   "reads",
	access.Edit:   "writes",
	access.Manage: "deletes, and changes settings",
}

var permissionHints = map[access.Permission]string{
	access.Site:           "incidents, maintenance, components",
	access.Contacts:       "the private contact book",
	access.Administration: "people, tokens, the audit log",
}

func rightsOf(r access.Rights) rightsForm {
	var f rightsForm
	for _, role := range access.Roles {
		f.Roles = append(f.Roles, choice{role, role, roleHints[role], role == r.Role})
	}
	for _, p := range access.Permissions {
		f.Permissions = append(f.Permissions, choice{string(p), string(p), permissionHints[p], slices.Contains(r.Permissions, p)})
	}
	return f
}

// rights are those that the form asks for.
func (v *Visit) rights() access.Rights {
	r := access.Rights{Role: v.Field("role"), Disabled: v.Field("disabled") != ""}
	for _, p := range v.PostForm["may"] {
		r.Permissions = append(r.Permissions, access.Permission(p))
	}
	return r
}

// usersData is what the page is given.
type usersData struct {
	People      []person
	Email, Name string
	Rights      rightsForm
	MayInvite   bool
}

func (v *Visit) usersData(r access.Rights) (usersData, error) {
	accounts, err := v.admin.Accounts.List(v.Context())
	data := usersData{Email: v.Field("email"), Name: v.Field("name"), Rights: rightsOf(r), MayInvite: access.Can(v.Who, access.WriteAccounts)}
	for _, a := range accounts {
		data.People = append(data.People, personOf(a))
	}
	return data, err
}

func usersPage(v *Visit) error {
	data, err := v.usersData(access.Rights{Role: access.Edit, Permissions: access.Usual(access.Edit)})
	if err != nil {
		return err
	}
	return v.Show("people", "People", data)
}

func invite(v *Visit) error {
	rights := v.rights()
	email, err := access.ParseEmail(v.Field("email"))
	if err == nil {
		err = unknownRights(rights.Check())
	}
	var made access.Account
	if err == nil {
		made, err = v.admin.Accounts.Add(v.Context(), v.Who, email, v.Field("name"), rights)
	}
	if err != nil {
		data, bad := v.usersData(rights)
		if bad != nil {
			return bad
		}
		return v.Again("people", "People", data, err)
	}
	return v.showLink(made)
}

// unknownRights is for rights that our own form does not offer.
func unknownRights(err error) error {
	if err == nil {
		return nil
	}
	return Failure{http.StatusUnprocessableEntity, Capital(err.Error()) + "."}
}

// linkMade is what the page is given: the only time that the link is shown.
type linkMade struct {
	Person person
	Link   access.Link
	Href   string
}

func (v *Visit) showLink(to access.Account) error {
	text, l, err := v.admin.Accounts.NewLink(v.Context(), v.Who, to.ID, false)
	if err != nil {
		return err
	}
	return v.Show("link-made", "A link for "+to.Shown(), linkMade{personOf(to), l, v.origin() + access.LinkPath + text})
}

// origin is the address at which people reach us.
func (v *Visit) origin() string {
	if v.admin.Home != "" {
		return strings.TrimSuffix(v.admin.Home, "/")
	}
	if v.secure() {
		return "https://" + v.Host
	}
	return "http://" + v.Host
}

// userData is what the page is given.
type userData struct {
	Person    person
	Rights    rightsForm
	MayChange bool
	Self      bool
}

func (v *Visit) user() (access.Account, error) {
	account, err := v.admin.Accounts.Get(v.Context(), v.PathValue("id"))
	if errors.Is(err, access.ErrNoAccount) {
		err = Failure{http.StatusNotFound, "There is no such account. It may have been removed."}
	}
	return account, err
}

func (v *Visit) userData(account access.Account, r access.Rights) userData {
	return userData{personOf(account), rightsOf(r), access.Can(v.Who, access.WriteAccounts), account.ID == v.Account.ID}
}

func userPage(v *Visit) error {
	account, err := v.user()
	if err != nil {
		return err
	}
	return v.Show("person", account.Shown(), v.userData(account, account.Rights()))
}

func setRights(v *Visit) error {
	account, err := v.user()
	if err != nil {
		return err
	}
	rights := v.rights()
	if err = unknownRights(rights.Check()); err == nil {
		err = v.admin.Accounts.SetRights(v.Context(), v.Who, account.ID, rights)
	}
	if err != nil {
		return v.Again("person", account.Shown(), v.userData(account, rights), err)
	}
	return v.Go(usersPath + "/" + account.ID + "?told=saved")
}

func newLink(v *Visit) error {
	account, err := v.user()
	if err != nil {
		return err
	}
	return v.showLink(account)
}

func removeUser(v *Visit) error {
	account, err := v.user()
	if err != nil {
		return err
	}
	if err := v.admin.Accounts.Remove(v.Context(), v.Who, account.ID); err != nil {
		return v.Again("person", account.Shown(), v.userData(account, account.Rights()), err)
	}
	return v.Go(usersPath + "?told=removed")
}
