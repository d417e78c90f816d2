package admin_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
)

// byName has people reach the dashboard by a name, as passkeys need.
func byName(t *testing.T) (*desk, *browser) {
	d := newDesk(t)
	b := d.first()
	b.url = strings.Replace(b.url, "127.0.0.1", "localhost", 1)
	b.signIn("ada@example.com")
	return d, b
}

func TestPasskeyIsAskedForByItsOwner(t *testing.T) {
	d, b := byName(t)
	a := b.post("/admin/account/passkeys/options")
	var asked struct {
		PublicKey struct {
			Challenge              string
			RP                     struct{ ID, Name string }
			User                   struct{ Name string }
			AuthenticatorSelection struct{ ResidentKey, UserVerification string }
		}
	}
	if err := json.Unmarshal([]byte(a.text), &asked); err != nil {
		t.Fatalf("%s: %v", a.text, err)
	}
	p := asked.PublicKey
	if len(p.Challenge) < 22 || p.RP.ID != "localhost" || p.RP.Name != "Ferrywell" || p.User.Name != "ada@example.com" || p.AuthenticatorSelection.ResidentKey != "required" || p.AuthenticatorSelection.UserVerification != "required" {
		t.Errorf("%s", a.text)
	}
	d.wait(access.SessionFresh)
	b.post("/admin/account/passkeys/options").to(t, "/admin/sign-in?next=%2Fadmin%2Faccount&told=again")
	c := d.browser()
	c.post("/admin/account/passkeys/options").to(t, "/admin/sign-in?")
}

func TestPasskeysNeedAName(t *testing.T) {
	d := newDesk(t)
	d.browser().post("/admin/sign-in/passkey/options").says(t, 422, "Passkeys need a name and HTTPS")
	d.first().post("/admin/account/passkeys/options").says(t, 422, "Passkeys need a name and HTTPS")
}

// Nothing that is no answer of a device opens or adds anything.
func TestMadeUpPasskeysOpenNothing(t *testing.T) {
	d, b := byName(t)
	ada := must(d.accounts.List(t.Context()))[0]
	_, err := d.accounts.AddPasskey(t.Context(), ada.Actor(""), access.Passkey{ID: "a2V5", Data: json.RawMessage(`{"id":"a2V5","publicKey":"AAAA"}`)}, access.Client{})
	d.must(err)
	handle := b64([]byte(ada.ID))
	answers := []string{"", "{}", "[]", "null", strings.Repeat("[", 10000),
		`{"id":"a2V5","rawId":"a2V5","type":"public-key","response":{}}`,
		`{"id":"a2V5","rawId":"a2V5","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AAAA","signature":"AAAA","userHandle":"` + handle + `"}}`,
		`{"id":"a2V5","rawId":"a2V5","type":"public-key","response":{"clientDataJSON":"eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0","authenticatorData":"` + strings.Repeat("A", 52) + `","signature":"AAAA","userHandle":"` + handle + `"}}`,
	}
	c := d.browser()
	c.url = b.url
	for _, answer := range answers {
		c.post("/admin/sign-in/passkey", "answer", answer).says(t, 403, "That passkey did not work")
		c.post("/admin/sign-in/passkey/options").says(t, 200)
		c.post("/admin/sign-in/passkey", "answer", answer).says(t, 403, "That passkey did not work")
	}
	c.post("/admin/sign-in/passkey/options").says(t, 200)
	d.wait(5 * time.Minute)
	c.post("/admin/sign-in/passkey", "answer", answers[6]).says(t, 403)
	if c.in() {
		t.Error("a made-up passkey opened")
	}
	if strings.Contains(d.log.String(), "ERROR") {
		t.Errorf("the log is\n%s", d.log)
	}
}
