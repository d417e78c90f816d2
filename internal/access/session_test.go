package access_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
)

func TestSessionEndsWhenIdleAndInAnyCase(t *testing.T) {
	h := newHouse(t)
	h.first()
	idle := h.signIn("ada@example.com")
	h.now = h.now.Add(access.SessionIdle - time.Second)
	if !h.in(idle.Text) {
		t.Fatal("it ended too early")
	}
	h.now = h.now.Add(access.SessionIdle)
	if h.in(idle.Text) {
		t.Error("it outlived its idle time")
	}
	busy, began := h.signIn("ada@example.com"), h.now
	for h.now.Before(began.Add(access.SessionMost - time.Hour)) {
		h.now = h.now.Add(time.Hour)
		if !h.in(busy.Text) {
			t.Fatalf("it ended after %v", h.now.Sub(began))
		}
	}
	h.now = h.now.Add(time.Hour)
	if h.in(busy.Text) {
		t.Error("it outlived its time")
	}
}

func TestOnlyTheWholeTextOpens(t *testing.T) {
	h := newHouse(t)
	g := h.first()
	owner, random, _ := strings.Cut(g.Text, ".")
	_, s, err := h.Session(t.Context(), g.Text)
	h.must(err)
	for _, text := range []string{"", ".", owner, owner + ".", random, owner + "." + s.ID, owner + "." + random[1:], g.Text + "A", "x" + g.Text,
		strings.ToUpper(g.Text), owner + "/." + random, "." + random, strings.Repeat("x", 1<<20)} {
		if h.in(text) {
			t.Errorf("%.80q opened", text)
		}
	}
}

func TestStoreHoldsNothingThatOpens(t *testing.T) {
	h := newHouse(t)
	g := h.first()
	text, _, err := h.NewLink(t.Context(), ann, g.Account.ID, false)
	h.must(err)
	secret, codes := h.enrol(g)
	h.now = h.now.Add(time.Minute)
	step := h.signIn("ada@example.com")
	all := h.log()
	for _, part := range []string{"access/account", "access/email", "access/pending", "access/session/" + g.Account.ID, "access/guard", "access/tries"} {
		h.each(part, func(value []byte) { all += string(bytes.ToLower(value)) + string(value) })
	}
	for what, private := range map[string]string{"session": g.Text[17:], "link": text[17:], "second step": step.Text[17:], "TOTP secret": secret, "recovery code": codes[0], "password": goodPassword} {
		if strings.Contains(all, private) {
			t.Errorf("the %s can be read", what)
		}
	}
	if strings.Contains(h.log(), "ada@") {
		t.Error("an address is in the log")
	}
}

func TestOwnerListsAndEndsSessions(t *testing.T) {
	h := newHouse(t)
	g := h.first()
	other := h.signIn("ada@example.com")
	bob := h.person("bob@example.com", editor)
	bobs := h.signIn("bob@example.com")
	list, err := h.Sessions(t.Context(), g.Account.ID)
	if err != nil || len(list) != 2 || list[0].Agent != "browser" || list[0].From != "192.0.2.7" {
		t.Fatalf("%+v, %v", list, err)
	}
	_, mine, err := h.Session(t.Context(), other.Text)
	h.must(err)
	h.must(h.EndSession(t.Context(), bob.Actor(""), bob.ID, mine.ID, "session.end")) // of another: nothing is ended
	if !h.in(other.Text) {
		t.Error("bob ended ada's session")
	}
	h.must(h.EndSession(t.Context(), g.Account.Actor(""), g.Account.ID, mine.ID, "session.end"))
	if h.in(other.Text) || !h.in(g.Text) || !h.in(bobs.Text) {
		t.Error("the wrong session was ended")
	}
}

func TestNewRightsHoldAtOnce(t *testing.T) {
	h := newHouse(t)
	h.first()
	bob := h.person("bob@example.com", editor)
	g := h.signIn("bob@example.com")
	h.must(h.SetRights(t.Context(), ann, bob.ID, access.Rights{Role: access.View, Permissions: []access.Permission{access.Site}}))
	if h.in(g.Text) {
		t.Error("a session outlived its rights")
	}
	g = h.signIn("bob@example.com")
	if g.Account.Role != access.View {
		t.Errorf("the role is %s", g.Account.Role)
	}
	h.must(h.SetRights(t.Context(), ann, bob.ID, access.Rights{Role: access.View, Disabled: true}))
	if h.in(g.Text) {
		t.Error("a disabled account is still in")
	}
	if !strings.Contains(h.log(), `"before":{"role":"edit","permissions":["site"]},"after":{"role":"view","permissions":["site"]}`) {
		t.Errorf("the log does not say what changed:\n%s", h.log())
	}
}

func TestSomebodyStaysToAdminister(t *testing.T) {
	h := newHouse(t)
	ada := h.first().Account
	for what, err := range map[string]error{
		"demote":  h.SetRights(t.Context(), ann, ada.ID, editor),
		"disable": h.SetRights(t.Context(), ann, ada.ID, access.Rights{Role: access.Manage, Permissions: access.Permissions[:], Disabled: true}),
		"remove":  h.Remove(t.Context(), ann, ada.ID),
	} {
		if !errors.Is(err, access.ErrLastAdministrator) {
			t.Errorf("%s gave %v", what, err)
		}
	}
	h.person("bob@example.com", access.Rights{Role: access.Manage, Permissions: access.Usual(access.Manage)})
	h.must(h.Remove(t.Context(), ann, ada.ID))
	if _, err := h.Get(t.Context(), ada.ID); !errors.Is(err, access.ErrNoAccount) {
		t.Errorf("removed, and found: %v", err)
	}
	h.person("ada@example.com", editor) // the address is free again
}

func TestRefusedAccounts(t *testing.T) {
	h := newHouse(t)
	h.first()
	e, err := access.ParseEmail("ada@example.com")
	h.must(err)
	if _, err := h.Add(t.Context(), ann, e, "", editor); !errors.Is(err, access.ErrTaken) {
		t.Errorf("a second account of an address gave %v", err)
	}
	bob, err := access.ParseEmail("bob@example.com")
	h.must(err)
	for _, x := range []struct {
		name   string
		rights access.Rights
	}{
		{"x", access.Rights{Role: "root"}}, {"x", access.Rights{}}, {"x", access.Rights{Role: access.Edit, Permissions: []access.Permission{"all"}}},
		{"two\nlines", editor}, {strings.Repeat("x", 101), editor}, {"\xff", editor},
	} {
		if _, err := h.Add(t.Context(), ann, bob, x.name, x.rights); err == nil {
			t.Errorf("%+v was accepted", x)
		}
	}
	if _, err := h.Add(t.Context(), ann, access.Email{}, "x", editor); err == nil {
		t.Error("an account without an address was accepted")
	}
}
