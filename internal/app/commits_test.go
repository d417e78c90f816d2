package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/content"
	"tidings/internal/content/reading"
	"tidings/internal/repo"
	"tidings/internal/status"
	"tidings/internal/store/memory"
)

// branch is a repository in memory, of which each commit is a set of files.
type branch struct {
	commits []*repo.Commit
	rewrote bool // the newest commit did not come of the one before
	fetched int
}

func (b *branch) Head(context.Context) (string, error) { return b.commits[len(b.commits)-1].ID, nil }
func (b *branch) Branch() string                       { return "main" }
func (b *branch) Applied()                             {}

func (b *branch) Fetch(context.Context) (content.State, error) {
	b.fetched++
	return reading.Commit(b.commits[len(b.commits)-1])
}

func (b *branch) Descends(context.Context, string, string) (bool, error) { return !b.rewrote, nil }

// commit puts a commit of some files on the branch.
func (b *branch) commit(files map[string]string) {
	held := fstest.MapFS{}
	for name, text := range files {
		held[name] = &fstest.MapFile{Data: []byte(text)}
	}
	id := strings.Repeat(string(rune('a'+len(b.commits))), 40)
	b.commits = append(b.commits, &repo.Commit{Commit: content.Commit{ID: id, Author: "Ada"}, Files: held, Version: func(path string) string { return files[path] }})
}

var committedFiles = map[string]string{
	"site.yaml":           "name: Site\nurl: https://status.example.com\n",
	"components.yaml":     "components:\n  - {id: api, name: API}\n  - {id: web, name: Web}\n",
	"incidents/before.md": incidentFile("Text"),
}

// with are the files with others in place of them, or none.
func with(files map[string]string, others ...string) map[string]string {
	files = maps.Clone(files)
	for i := 0; i < len(others); i += 2 {
		files[others[i]] = others[i+1]
		if others[i+1] == "" {
			delete(files, others[i])
		}
	}
	return files
}

// fresh is an incident that people would be told of now.
func fresh(extra string) string {
	return "---\ntitle: Slow\nimpact: minor\n" + extra + "---\n\n## " + time.Now().UTC().Add(-time.Minute).Format(time.RFC3339) + " investigating\nText\n"
}

// following is a program that follows a branch.
type following struct {
	*App
	t    *testing.T
	main *branch
	seen follower
}

func follows(t *testing.T) *following {
	t.Helper()
	f := &following{App: keeper(memory.New(time.Now)), t: t, main: &branch{}}
	f.Repository = f.main
	f.main.commit(committedFiles)
	if err := errors.Join(f.recall(t.Context()), f.look()); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *following) look() error { return f.seen.look(f.t.Context(), f.App) }

// next commits files and has them applied, and gives the changes that this made.
func (f *following) next(files map[string]string) []status.Change {
	f.t.Helper()
	_, from, err := f.rules.Load().board.Changes(f.t.Context(), "", 0)
	if err != nil {
		f.t.Fatal(err)
	}
	f.main.commit(files)
	if err := f.look(); err != nil {
		f.t.Fatal(err)
	}
	changes, _, err := f.rules.Load().board.Changes(f.t.Context(), from, 0)
	if err != nil {
		f.t.Fatal(err)
	}
	return changes
}

// told are the subjects that people are told of by changes.
func (f *following) told(changes []status.Change) (subjects []string) {
	f.t.Helper()
	for i := range changes {
		events, err := f.rules.Load().events(f.t.Context(), &changes[i])
		if err != nil {
			f.t.Fatal(err)
		}
		if len(events) > 0 {
			subjects = append(subjects, changes[i].Subject)
		}
	}
	slices.Sort(subjects)
	return subjects
}

func TestEveryChangeNamesItsCommit(t *testing.T) {
	f := follows(t)
	changes := f.next(with(committedFiles, "incidents/new.md", fresh("")))
	for _, c := range changes {
		if c.By != "Ada" || c.Commit != f.main.commits[1].ID || c.ByKind != status.OriginContent {
			t.Errorf("%s %s is by %q, commit %q", c.Verb, c.Subject, c.By, c.Commit)
		}
	}
	if diff := cmp.Diff([]string{"incident/new"}, f.told(changes)); diff != "" {
		t.Errorf("told of (-want +got):\n%s", diff)
	}
}

// A history that was written anew is no news, and neither is the first commit
// over what came from a folder before; what asks for it is told all the same.
func TestRewriteTellsOnlyWhatAsksForIt(t *testing.T) {
	rewritten := with(committedFiles, "incidents/new.md", fresh(""), "incidents/loud.md", fresh("notify: true\n"))
	f := follows(t)
	f.main.rewrote = true
	if diff := cmp.Diff([]string{"incident/loud"}, f.told(f.next(rewritten))); diff != "" {
		t.Errorf("of a rewrite is told (-want +got):\n%s", diff)
	}
	e := newEdited(t)
	moved := &following{App: e.App, t: t, main: &branch{}}
	moved.Repository = moved.main
	if diff := cmp.Diff([]string{"incident/loud"}, moved.told(moved.next(rewritten))); diff != "" {
		t.Errorf("of the first commit is told (-want +got):\n%s", diff)
	}
}

