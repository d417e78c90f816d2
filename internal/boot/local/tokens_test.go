package local

import (
	"crypto/rand"
	"testing"
	"time"

	"tidings/internal/access"
)

func TestTokensKeptBesideThePageAreMoved(t *testing.T) {
	o := Options{Data: t.TempDir(), Now: time.Now, Random: rand.Reader, Getenv: func(string) string { return "" }}
	m, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for range 60 {
		tok := access.Token{Name: "robot", Role: access.Edit, Kind: access.Automation}
		text, _, err := access.NewTokens(m.Store).Create(t.Context(), access.Actor{ID: "ann"}, tok, time.Now(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if m, err = Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for _, text := range texts {
		if _, err := m.Tokens.Check(t.Context(), text, time.Now()); err != nil {
			t.Fatalf("a token is lost: %v", err)
		}
	}
	if left, err := access.NewTokens(m.Store).List(t.Context()); err != nil || len(left) > 0 {
		t.Errorf("%d tokens are left beside the page, %v", len(left), err)
	}
}
