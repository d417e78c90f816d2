package app

import (
	"context"
	"errors"
	"slices"
	"testing"

	"tidings/internal/content"
	"tidings/internal/store"
	"tidings/internal/store/memory"
	"time"
)

// woken is a program that is started for one thing, on a store that others use too.
func woken(t *testing.T, d store.Driver, main *branch) *App {
	t.Helper()
	a := keeper(d)
	a.Repository = main
	return a
}

func (b *branch) takenBy(t *testing.T, a *App, want bool) {
	t.Helper()
	applied, err := TakeCommits(t.Context(), a)
	if err != nil || applied != want {
		t.Errorf("at commit %.4s: applied %v, want %v; %v", b.commits[len(b.commits)-1].ID, applied, want, err)
	}
}

// title is what the board says of an incident.
func title(t *testing.T, a *App, id string) string {
	t.Helper()
	i, err := a.Board().Incident(t.Context(), id)
	if err != nil {
		return err.Error()
	}
	return i.Title
}

// A commit is taken once, whoever is woken how often, warm or cold.
func TestACommitIsTakenOnce(t *testing.T) {
	d, main := memory.New(time.Now), &branch{}
	main.commit(committedFiles)
	warm := woken(t, d, main)
	main.takenBy(t, warm, true)
	main.takenBy(t, warm, false)
	main.takenBy(t, woken(t, d, main), false)
	if main.fetched != 1 {
		t.Errorf("it was fetched %d times", main.fetched)
	}
	main.commit(with(committedFiles, "incidents/new.md", fresh("")))
	main.takenBy(t, woken(t, d, main), true)
	main.takenBy(t, warm, false)
	if got := title(t, warm, "new"); got != "Slow" {
		t.Errorf("the board says %q", got)
	}
	main.commit(with(committedFiles, "site.yaml", "name: Other\nurl: https://status.example.com\n"))
	main.takenBy(t, warm, true)
	if got := warm.SiteName(); got != "Other" {
		t.Errorf("the site is called %q", got)
	}
}

// A commit with a mistake is refused by a warm program once and is not fetched
// again; the next one counts.
func TestARefusedCommitIsNotReadAgain(t *testing.T) {
	d, main := memory.New(time.Now), &branch{}
	main.commit(committedFiles)
	a := woken(t, d, main)
	main.takenBy(t, a, true)
	main.commit(with(committedFiles, "incidents/bad.md", "no front matter"))
	var mistakes *content.Mistakes
	if applied, err := TakeCommits(t.Context(), a); applied || !errors.As(err, &mistakes) {
		t.Errorf("applied %v; %v", applied, err)
	}
	fetched := main.fetched
	main.takenBy(t, a, false)
	if main.fetched != fetched {
		t.Error("it is fetched again")
	}
	main.commit(with(committedFiles, "incidents/bad.md", fresh("")))
	main.takenBy(t, a, true)
}

// overtaking lets another program go first when an edit is written down.
type overtaking struct {
	*memory.Store
	other func()
}

func (o *overtaking) Update(ctx context.Context, keys []store.Key, closure func(*store.Tx) error) error {
	if other := o.other; other != nil && slices.Contains(keys, currentKey) {
		o.other = nil
		other()
	}
	return o.Store.Update(ctx, keys, closure)
}

// Two programs that take different commits at once leave one of them behind: the
// later look is at the newest, and nothing of the other's is lost or damaged.
func TestTwoProgramsTakeCommitsAtOnce(t *testing.T) {
	d, main := memory.New(time.Now), &branch{}
	main.commit(committedFiles)
	slow := &overtaking{Store: d}
	first := woken(t, slow, main)
	main.takenBy(t, first, true)

	main.commit(with(committedFiles, "site.yaml", "name: Second\nurl: https://status.example.com\n", "incidents/second.md", fresh("")))
	quick := woken(t, d, main)
	slow.other = func() {
		main.commit(with(committedFiles, "site.yaml", "name: Third\nurl: https://status.example.com\n", "incidents/third.md", fresh("")))
		main.takenBy(t, quick, true)
	}
	if _, err := TakeCommits(t.Context(), first); !errors.Is(err, store.ErrConflict) {
		t.Errorf("who came too late is told %v", err)
	}
	main.takenBy(t, first, false)
	cold := woken(t, d, main)
	main.takenBy(t, cold, false)
	for name, a := range map[string]*App{"late": first, "quick": quick, "cold": cold} {
		if got := a.SiteName() + ", " + title(t, a, "third"); got != "Third, Slow" {
			t.Errorf("%s: the site says %s", name, got)
		}
		if got := title(t, a, "second"); got == "Slow" {
			t.Errorf("%s: the older commit's incident is on the board", name)
		}
	}
}