// A restart finds the commit on the page and fetches nothing.
func TestRestartFetchesOnlyWhatIsNew(t *testing.T) {
	f := follows(t)
	again := &following{App: keeper(f.Store), t: t, main: f.main}
	again.Repository = f.main
	f.main.fetched = 0
	if err := errors.Join(again.recall(t.Context()), again.tryContent(t.Context(), &again.seen)); err != nil {
		t.Fatal(err)
	}
	if f.main.fetched > 0 || again.rules.Load() == nil {
		t.Errorf("%d commits were fetched; rules: %v", f.main.fetched, again.rules.Load())
	}
	again.next(with(committedFiles, "incidents/new.md", fresh("")))
	if f.main.fetched != 1 {
		t.Errorf("%d commits were fetched for the next", f.main.fetched)
	}
}

// A component that a file no longer names is off the page; what monitors have
// said of it is there when it comes back.
func TestComponentReturnsWithWhatWasSaidOfIt(t *testing.T) {
	f := follows(t)
	state := func() (out []string) {
		t.Helper()
		r := f.rules.Load()
		v, err := r.board.View(t.Context(), r.config.Layout, asOf(f.clock.Now()))
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range v.Layout.Components {
			out = append(out, c.ID+" "+v.States[i].Status.String())
		}
		return out
	}
	down := status.MajorOutage
	_, err := f.rules.Load().board.Record(t.Context(), "delivery", []status.Told{{
		Signal: status.Signal{Source: "monitor", Key: "web", Kind: status.Firing, At: f.clock.Now()},
		Effect: &status.Effect{Component: "web", Status: down},
	}}, f.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"api operational", "web major_outage"}, state()); diff != "" {
		t.Fatal(diff)
	}
	f.next(with(committedFiles, "components.yaml", "components:\n  - {id: api, name: API}\n"))
	if diff := cmp.Diff([]string{"api operational"}, state()); diff != "" {
		t.Errorf("without it (-want +got):\n%s", diff)
	}
	f.next(with(committedFiles))
	if diff := cmp.Diff([]string{"api operational", "web major_outage"}, state()); diff != "" {
		t.Errorf("with it again (-want +got):\n%s", diff)
	}
}

// A commit that is refused is remembered, over a restart, until another one is
// well.
func TestRefusalIsRememberedUntilItIsMended(t *testing.T) {
	f := follows(t)
	f.main.commit(with(committedFiles, "incidents/bad.md", "no front matter", "incidents/good.md", fresh("")))
	var mistakes *content.Mistakes
	if err := f.look(); !errors.As(err, &mistakes) {
		t.Fatalf("a mistake is answered %v", err)
	}
	again := keeper(f.Store)
	if err := again.recall(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*Refusal{"at once": f.Refusal(), "after a restart": again.Refusal()} {
		if r == nil || r.Commit != f.main.commits[1].ID || r.Author != "Ada" || r.Mistakes != 1 || r.Problems[0].Path != "incidents/bad.md" {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if _, err := f.rules.Load().board.Incident(t.Context(), "good"); !errors.Is(err, status.ErrNotFound) {
		t.Error("a part of the commit was applied")
	}
	f.next(with(committedFiles, "incidents/good.md", fresh("")))
	if f.Refusal() != nil {
		t.Error("it is remembered still")
	}
}

// Whoever brought the mistakes is named, and not who pushed something else since;
// a commit with others is a refusal of its own.
func TestRefusalNamesWhoBroughtTheMistakes(t *testing.T) {
	f := follows(t)
	bad := with(committedFiles, "incidents/bad.md", "no front matter")
	var mistakes *content.Mistakes
	for n, x := range []struct {
		files           map[string]string
		commit, through int
	}{
		{bad, 1, 0},
		{with(bad, "incidents/good.md", fresh("")), 1, 2},
		{with(bad, "incidents/bad.md", "---\ntitle: T\n---\n"), 3, 0},
	} {
		f.main.commit(x.files)
		if err := f.look(); !errors.As(err, &mistakes) {
			t.Fatalf("%d: a mistake is answered %v", n, err)
		}
		newest := ""
		if x.through > 0 {
			newest = f.main.commits[x.through].ID
		}
		if r := f.Refusal(); r.Commit != f.main.commits[x.commit].ID || r.Newest != newest {
			t.Errorf("%d: %+v", n, r)
		}
	}
}
