package admin

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"tidings/internal/access"
)

const forgotPath = Prefix + "forgot"

// Letters sends mail to people who have an account.
type Letters interface {
	// Reset sends a link to a new password. It does not wait for the mail to go out.
	Reset(ctx context.Context, to access.Email, href string) error
}

func (a *Admin) forgotRoutes() []Route {
	if a.Letters == nil {
		return nil
	}
	return []Route{
		{Method: "GET", Path: forgotPath, Action: access.Anything, Serve: forgotPage},
		{Method: "POST", Path: forgotPath, Action: access.Anything, Serve: forgot},
	}
}

// forgotData is what the page is given.
type forgotData struct {
	Email string
	Asked bool
}

func forgotPage(v *Visit) error { return v.Show("forgot", "A new password", forgotData{}) }

// forgotTime is after how long everybody who asks for a new password has an
// answer. The work is the same for an unknown address but for queueing the mail;
// this hides the rest.
const forgotTime = 400 * time.Millisecond

// forgot sends a link to a new password to whoever has an account. The answer
// is the same for everybody, and takes the same time.
func forgot(v *Visit) error {
	if err := v.try(); err != nil {
		return v.Again("forgot", "A new password", forgotData{Email: v.Field("email")}, err)
	}
	timer := time.NewTimer(forgotTime)
	defer timer.Stop()
	if err := v.sendReset(); err != nil {
		// Said to the log alone: an error must not tell who has an account.
		v.admin.Log.LogAttrs(v.Context(), slog.LevelError, "a link to a new password could not be sent", slog.Any("error", err))
	}
	select {
	case <-timer.C:
	case <-v.Context().Done():
	}
	return v.Show("forgot", "A new password", forgotData{Asked: true})
}

func (v *Visit) sendReset() error {
	text, to, err := v.admin.Accounts.AskReset(v.Context(), v.Field("email"), v.Client())
	if err != nil || text == "" {
		return err
	}
	home, err := v.admin.home(v.Context())
	if err != nil {
		return err
	}
	return v.admin.Letters.Reset(v.Context(), to, home+access.LinkPath+text)
}

// home is the address at which people reach us, by what the operator says and
// never by what a request says: a stranger must not choose where a mail leads.
func (a *Admin) home(ctx context.Context) (string, error) {
	said, err := a.Accounts.Home(ctx)
	if err == nil && a.Home == "" && said == "" {
		err = errors.New("the address at which people reach the program is not known: give it with --admin-url")
	}
	return strings.TrimSuffix(cmp.Or(a.Home, said), "/"), err
}
