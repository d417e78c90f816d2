package access_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/access"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var (
	ann = access.Actor{Kind: access.Person, ID: "ann", From: "192.0.2.1"}
	bob = access.Actor{Kind: access.Person, ID: "bob"}
)

func newTokens() (*access.Tokens, store.Driver) {
	d := memory.New(func() time.Time { return noon })
	return access.NewTokens(d), d
}

func robot() access.Token {
	return access.Token{Name: "robot", Role: access.Edit, Kind: access.Automation}
}

func TestTokenOpensUntilRevoked(t *testing.T) {
	tokens, _ := newTokens()
	text, made, err := tokens.Create(t.Context(), ann, robot(), noon, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	got, err := tokens.Check(t.Context(), text, noon)
	if err != nil || !cmp.Equal(got, made) || got.Role != access.Edit {
		t.Fatalf("Check = %+v, %v; want %+v", got, err, made)
	}
	if _, err := tokens.Revoke(t.Context(), ann, made.ID, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := tokens.Check(t.Context(), text, noon); !errors.Is(err, access.ErrDenied) {
		t.Errorf("a revoked token gave %v", err)
	}
	if _, err := tokens.Revoke(t.Context(), ann, made.ID, noon); !errors.Is(err, access.ErrNotFound) {
		t.Errorf("revoking twice gave %v", err)
	}
}

func TestWrongTokensAreDenied(t *testing.T) {
	tokens, _ := newTokens()
	text, _, err := tokens.Create(t.Context(), ann, robot(), noon, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"", "tdg_", text[:len(text)-1], text + "A", strings.ToUpper(text), strings.TrimPrefix(text, "tdg_")} {
		if _, err := tokens.Check(t.Context(), wrong, noon); !errors.Is(err, access.ErrDenied) {
			t.Errorf("Check(%q) = %v, want it denied", wrong, err)
		}
	}
}

// Whoever makes or revokes a token is in the log of changes; the token is not.
func TestChangesSayWhoAndNotWhat(t *testing.T) {
	tokens, d := newTokens()
	text, made, err := tokens.Create(t.Context(), ann, robot(), noon, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tokens.Revoke(t.Context(), bob, made.ID, noon); err != nil {
		t.Fatal(err)
	}
	changes, _, err := d.Changes(t.Context(), "", 10)
	if err != nil || len(changes) != 2 {
		t.Fatalf("%d changes, %v", len(changes), err)
	}
	for i, want := range []string{`"by":"ann","by_kind":"person","from":"192.0.2.1","verb":"token.create","subject":"token/` + made.ID, `"by":"bob","by_kind":"person","verb":"token.revoke"`} {
		if got := string(changes[i]); !strings.Contains(got, want) || strings.Contains(got, text[4:]) {
			t.Errorf("change %d is %s", i, got)
		}
	}
}

func TestStoreHoldsNoToken(t *testing.T) {
	tokens, d := newTokens()
	text, _, err := tokens.Create(t.Context(), ann, robot(), noon, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	page, err := d.List(t.Context(), store.Query{Part: "access/token"})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%d items, %v", len(page.Items), err)
	}
	it := page.Items[0]
	if bytes.Contains(it.Value, []byte(text[4:])) || strings.Contains(it.Sort, text[4:]) {
		t.Error("the token can be read from the store")
	}
}

func TestTokenNeedsNameRoleAndKind(t *testing.T) {
	tokens, _ := newTokens()
	for _, tok := range []access.Token{
		{Role: access.Edit, Kind: access.Person},
		{Name: "x", Role: "root", Kind: access.Person},
		{Name: "x", Role: access.Edit, Kind: "alien"},
	} {
		if _, _, err := tokens.Create(t.Context(), ann, tok, noon, rand.Reader); err == nil {
			t.Errorf("%+v was accepted", tok)
		}
	}
}

func TestListIsOldestFirst(t *testing.T) {
	tokens, _ := newTokens()
	for i, name := range []string{"first", "second", "third"} {
		tok := robot()
		tok.Name = name
		if _, _, err := tokens.Create(t.Context(), ann, tok, noon.Add(time.Duration(i)*time.Minute), rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	list, err := tokens.List(t.Context())
	if err != nil || len(list) != 3 || list[0].Name != "first" || list[2].Name != "third" {
		t.Errorf("List = %+v, %v", list, err)
	}
}

func TestTokenOpensNothingOnceItHasExpired(t *testing.T) {
	tokens, _ := newTokens()
	tok := robot()
	tok.Expires = noon.Add(time.Hour)
	text, _, err := tokens.Create(t.Context(), ann, tok, noon, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tokens.Check(t.Context(), text, noon.Add(time.Hour-1)); err != nil {
		t.Errorf("just before its end the token gave %v", err)
	}
	if _, err := tokens.Check(t.Context(), text, noon.Add(time.Hour)); !errors.Is(err, access.ErrDenied) {
		t.Errorf("at its end the token gave %v", err)
	}
	tok.Expires = noon
	if _, _, err := tokens.Create(t.Context(), ann, tok, noon, rand.Reader); err == nil {
		t.Error("a token that has expired was made")
	}
}

func TestTokenCoversItsScopesOnly(t *testing.T) {
	tok := robot()
	if !tok.Covers("incidents") {
		t.Error("a token without scopes does not cover everything")
	}
	tok.Scopes = []string{"metrics"}
	if tok.Covers("incidents") || !tok.Covers("metrics") {
		t.Error("a token covers what it should not, or not what it should")
	}
	tok.Scopes = []string{"everything"}
	if tok.Valid() == nil {
		t.Error("an unknown scope was accepted")
	}
}

// The list says when each token was last used, and asking often costs no write
// each time.
func TestListSaysWhenATokenWasUsed(t *testing.T) {
	tokens, d := newTokens()
	_, tok, err := tokens.Create(t.Context(), ann, robot(), noon, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if err := tokens.Use(t.Context(), tok, noon.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	list, err := access.NewTokens(d).List(t.Context())
	if err != nil || len(list) != 1 || !list[0].Used.Equal(noon) {
		t.Errorf("List = %+v, %v; want it used at noon", list, err)
	}
	if err := tokens.Use(t.Context(), tok, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if list, err := tokens.List(t.Context()); err != nil || !list[0].Used.Equal(noon.Add(time.Hour)) {
		t.Errorf("an hour later List = %+v, %v", list, err)
	}
}
