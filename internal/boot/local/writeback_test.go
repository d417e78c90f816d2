package local

import (
	"crypto/rand"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/gitrepo"
	"tidings/internal/status"
)

// A commit bears an address that reaches nobody, unless the person wants theirs there.
func TestWhoACommitIsBy(t *testing.T) {
	o := Options{Data: t.TempDir(), Now: time.Now, Random: rand.Reader, Getenv: func(string) string { return "" }}
	with(t, o, func(m *Machine) error {
		ctx, root := t.Context(), access.Actor{Kind: access.Person, ID: "command"}
		email, err := access.ParseEmail("ada@example.com")
		if err != nil {
			return err
		}
		ada, err := m.Accounts.Add(ctx, root, email, "Ada <L>", access.Rights{Role: access.Edit})
		if err != nil {
			return err
		}
		by := authors{m.Accounts, m.Tokens, func() string { return "https://status.example.com" }}
		posted := &status.Change{ByKind: status.OriginPerson, By: ada.ID}
		if got, want := by.author(ctx, posted), (gitrepo.Person{Name: "Ada L", Email: ada.ID + "@noreply.status.example.com"}); got != want {
			t.Errorf("by %+v, want %+v", got, want)
		}
		if err := m.Accounts.Rename(ctx, root, ada.ID, "Ada <L>", true); err != nil {
			return err
		}
		if got, want := by.author(ctx, posted), (gitrepo.Person{Name: "Ada L", Email: "ada@example.com"}); got != want {
			t.Errorf("by %+v, want %+v", got, want)
		}
		robot := by.author(ctx, &status.Change{ByKind: status.OriginAutomation, By: "source/prometheus"})
		if want := (gitrepo.Person{Name: "Tidings", Email: "source-prometheus@noreply.status.example.com"}); robot != want {
			t.Errorf("by %+v, want %+v", robot, want)
		}
		return nil
	})
}
