package access_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tidings/internal/access"
	"tidings/internal/access/password"
	ours "tidings/internal/access/totp"
)

// code is what an authenticator shows now.
func (h *house) code(secret string) string {
	h.Helper()
	c, err := totp.GenerateCode(secret, h.now)
	h.must(err)
	return c
}

// enrol gives the owner of a grant an authenticator.
func (h *house) enrol(g access.Grant) (secret string, codes []string) {
	h.Helper()
	secret, err := ours.NewSecret(strings.NewReader(strings.Repeat(g.Text, 2)))
	h.must(err)
	_, codes, err = h.SetTOTP(h.Context(), g.Account.Actor(""), secret, h.code(secret), from)
	h.must(err)
	return secret, codes
}

func TestSecondStepAsksForACode(t *testing.T) {
	h := newHouse(t)
	secret, codes := h.enrol(h.first())
	if len(codes) != 10 {
		t.Fatalf("%d recovery codes", len(codes))
	}
	g := h.signIn("ada@example.com")
	if !g.Pending || h.in(g.Text) || g.Account.ID != "" {
		t.Fatal("the password alone opened")
	}
	if _, err := h.SecondStep(t.Context(), g.Text, h.code(secret), from); !errors.Is(err, access.ErrRefused) {
		t.Errorf("the code that was shown at enrolment gave %v", err)
	}
	h.now = h.now.Add(30 * time.Second)
	done, err := h.SecondStep(t.Context(), g.Text, h.code(secret), from)
	if err != nil || !h.in(done.Text) || done.Pending {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, err := h.SecondStep(t.Context(), g.Text, h.code(secret), from); !errors.Is(err, access.ErrSignedOut) {
		t.Errorf("the second step opened twice: %v", err)
	}
	again := h.signIn("ada@example.com")
	if _, err := h.SecondStep(t.Context(), again.Text, h.code(secret), from); !errors.Is(err, access.ErrRefused) {
		t.Errorf("a used code gave %v", err)
	}
}

func TestManyAtOnceUseACodeOnce(t *testing.T) {
	h := newHouse(t)
	secret, codes := h.enrol(h.first())
	h.now = h.now.Add(time.Minute)
	for what, now := range map[string]func() string{"code": func() string { return h.code(secret) }, "recovery code": func() string { return codes[3] }} {
		code := now()
		var wg sync.WaitGroup
		var opened atomic.Int32
		for range 5 {
			g := h.signIn("ada@example.com")
			wg.Go(func() {
				if _, err := h.SecondStep(t.Context(), g.Text, code, from); err == nil {
					opened.Add(1)
				}
			})
		}
		wg.Wait()
		if opened.Load() != 1 {
			t.Errorf("a %s opened %d times", what, opened.Load())
		}
		h.now = h.now.Add(access.TriesWindow)
	}
}

func TestRecoveryCodeOpensOnce(t *testing.T) {
	h := newHouse(t)
	_, codes := h.enrol(h.first())
	for code, want := range map[string]error{strings.ToUpper(codes[0]): nil, strings.ReplaceAll(codes[1], "-", " "): nil, codes[2][:15]: access.ErrRefused, "": access.ErrRefused} {
		g := h.signIn("ada@example.com")
		if _, err := h.SecondStep(t.Context(), g.Text, code, from); !errors.Is(err, want) {
			t.Errorf("%q gave %v, want %v", code, err, want)
		}
	}
	g := h.signIn("ada@example.com")
	if _, err := h.SecondStep(t.Context(), g.Text, codes[0], from); !errors.Is(err, access.ErrRefused) {
		t.Errorf("used again: %v", err)
	}
	if ada := h.signInWith(g, codes[5]); ada.Account.Has.Recovery != 7 {
		t.Errorf("%d codes are left", ada.Account.Has.Recovery)
	}
}

func (h *house) signInWith(g access.Grant, code string) access.Grant {
	h.Helper()
	g, err := h.SecondStep(h.Context(), g.Text, code, from)
	h.must(err)
	return g
}

func TestCodesCannotBeGuessed(t *testing.T) {
	h := newHouse(t)
	secret, _ := h.enrol(h.first())
	h.now = h.now.Add(time.Minute)
	for range access.TriesPerAccount + 5 {
		if g, err := h.SignIn(t.Context(), "ada@example.com", goodPassword, from); err == nil {
			h.SecondStep(t.Context(), g.Text, "000000", from)
		}
	}
	if g, err := h.SignIn(t.Context(), "ada@example.com", goodPassword, from); err == nil {
		if _, err := h.SecondStep(t.Context(), g.Text, h.code(secret), from); err == nil {
			t.Error("guessing goes on for ever")
		}
	}
	if n := strings.Count(h.log(), `"verb":"sign-in.failed"`); n > access.TriesPerAccount {
		t.Errorf("%d tries", n)
	}
}

func TestSecondStepIsOverInTime(t *testing.T) {
	h := newHouse(t)
	secret, _ := h.enrol(h.first())
	g := h.signIn("ada@example.com")
	h.now = h.now.Add(10 * time.Minute)
	if _, err := h.SecondStep(t.Context(), g.Text, h.code(secret), from); !errors.Is(err, access.ErrSignedOut) {
		t.Errorf("got %v", err)
	}
}

func TestNewPasswordEndsEverySession(t *testing.T) {
	h := newHouse(t)
	g := h.first()
	stolen := h.signIn("ada@example.com")
	me := g.Account.Actor("192.0.2.7")
	for present, want := range map[string]error{"wrong": access.ErrWrongPassword, "": access.ErrWrongPassword} {
		if _, err := h.SetPassword(t.Context(), me, present, otherPassword, from); !errors.Is(err, want) {
			t.Errorf("%q: %v", present, err)
		}
	}
	if _, err := h.SetPassword(t.Context(), me, goodPassword, "ada@example.com!", from); !errors.Is(err, password.ErrCommon) {
		t.Errorf("a password like the address: %v", err)
	}
	renewed, err := h.SetPassword(t.Context(), me, goodPassword, otherPassword, from)
	h.must(err)
	if h.in(g.Text) || h.in(stolen.Text) || !h.in(renewed.Text) {
		t.Error("old sessions are good, or the new one is not")
	}
	if _, err := h.SignIn(t.Context(), "ada@example.com", goodPassword, from); !errors.Is(err, access.ErrRefused) {
		t.Errorf("the old password gave %v", err)
	}
}

func TestAuthenticatorMustProveItself(t *testing.T) {
	h := newHouse(t)
	g := h.first()
	if _, _, err := h.SetTOTP(t.Context(), g.Account.Actor(""), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "000000", from); !errors.Is(err, access.ErrCode) {
		t.Errorf("a wrong code gave %v", err)
	}
	if again := h.signIn("ada@example.com"); again.Pending {
		t.Error("a code is asked for that nobody has")
	}
}

func TestRecoveryCodesAreReplaced(t *testing.T) {
	h := newHouse(t)
	g := h.first()
	if _, err := h.NewRecovery(t.Context(), g.Account.Actor("")); err == nil {
		t.Error("codes for no authenticator")
	}
	_, old := h.enrol(g)
	fresh, err := h.NewRecovery(t.Context(), g.Account.Actor(""))
	h.must(err)
	if slices.Contains(fresh, old[0]) {
		t.Error("a code came again")
	}
	step := h.signIn("ada@example.com")
	if _, err := h.SecondStep(t.Context(), step.Text, old[0], from); err == nil {
		t.Error("an old code opened")
	}
	h.signInWith(step, fresh[0])
	plain, err := h.DropTOTP(t.Context(), g.Account.Actor(""), from)
	h.must(err)
	if !h.in(plain.Text) || h.signIn("ada@example.com").Pending {
		t.Error("a code is still asked for")
	}
}

func TestPasskeysComeAndGo(t *testing.T) {
	h := newHouse(t)
	g := h.first()
	me := g.Account.Actor("")
	key := access.Passkey{ID: "k1", Name: "phone", Data: json.RawMessage(`{"count":1}`)}
	g, err := h.AddPasskey(t.Context(), me, key, from)
	h.must(err)
	if len(g.Account.Has.Passkeys) != 1 || !h.in(g.Text) {
		t.Fatalf("%+v", g.Account.Has)
	}
	for range access.TriesPerAccount + 1 {
		h.SignIn(t.Context(), "ada@example.com", "wrong", from)
	}
	key.Data = json.RawMessage(`{"count":2}`)
	in, err := h.SignInPasskey(t.Context(), me.ID, key, "challenge 1", from)
	if err != nil || !h.in(in.Text) || string(in.Account.Has.Passkeys[0].Data) != `{"count":2}` {
		t.Fatalf("a passkey must open while the password is locked: %+v, %v", in, err)
	}
	for what, try := range map[string]func() error{
		"challenge again": func() error { _, err := h.SignInPasskey(t.Context(), me.ID, key, "challenge 1", from); return err },
		"unknown key": func() error {
			_, err := h.SignInPasskey(t.Context(), me.ID, access.Passkey{ID: "k2"}, "challenge 2", from)
			return err
		},
		"unknown account": func() error { _, err := h.SignInPasskey(t.Context(), "nobody", key, "challenge 3", from); return err },
	} {
		if err := try(); !errors.Is(err, access.ErrRefused) {
			t.Errorf("%s gave %v", what, err)
		}
	}
	if _, err := h.DropPasskey(t.Context(), me, "k1", from); err != nil {
		t.Error(err)
	}
	for i := range 25 {
		if _, err = h.AddPasskey(t.Context(), me, access.Passkey{ID: digits(i)}, from); err != nil {
			break
		}
	}
	if !errors.Is(err, access.ErrManyPasskeys) {
		t.Errorf("passkeys without end: %v", err)
	}
}
