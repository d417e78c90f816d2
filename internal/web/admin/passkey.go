package admin

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"tidings/internal/access"
	"tidings/internal/access/passkey"
)

const (
	passkeyPath    = signInPath + "/passkey"
	addPasskeyPath = accountPath + "/passkeys"
	// passkeyTime is how long somebody may look for the phone.
	passkeyTime = 5 * time.Minute
)

func (a *Admin) passkeyRoutes() []Route {
	return []Route{
		{Method: "POST", Path: passkeyPath + "/options", Action: access.Anything, Serve: askPasskey},
		{Method: "POST", Path: passkeyPath, Action: access.Anything, Serve: usePasskey},
		{Method: "POST", Path: addPasskeyPath + "/options", Action: access.OwnAccount, Fresh: true, Serve: askNewPasskey},
		{Method: "POST", Path: addPasskeyPath, Action: access.OwnAccount, Fresh: true, Serve: addPasskey},
		{Method: "POST", Path: addPasskeyPath + "/remove", Action: access.OwnAccount, Fresh: true, Serve: dropPasskey},
	}
}

// Passkeys asks browsers for passkeys and checks their answers: see
// ceremony.Browsers, which is the only one.
type Passkeys interface {
	// Create asks for a new one, and Created is the one of the answer.
	Create(passkey.Door, passkey.Owner) (passkey.Challenge, error)
	Created(d passkey.Door, o passkey.Owner, state, answer []byte) (passkey.Key, error)
	// Ask asks for anybody's. Answered is whose it is, the key as it is to be kept
	// now, and the challenge's id.
	Ask(passkey.Door) (passkey.Challenge, error)
	Answered(d passkey.Door, find func(id string) (passkey.Owner, error), state, answer []byte) (passkey.Owner, passkey.Key, string, error)
}

// door is where passkeys are good for.
func (v *Visit) door() passkey.Door { return passkey.Door{Origin: v.origin(), Name: v.admin.Site()} }

// ownerOf is an account as passkeys know it.
func ownerOf(a access.Account) passkey.Owner {
	o := passkey.Owner{ID: a.ID, Address: a.Email.Reveal(), Name: a.Shown()}
	for _, k := range a.Has.Passkeys {
		o.Keys = append(o.Keys, passkey.Key{ID: k.ID, Data: k.Data})
	}
	return o
}

// carried is a challenge on its way to the browser and back.
type carried struct {
	Until time.Time `json:"until"`
	State []byte    `json:"state"`
}

// ask answers with the options for the script, and has the browser carry the
// rest, sealed for one purpose.
func (v *Visit) ask(c passkey.Challenge, purpose string, err error) error {
	if errors.Is(err, passkey.ErrHost) {
		return Failure{http.StatusUnprocessableEntity, Capital(passkey.ErrHost.Error()) + "."}
	}
	if err != nil {
		return err
	}
	until := v.admin.Now().Add(passkeyTime)
	plain, err := json.Marshal(carried{until, c.State})
	if err != nil {
		return err
	}
	sealed, err := v.admin.Box.Seal(purpose, plain)
	if err != nil {
		return err
	}
	v.keep(keyCookie, base64.RawURLEncoding.EncodeToString(sealed), until, http.SameSiteStrictMode)
	v.w.Header().Set("Content-Type", "application/json")
	_, _ = v.w.Write(c.Options) // the reader went away: nobody to tell
	return nil
}

// asked is the state of the challenge that the browser carried, once.
func (v *Visit) asked(purpose string) ([]byte, error) {
	text, _ := v.cookie(keyCookie)
	v.drop(keyCookie)
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, passkey.ErrAnswer
	}
	plain, err := v.admin.Box.Open(purpose, sealed)
	if err != nil {
		return nil, passkey.ErrAnswer
	}
	var c carried
	if json.Unmarshal(plain, &c) != nil || !v.admin.Now().Before(c.Until) {
		return nil, passkey.ErrAnswer
	}
	return c.State, nil
}

const askedToSignIn = "admin/passkey/sign-in"

func askPasskey(v *Visit) error {
	c, err := v.admin.Passkeys.Ask(v.door())
	return v.ask(c, askedToSignIn, err)
}

func usePasskey(v *Visit) error {
	g, err := v.byPasskey()
	if errors.Is(err, passkey.ErrAnswer) || errors.Is(err, access.ErrRefused) || errors.Is(err, access.ErrNoAccount) {
		err = Failure{http.StatusForbidden, "That passkey did not work. Try it again, or sign in with the password."}
	}
	if err != nil {
		return v.Again("sign-in", "Sign in", v.signInForm(), err)
	}
	return v.enter(g, v.next())
}

func (v *Visit) byPasskey() (access.Grant, error) {
	if err := v.try(); err != nil {
		return access.Grant{}, err
	}
	state, err := v.asked(askedToSignIn)
	if err != nil {
		return access.Grant{}, err
	}
	owner, key, challenge, err := v.admin.Passkeys.Answered(v.door(), func(id string) (passkey.Owner, error) {
		a, err := v.admin.Accounts.Get(v.Context(), id)
		return ownerOf(a), err
	}, state, []byte(v.Field("answer")))
	if err != nil {
		return access.Grant{}, err
	}
	return v.admin.Accounts.SignInPasskey(v.Context(), owner.ID, access.Passkey{ID: key.ID, Data: key.Data}, challenge, v.Client())
}

// askedToAdd binds a challenge to whom it was shown.
func (v *Visit) askedToAdd() string { return "admin/passkey/add/" + v.Account.ID + "/" + v.Session.ID }

func askNewPasskey(v *Visit) error {
	c, err := v.admin.Passkeys.Create(v.door(), ownerOf(v.Account))
	return v.ask(c, v.askedToAdd(), err)
}

func addPasskey(v *Visit) error {
	state, err := v.asked(v.askedToAdd())
	var key passkey.Key
	if err == nil {
		key, err = v.admin.Passkeys.Created(v.door(), ownerOf(v.Account), state, []byte(v.Field("answer")))
	}
	var g access.Grant
	if err == nil {
		g, err = v.admin.Accounts.AddPasskey(v.Context(), v.Who, access.Passkey{ID: key.ID, Name: v.Field("name"), Data: key.Data}, v.Client())
	}
	if err != nil {
		return v.accountAgain(err)
	}
	return v.renewed(g, accountPath+"?told=passkey")
}

func dropPasskey(v *Visit) error {
	g, err := v.admin.Accounts.DropPasskey(v.Context(), v.Who, v.Field("passkey"), v.Client())
	if err != nil {
		return v.accountAgain(err)
	}
	return v.renewed(g, accountPath+"?told=removed")
}
