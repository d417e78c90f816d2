package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/content"
	"tidings/internal/content/reading"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// Load lets a faulty store be filled.
func (f *faulty) Load(ctx context.Context, items func(func(store.Item) bool)) error {
	return f.Driver.(store.Loader).Load(ctx, items)
}

func incidentFile(body string) string {
	return "---\ntitle: Slow\nimpact: minor\n---\n\n## 2026-11-20T10:00:00Z investigating\n" + body + "\n"
}

// at has a program take its content from a folder.
func (a *App) at(dir string) { a.Content, a.Folder = dir, reading.Folder(dir) }

// edited is a program that has applied a folder with one incident.
type edited struct {
	*App
	t      *testing.T
	faults *faulty
	seen   follower
}

func newEdited(t *testing.T) *edited {
	t.Helper()
	return newEditedAt(t, time.Now)
}

func newEditedAt(t *testing.T, now func() time.Time) *edited {
	t.Helper()
	d := &faulty{Driver: memory.New(now), left: -1}
	a := keeperAt(d, now)
	a.at(contentFolder(t, map[string]string{
		"site.yaml":           "name: Site\nurl: https://status.example.com\n",
		"components.yaml":     "components:\n  - {id: api, name: API}\n",
		"incidents/before.md": incidentFile("Text"),
	}))
	e := &edited{App: a, t: t, faults: d}
	if err := e.recall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := e.apply(); err != nil {
		t.Fatal(err)
	}
	return e
}

func (e *edited) apply() error {
	e.t.Helper()
	s, err := e.Folder.Look()
	if err != nil {
		e.t.Fatal(err)
	}
	return e.seen.apply(e.t.Context(), e.App, s)
}

func (e *edited) write(name, text string) {
	e.t.Helper()
	if err := os.WriteFile(filepath.Join(e.Content, name), []byte(text), 0o644); err != nil {
		e.t.Fatal(err)
	}
}

func (e *edited) mkdir(name string) {
	e.t.Helper()
	if err := os.Mkdir(filepath.Join(e.Content, name), 0o755); err != nil {
		e.t.Fatal(err)
	}
}

func (e *edited) remove(name string) {
	e.t.Helper()
	if err := os.Remove(filepath.Join(e.Content, name)); err != nil {
		e.t.Fatal(err)
	}
}

// has are those of some incidents that are on the board.
func (e *edited) has(ids ...string) (found []string) {
	e.t.Helper()
	for _, id := range ids {
		_, err := e.rules.Load().board.Incident(e.t.Context(), id)
		switch {
		case err == nil:
			found = append(found, id)
		case !errors.Is(err, status.ErrNotFound):
			e.t.Fatal(err)
		}
	}
	return found
}

// An edit that is refused for any part of it changes nothing at all: not the
// files that are well, and not the time zone.
func TestRefusedEditLeavesNothingBehind(t *testing.T) {
	e := newEdited(t)
	for i := range 3 * alwaysDeletable {
		e.write(fmt.Sprintf("incidents/old-%d.md", i), incidentFile("Text"))
	}
	if err := e.apply(); err != nil {
		t.Fatal(err)
	}
	for i := range 2 * alwaysDeletable {
		if err := os.Remove(filepath.Join(e.Content, fmt.Sprintf("incidents/old-%d.md", i))); err != nil {
			t.Fatal(err)
		}
	}
	e.write("incidents/a.md", incidentFile("Text"))
	e.write("site.yaml", "name: Site\nurl: https://status.example.com\ntime_zone: Asia/Tokyo\n")
	var mistakes *content.Mistakes
	if err := e.apply(); !errors.As(err, &mistakes) {
		t.Fatalf("the edit was answered %v", err)
	}
	if diff := cmp.Diff([]string{"before", "old-0"}, e.has("before", "a", "old-0")); diff != "" {
		t.Errorf("on the board (-want +got):\n%s", diff)
	}
	if zone := e.rules.Load().config.Site.Zone.String(); zone != "UTC" || e.index.zone != "UTC" {
		t.Errorf("the zone is %s, the board's %s", zone, e.index.zone)
	}
	e.MaxDeletions = 1
	if err := e.apply(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"before", "a"}, e.has("before", "a", "old-0")); diff != "" {
		t.Errorf("once it is allowed (-want +got):\n%s", diff)
	}
	if zone := e.index.zone; zone != "Asia/Tokyo" {
		t.Errorf("once it is allowed, the board's zone is %s", zone)
	}
}

// However far an edit comes before the power goes, whoever is shown the board
// sees nothing of it or all of it, and a start that finds no content folder any
// more brings it to its end.
func TestEditIsSeenWholeOrNotAtAll(t *testing.T) {
	before, after := []string{"before", "old"}, []string{"a", "b", "before", "c"}
	seen := map[int]int{}
	for writes := 0; ; writes++ {
		e := newEdited(t)
		e.write("incidents/old.md", incidentFile("Text"))
		if err := e.apply(); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"a", "b", "c"} {
			e.write("incidents/"+id+".md", incidentFile("Text"))
		}
		e.remove("incidents/old.md")
		e.write("site.yaml", "name: Second\nurl: https://status.example.com\ntime_zone: Asia/Tokyo\n")
		e.faults.left = writes
		err := e.apply()
		var mistakes *content.Mistakes
		if errors.As(err, &mistakes) {
			t.Fatalf("after %d writes it is called a mistake: %v", writes, err)
		}
		all := func(e *edited) bool {
			t.Helper()
			got := e.has("a", "b", "before", "c", "old")
			if !slices.Equal(got, before) && !slices.Equal(got, after) {
				t.Errorf("after %d writes %v are seen", writes, got)
			}
			return slices.Equal(got, after)
		}
		if e.whole() == nil {
			all(e)
		}
		e.faults.left = -1
		next := e
		if writes%2 == 0 {
			next = e.restarted()
			seen[len(next.has("old"))]++
			all(next)
			next.at(e.Content)
		}
		if err := next.apply(); err != nil || !all(next) {
			t.Errorf("tried again after %d writes: %v", writes, err)
		}
		if err == nil {
			break
		}
	}
	if seen[0] < 5 || seen[1] < 2 {
		t.Errorf("starts that went on from after it counted, and from before: %v", seen)
	}
}

// restarted is a program that begins on the same store, without a content folder.
func (e *edited) restarted() *edited {
	e.t.Helper()
	again := &edited{App: keeperAt(e.Store, e.Now), t: e.t, faults: e.faults}
	again.at(filepath.Join(e.t.TempDir(), "gone"))
	if err := errors.Join(again.recall(e.t.Context()), again.finish(e.t.Context(), nil)); err != nil {
		e.t.Fatal(err)
	}
	if again.rules.Load() == nil {
		r, err := again.keptRules(e.t.Context())
		if err != nil {
			e.t.Fatal(err)
		}
		again.rules.Store(r)
	}
	return again
}
