package access_test

import (
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
)

// A link by mail is for whoever has a password, one at a time, and good once.
func TestResetByMail(t *testing.T) {
	h := newHouse(t)
	h.first()
	ask := func(typed string) string {
		t.Helper()
		before := strings.Count(h.log(), `"verb":"reset.asked"`)
		text, to, err := h.AskReset(t.Context(), typed, access.Client{Address: "192.0.2.1"})
		if err != nil || (text != "") != (to.Reveal() != "") {
			t.Fatalf("%q: %q to %q, %v", typed, text, to.Reveal(), err)
		}
		if got := strings.Count(h.log(), `"verb":"reset.asked"`); got != before+1 {
			t.Errorf("%q: the log has %d entries more", typed, got-before)
		}
		return text
	}
	for _, nobody := range []string{"nobody@example.com", "", "no address", strings.Repeat("x", 5000)} {
		if ask(nobody) != "" {
			t.Errorf("%.20q has a link", nobody)
		}
	}
	first := ask(" ADA@example.com")
	if first == "" {
		t.Fatal("there is no link")
	}
	if ask("ada@example.com") != "" {
		t.Error("a second link right after the first")
	}
	h.now = h.now.Add(access.ResetPause)
	second := ask("ada@example.com")
	if _, err := h.Link(t.Context(), first); err == nil {
		t.Error("the link before is still good")
	}
	if _, err := h.Use(t.Context(), second, access.Chosen{Password: "tulip carbon envelope"}, access.Client{}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Use(t.Context(), second, access.Chosen{Password: "tulip carbon envelope"}, access.Client{}); err == nil {
		t.Error("it opens twice")
	}
	third := ask("ada@example.com")
	h.now = h.now.Add(access.ResetTime)
	if _, err := h.Link(t.Context(), third); err == nil {
		t.Error("it is good after its time")
	}
	if strings.Contains(h.log(), "ada@") || strings.Contains(h.log(), third) {
		t.Error("the log holds an address or a link")
	}
}

// Who has no password, or may not sign in, gets no mail.
func TestResetByMailOpensNoOtherDoor(t *testing.T) {
	h := newHouse(t)
	h.first()
	email, err := access.ParseEmail("new@example.com")
	if err != nil {
		t.Fatal(err)
	}
	made, err := h.Add(t.Context(), access.Actor{}, email, "", access.Rights{Role: access.Edit})
	if err != nil {
		t.Fatal(err)
	}
	ask := func() string {
		t.Helper()
		h.now = h.now.Add(time.Hour)
		text, _, err := h.AskReset(t.Context(), "new@example.com", access.Client{})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if ask() != "" {
		t.Error("an account without a password has a link")
	}
	invite, _, err := h.NewLink(t.Context(), access.Actor{}, made.ID, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Use(t.Context(), invite, access.Chosen{Password: "tulip carbon envelope"}, access.Client{}); err != nil {
		t.Fatal(err)
	}
	if ask() == "" {
		t.Error("an account with a password has none")
	}
	if err := h.SetRights(t.Context(), access.Actor{}, made.ID, access.Rights{Role: access.Edit, Disabled: true}); err != nil {
		t.Fatal(err)
	}
	if ask() != "" {
		t.Error("a disabled account has a link")
	}
}
