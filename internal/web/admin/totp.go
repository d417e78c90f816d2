package admin

import (
	"encoding/base64"
	"net/http"
	"strings"

	"tidings/internal/access"
	"tidings/internal/access/totp"
)

const totpPath = accountPath + "/authenticator"

func (a *Admin) totpRoutes() []Route {
	return []Route{
		{Method: "GET", Path: totpPath, Action: access.OwnAccount, Fresh: true, Serve: totpPage},
		{Method: "POST", Path: totpPath, Action: access.OwnAccount, Fresh: true, Serve: setTOTP},
		{Method: "POST", Path: totpPath + "/remove", Action: access.OwnAccount, Fresh: true, Serve: dropTOTP},
		{Method: "POST", Path: totpPath + "/recovery", Action: access.OwnAccount, Fresh: true, Serve: newRecovery},
	}
}

// totpForm is what the page is given. Sealed carries the secret to the answer,
// for this account alone: it is stored only once a code has proved it.
type totpForm struct {
	Path   string // of the drawing
	Side   int
	Secret string // in fours
	Sealed string
}

func totpPage(v *Visit) error {
	secret, err := totp.NewSecret(v.admin.Random)
	if err != nil {
		return err
	}
	form, err := v.totpForm(secret)
	if err != nil {
		return err
	}
	return v.Show("authenticator", "Add an authenticator", form)
}

func (v *Visit) totpForm(secret string) (totpForm, error) {
	path, side, err := totp.Picture(totp.Address(v.issuer(), v.Account.Email.Reveal(), secret))
	if err != nil {
		return totpForm{}, err
	}
	sealed, err := v.admin.Box.Seal(v.totpPurpose(), []byte(secret))
	if err != nil {
		return totpForm{}, err
	}
	return totpForm{path, side, fours(secret), base64.RawURLEncoding.EncodeToString(sealed)}, nil
}

// issuer is what the app writes beside its codes; a colon would end it there.
func (v *Visit) issuer() string {
	name := strings.TrimSpace(strings.ReplaceAll(v.admin.Site(), ":", " "))
	if name == "" || len(name) > 60 {
		return "Tidings"
	}
	return name
}

// totpPurpose binds a sealed secret to the account and the session that it was shown in.
func (v *Visit) totpPurpose() string { return "admin/totp/" + v.Account.ID + "/" + v.Session.ID }

func fours(s string) string {
	var out []string
	for ; len(s) > 4; s = s[4:] {
		out = append(out, s[:4])
	}
	return strings.Join(append(out, s), " ")
}

func setTOTP(v *Visit) error {
	sealed, err := base64.RawURLEncoding.DecodeString(v.Field("sealed"))
	if err != nil {
		return v.Go(totpPath)
	}
	secret, err := v.admin.Box.Open(v.totpPurpose(), sealed)
	if err != nil {
		return v.Go(totpPath) // of another session: begin again
	}
	if err := v.try(); err != nil {
		return err
	}
	g, codes, err := v.admin.Accounts.SetTOTP(v.Context(), v.Who, string(secret), v.Field("code"), v.Client())
	if err != nil {
		form, bad := v.totpForm(string(secret))
		if bad != nil {
			return bad
		}
		return v.Again("authenticator", "Add an authenticator", form, err)
	}
	v.admin.throttle.Forgive(v.Client().Address)
	v.keep(sessionCookie, g.Text, g.Until, http.SameSiteLaxMode)
	return v.Show("recovery", "Recovery codes", codes)
}

func dropTOTP(v *Visit) error {
	g, err := v.admin.Accounts.DropTOTP(v.Context(), v.Who, v.Client())
	if err != nil {
		return v.accountAgain(err)
	}
	return v.renewed(g, accountPath+"?told=totp-off")
}

func newRecovery(v *Visit) error {
	codes, err := v.admin.Accounts.NewRecovery(v.Context(), v.Who)
	if err != nil {
		return v.accountAgain(err)
	}
	return v.Show("recovery", "Recovery codes", codes)
}
