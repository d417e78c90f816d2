package rehearsal

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/pquerna/otp/totp"
)

// What a device says of itself with an answer, by WebAuthn.
const (
	ownerThere = 0x01 | 0x04 // present, and recognized
	newKey     = 0x40
)

// device is what holds one passkey, such as a phone.
type device struct {
	key   *ecdsa.PrivateKey
	owner string // as the dashboard names the account
}

var keyID = []byte("the only key of this device")

// says is what every answer begins with: for which door it is, and how it came about.
func (d *device) says(door string, flags byte) []byte {
	of := sha256.Sum256([]byte(door))
	return binary.BigEndian.AppendUint32(append(of[:], flags), 0) // it does not count
}

// made is the answer of a device that has made its key.
func (d *device) made(o *operator, door string) map[string]string {
	o.t.Helper()
	point, err := d.key.PublicKey.Bytes()
	o.must(err)
	public, err := webauthncbor.Marshal(webauthncose.EC2PublicKeyData{
		PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey), Algorithm: int64(webauthncose.AlgES256)},
		Curve:         int64(webauthncose.P256), XCoord: point[1:33], YCoord: point[33:]})
	o.must(err)
	said := append(d.says(door, ownerThere|newKey), make([]byte, 16)...) // of no maker
	said = append(binary.BigEndian.AppendUint16(said, uint16(len(keyID))), keyID...)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": append(said, public...)})
	o.must(err)
	return map[string]string{"attestationObject": base64url(object)}
}

// signed is the answer of a device that has its key.
func (d *device) signed(o *operator, door string, asked []byte) map[string]string {
	o.t.Helper()
	said, of := d.says(door, ownerThere), sha256.Sum256(asked)
	sum := sha256.Sum256(append(said[:len(said):len(said)], of[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	o.must(err)
	return map[string]string{"authenticatorData": base64url(said), "signature": base64url(signature), "userHandle": d.owner}
}

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// answers has a device answer what the dashboard asks below a path, and gives the field
// of the form that carries the answer.
func (o *operator) answers(d *device, path string) string {
	o.t.Helper()
	var asked struct {
		PublicKey struct {
			Challenge string
			RPID      string
			RP        struct{ ID string }
			User      struct{ ID string }
		}
	}
	o.must(json.Unmarshal([]byte(o.opens(200, path+"/options", url.Values{})), &asked))
	is, kind := asked.PublicKey, "webauthn.get"
	if is.User.ID != "" {
		d.owner, kind = is.User.ID, "webauthn.create"
	}
	client, err := json.Marshal(map[string]any{"type": kind, "challenge": is.Challenge, "origin": "https://status.example.com", "crossOrigin": false})
	o.must(err)
	var response map[string]string
	if kind == "webauthn.create" {
		response = d.made(o, is.RP.ID)
	} else {
		response = d.signed(o, is.RPID, client)
	}
	response["clientDataJSON"] = base64url(client)
	text, err := json.Marshal(map[string]any{"id": base64url(keyID), "rawId": base64url(keyID), "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response})
	o.must(err)
	return string(text)
}

// stranger is somebody who has not signed in.
func (s *stack) stranger() *operator { return &operator{stack: s, cookies: map[string]string{}} }

// A passkey opens the dashboard, once for each time that it is asked for.
func TestAPasskey(t *testing.T) {
	s := published(t)
	bob, _ := s.administrator()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	s.must(err)
	phone := &device{key: key}
	bob.opens(303, "/admin/account/passkeys", url.Values{"name": {"phone"}, "answer": {bob.answers(phone, "/admin/account/passkeys")}})
	if page := bob.opens(200, "/admin/account", nil); !strings.Contains(page, "phone") {
		t.Errorf("the account does not name the passkey: %.900s", page)
	}
	again := s.stranger()
	answer := again.answers(phone, "/admin/sign-in/passkey")
	s.stranger().opens(409, "/admin/sign-in/passkey", url.Values{"answer": {answer}})
	overheard := &operator{stack: s, cookies: maps.Clone(again.cookies)}
	again.opens(303, "/admin/sign-in/passkey", url.Values{"answer": {answer}})
	if page := again.opens(200, "/admin/account", nil); !strings.Contains(page, "by passkey") {
		t.Errorf("the account does not say how he came in: %.900s", page)
	}
	overheard.opens(409, "/admin/sign-in/passkey", url.Values{"answer": {answer}})
}

var (
	shownKey = regexp.MustCompile(`Key: <code>([A-Z2-7 ]+)<`)
	sealed   = regexp.MustCompile(`name="sealed" value="([^"]+)"`)
	recovery = regexp.MustCompile(`<li><code>([^<]+)</code>`)
)

// With an authenticator the password alone opens nothing; its codes open once, and so do
// those for the day on which it is lost.
func TestASecondStep(t *testing.T) {
	s := published(t)
	bob, _ := s.administrator()
	page := bob.opens(200, "/admin/account/authenticator", nil)
	secret := strings.ReplaceAll(shownKey.FindStringSubmatch(page)[1], " ", "")
	code := func(later time.Duration) string {
		t.Helper()
		text, err := totp.GenerateCode(secret, time.Now().Add(later))
		s.must(err)
		return text
	}
	page = bob.opens(200, "/admin/account/authenticator", url.Values{"sealed": {sealed.FindStringSubmatch(page)[1]}, "code": {code(0)}})
	lost := recovery.FindStringSubmatch(page)[1]
	half := func() *operator {
		t.Helper()
		o := s.stranger()
		o.opens(303, "/admin/sign-in", url.Values{"email": {"bob@example.com"}, "password": {"seven otters rent a kayak"}})
		if !strings.HasPrefix(o.sent, "/admin/sign-in/code") {
			t.Errorf("the password leads to %s", o.sent)
		}
		o.opens(303, "/admin/account", nil)
		return o
	}
	next := code(30 * time.Second) // the present one was used
	one := half()
	one.opens(409, "/admin/sign-in/code", url.Values{"code": {"000000"}})
	one.opens(303, "/admin/sign-in/code", url.Values{"code": {next}})
	one.opens(200, "/admin/account", nil)
	two := half()
	two.opens(409, "/admin/sign-in/code", url.Values{"code": {next}})
	two.opens(303, "/admin/sign-in/code", url.Values{"code": {lost}})
	two.opens(200, "/admin/account", nil)
	half().opens(409, "/admin/sign-in/code", url.Values{"code": {lost}})
}
