package admin

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"tidings/internal/access"
)

const tokensPath = Prefix + "tokens"

func (a *Admin) tokenRoutes() []Route {
	return []Route{
		{Method: "GET", Path: tokensPath, Action: access.ReadAccounts, Name: "Tokens", Menu: AdministrationMenu, Serve: tokensPage},
		{Method: "POST", Path: tokensPath, Action: access.WriteAccounts, Fresh: true, Serve: makeToken},
		{Method: "POST", Path: tokensPath + "/revoke", Action: access.WriteAccounts, Serve: revokeToken},
	}
}

// tokensData is what the page is given.
type tokensData struct {
	Tokens  []access.Token
	Name    string
	Expires string // a day
	Roles   []choice
	Kinds   []choice
	Scopes  []choice
	MayMake bool
}

func (v *Visit) tokensData(wanted access.Token) (tokensData, error) {
	tokens, err := v.admin.Tokens.List(v.Context())
	var scopes []choice
	for _, s := range access.Scopes {
		x := choice{Value: s, Name: s, Hint: "writes them", On: slices.Contains(wanted.Scopes, s)}
		if s == access.AuditScope {
			x.Hint = "reads the audit log, as a program that gathers logs does; alone, nothing else"
		}
		scopes = append(scopes, x)
	}
	return tokensData{
		Scopes: scopes, Expires: v.Field("expires"),
		Tokens: tokens, Name: wanted.Name, Roles: rightsOf(access.Rights{Role: wanted.Role}).Roles, MayMake: access.Can(v.Who, access.WriteAccounts),
		Kinds: []choice{
			{access.Automation, "automation", "what it says of a component is a signal", wanted.Kind != access.Person},
			{access.Person, "person", "its word counts as a person's", wanted.Kind == access.Person},
		},
	}, err
}

func tokensPage(v *Visit) error {
	data, err := v.tokensData(access.Token{Role: access.Edit})
	if err != nil {
		return err
	}
	return v.Show("tokens", "Tokens", data)
}

// tokenMade is what the page is given: the only time that the token is shown.
type tokenMade struct {
	Token access.Token
	Text  string
}

func makeToken(v *Visit) error {
	wanted, err := v.wantedToken()
	if err != nil {
		data, bad := v.tokensData(wanted)
		if bad != nil {
			return bad
		}
		return v.Again("tokens", "Tokens", data, Failure{http.StatusUnprocessableEntity, Capital(err.Error()) + "."})
	}
	text, made, err := v.admin.Tokens.Create(v.Context(), v.Who, wanted, v.admin.Now(), v.admin.Random)
	if err != nil {
		return err
	}
	return v.Show("token-made", "A new token", tokenMade{made, text})
}

// wantedToken reads the form. A token is good until the end of the day that is
// given, in UTC.
func (v *Visit) wantedToken() (access.Token, error) {
	wanted := access.Token{Name: v.Field("name"), Role: v.Field("role"), Kind: v.Field("kind"), Scopes: v.PostForm["scope"]}
	if day := v.Field("expires"); day != "" {
		last, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return wanted, errors.New("write the day on which it expires as 2027-01-31")
		}
		if wanted.Expires = last.AddDate(0, 0, 1); !wanted.Expires.After(v.admin.Now()) {
			return wanted, errors.New("the day on which it expires is over already")
		}
	}
	return wanted, wanted.Valid()
}

func revokeToken(v *Visit) error {
	_, err := v.admin.Tokens.Revoke(v.Context(), v.Who, v.Field("token"), v.admin.Now())
	if err != nil && !errors.Is(err, access.ErrNotFound) {
		return err
	}
	return v.Go(tokensPath + "?told=revoked")
}
