package committed

import (
	"crypto/rand"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/gitrepo"
	"tidings/internal/status"
	"tidings/internal/store/memory"
)

// A commit bears an address that reaches nobody, unless the person wants theirs there.
func TestWhoACommitIsBy(t *testing.T) {
	ctx, root := t.Context(), access.Actor{Kind: access.Person, ID: "command"}
	box, err := access.NewBox(make([]byte, 32), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	accounts := access.New(access.Options{Driver: memory.New(time.Now), Box: box, Random: rand.Reader, Now: time.Now})
	email, err := access.ParseEmail("ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	ada, err := accounts.Add(ctx, root, email, "Ada <L>", access.Rights{Role: access.Edit})
	if err != nil {
		t.Fatal(err)
	}
	by := authors{People{Accounts: accounts}, func() string { return "https://status.example.com" }}
	posted := &status.Change{ByKind: status.OriginPerson, By: ada.ID}
	if got, want := by.author(ctx, posted), (gitrepo.Person{Name: "Ada L", Email: ada.ID + "@noreply.status.example.com"}); got != want {
		t.Errorf("by %+v, want %+v", got, want)
	}
	if err := accounts.Rename(ctx, root, ada.ID, "Ada <L>", true); err != nil {
		t.Fatal(err)
	}
	if got, want := by.author(ctx, posted), (gitrepo.Person{Name: "Ada L", Email: "ada@example.com"}); got != want {
		t.Errorf("by %+v, want %+v", got, want)
	}
	robot := by.author(ctx, &status.Change{ByKind: status.OriginAutomation, By: "source/prometheus"})
	if want := (gitrepo.Person{Name: "Tidings", Email: "source-prometheus@noreply.status.example.com"}); robot != want {
		t.Errorf("by %+v, want %+v", robot, want)
	}
}
