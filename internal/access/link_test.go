package access_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/access/password"
)

func TestLinkOpensOnce(t *testing.T) {
	h := newHouse(t)
	g := h.first()
	h.now = h.now.Add(time.Hour)
	text, l, err := h.NewLink(t.Context(), ann, g.Account.ID, false)
	h.must(err)
	if l.Kind != access.LinkReset || l.Until != h.now.Add(access.ResetTime) {
		t.Errorf("%+v", l)
	}
	looked, err := h.Link(t.Context(), text)
	if err != nil || looked.Account.ID != g.Account.ID || !h.in(g.Text) {
		t.Fatalf("looking changed something: %+v, %v", looked, err)
	}
	var wg sync.WaitGroup
	var opened atomic.Int32
	for range 6 {
		wg.Go(func() {
			if _, err := h.Use(t.Context(), text, access.Chosen{Password: otherPassword}, from); err == nil {
				opened.Add(1)
			} else if !errors.Is(err, access.ErrLink) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if opened.Load() != 1 || h.in(g.Text) {
		t.Errorf("it opened %d times", opened.Load())
	}
}

func TestLinksThatOpenNothing(t *testing.T) {
	h := newHouse(t)
	ada := h.first().Account
	bob := h.person("bob@example.com", editor)
	link := func(id string) string {
		text, _, err := h.NewLink(t.Context(), ann, id, false)
		h.must(err)
		return text
	}
	replaced := link(ada.ID)
	newest := link(ada.ID)
	disabled := link(bob.ID)
	h.must(h.SetRights(t.Context(), ann, bob.ID, access.Rights{Role: access.Edit, Disabled: true}))
	if _, _, err := h.NewLink(t.Context(), ann, bob.ID, false); !errors.Is(err, access.ErrDisabled) {
		t.Errorf("a link for a disabled account: %v", err)
	}
	_, random, _ := strings.Cut(newest, ".")
	for what, text := range map[string]string{
		"replaced": replaced, "disabled": disabled, "other account": bob.ID + "." + random, "first": "first." + random, "empty": "", "cut": newest[:40], "unknown account": "0123456789abcdef." + random,
	} {
		if _, err := h.Link(t.Context(), text); !errors.Is(err, access.ErrLink) {
			t.Errorf("%s: looking gave %v", what, err)
		}
		if _, err := h.Use(t.Context(), text, access.Chosen{Email: "x@example.com", Password: otherPassword}, from); !errors.Is(err, access.ErrLink) {
			t.Errorf("%s: using gave %v", what, err)
		}
	}
	h.now = h.now.Add(access.ResetTime)
	if _, err := h.Use(t.Context(), newest, access.Chosen{Password: otherPassword}, from); !errors.Is(err, access.ErrLink) {
		t.Errorf("too old: %v", err)
	}
}

func TestWeakChoiceDoesNotUseTheLink(t *testing.T) {
	h := newHouse(t)
	text, err := h.FirstLink(t.Context())
	h.must(err)
	for _, x := range []struct {
		chosen access.Chosen
		want   error
	}{
		{access.Chosen{Email: "ada", Password: goodPassword}, access.ErrEmail},
		{access.Chosen{Email: "ada@example.com", Password: "short"}, password.ErrShort},
		{access.Chosen{Email: "ada@example.com", Password: "Password1234!"}, password.ErrCommon},
		{access.Chosen{Email: "ada@example.com", Password: goodPassword, Name: "two\nlines"}, access.ErrName},
		{access.Chosen{Email: "ada@example.com", Password: goodPassword}, nil},
	} {
		if _, err := h.Use(t.Context(), text, x.chosen, from); !errors.Is(err, x.want) {
			t.Errorf("%+v gave %v", x.chosen, err)
		}
	}
}

// Whoever can only read mail or a terminal does not get around the authenticator.
func TestResetKeepsTheSecondFactorUnlessAsked(t *testing.T) {
	h := newHouse(t)
	g := h.first()
	secret, _ := h.enrol(g)
	h.now = h.now.Add(time.Minute)
	text, _, err := h.NewLink(t.Context(), ann, g.Account.ID, false)
	h.must(err)
	step, err := h.Use(t.Context(), text, access.Chosen{Password: otherPassword}, from)
	if err != nil || !step.Pending {
		t.Fatalf("%+v, %v", step, err)
	}
	h.signInWith(step, h.code(secret))
	text, _, err = h.NewLink(t.Context(), ann, g.Account.ID, true)
	h.must(err)
	in, err := h.Use(t.Context(), text, access.Chosen{Password: goodPassword}, from)
	if err != nil || in.Pending || !h.in(in.Text) || in.Account.Has.TOTP {
		t.Errorf("%+v, %v", in, err)
	}
}
