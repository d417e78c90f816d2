package writeback_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/gitrepo"
	"tidings/internal/gitrepo/gitrepotest"
	"tidings/internal/repo"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
	"tidings/internal/writeback"
)

var (
	noon  = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	ada   = status.Actor{Kind: status.OriginPerson, ID: "ada"}
	robot = status.Actor{Kind: status.OriginAutomation, ID: "prometheus"}
	file  = status.Actor{Kind: status.OriginContent, ID: "file"}
)

// desk is a board whose changes are written to a bare repository, beside
// somebody who edits it by hand.
type desk struct {
	*testing.T
	store  *faulty
	board  *status.Board
	writer *writeback.Writer
	bare   string
	copy   *gitrepotest.Copy
	now    time.Time
	before func() // runs while a commit is made
}

// faulty is a store whose updates fail once it has none left; -1: never.
type faulty struct {
	*memory.Store
	left int
}

func (f *faulty) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if f.left == 0 {
		return store.ErrUnavailable
	}
	f.left--
	return f.Store.Update(ctx, keys, fn)
}

func open(t *testing.T) *desk {
	d := &desk{T: t, now: noon, bare: filepath.Join(t.TempDir(), "status.git")}
	clock := func() time.Time { return d.now }
	d.store = &faulty{memory.New(clock), -1}
	d.board = status.NewBoard(d.store, time.UTC)
	gitrepotest.Git(t, t.TempDir(), "init", "--quiet", "--bare", "--initial-branch=main", d.bare)
	d.copy = gitrepotest.Clone(t, d.bare)
	d.copy.Push("Begin", map[string]string{"site.yaml": "name: Example\n"})
	d.writer = d.newWriter()
	d.steps() // the log begins
	return d
}

func (d *desk) newWriter() *writeback.Writer {
	address, ok, err := gitrepo.Parse(d.bare)
	if err != nil || !ok {
		d.Fatal(ok, err)
	}
	r, err := gitrepo.Open(gitrepo.Options{Address: address})
	if err != nil {
		d.Fatal(err)
	}
	return writeback.New(writeback.Options{
		Repository: r, Store: d.store, Board: func() *status.Board { return d.board }, Zone: func() *time.Location { return time.UTC },
		Path: func(about, id string) string { return "" },
		Author: func(_ context.Context, c *status.Change) gitrepo.Person {
			if d.before != nil {
				d.before()
			}
			if c == nil {
				return gitrepo.Person{Name: "Tidings", Email: "noreply@status.example.com"}
			}
			return gitrepo.Person{Name: c.By, Email: c.By + "@noreply.status.example.com"}
		},
		Now: func() time.Time { return d.now }, Log: slog.New(slog.DiscardHandler),
	})
}

// steps writes all that there is to write.
func (d *desk) steps() {
	d.Helper()
	for {
		again, err := d.writer.Step(d.Context(), false)
		if err != nil {
			d.Fatal(err)
		}
		if again != time.Millisecond {
			return
		}
	}
}

func (d *desk) put(by status.Actor, inc status.Incident) {
	d.Helper()
	if _, err := d.board.PutIncident(d.Context(), by, inc, d.now); err != nil {
		d.Fatal(err)
	}
}

// pull gives a file as it is in the repository now; empty where there is none.
func (d *desk) pull(name string) string {
	d.Helper()
	d.copy.Git("pull", "--quiet", "origin", "main")
	text, _ := gitrepotest.Try(d.copy.Dir, "show", "HEAD:"+name)
	if strings.HasPrefix(text, "fatal") {
		return ""
	}
	return text
}

func (d *desk) commits() int {
	d.copy.Git("pull", "--quiet", "origin", "main")
	n := 0
	_, _ = fmt.Sscan(d.copy.Git("rev-list", "--count", "HEAD"), &n)
	return n
}

func slow(bodies ...string) status.Incident {
	inc := status.Incident{ID: "slow", Title: "API answers slowly", Impact: status.ImpactMinor,
		Components: map[string]status.Status{"api": status.DegradedPerformance}}
	for i, body := range bodies {
		inc.Updates = append(inc.Updates, status.Update{ID: fmt.Sprint(i + 1), At: noon.Add(time.Duration(i-60) * time.Minute), State: status.Investigating, Body: body})
	}
	return inc
}

const path = "incidents/2026/slow.md"

func TestAPostBecomesAFile(t *testing.T) {
	d := open(t)
	d.put(ada, slow("We look."))
	d.steps()
	if inc, problems := repo.ParseIncident(path, []byte(d.pull(path)), nil); len(problems) > 0 || inc.Title != "API answers slowly" || len(inc.Updates) != 1 {
		t.Fatalf("%v: %+v", problems, inc)
	}
	d.put(ada, slow("We look.", "A bad node."))
	d.steps()
	d.commits()
	for _, line := range strings.Split(d.copy.Git("diff", "--unified=0", "HEAD~1", "HEAD"), "\n") {
		if strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "---") {
			t.Errorf("a new update takes a line away: %s", line)
		}
	}
	head := d.copy.Git("log", "-1", "--format=%an <%ae>%n%B")
	for _, want := range []string{"ada <ada@noreply.status.example.com>", "API answers slowly: investigating", "Tidings-Change: "} {
		if !strings.Contains(head, want) {
			t.Errorf("the commit lacks %q:\n%s", want, head)
		}
	}
	if n := d.commits(); n != 3 {
		t.Errorf("%d commits, want 3", n)
	}
	if d.copy.Git("show", "HEAD:site.yaml") != "name: Example" {
		t.Error("another file is gone")
	}
}

func TestWhatWasThereBeforeIsWrittenOnce(t *testing.T) {
	d := open(t)
	d.put(ada, slow("We look."))
	_ = d.store.Store.Update(t.Context(), []store.Key{{Part: "app", Sort: "written-back"}}, func(tx *store.Tx) error {
		return tx.Delete(store.Key{Part: "app", Sort: "written-back"})
	})
	d.steps()
	d.steps()
	if d.pull(path) == "" || d.commits() != 2 {
		t.Errorf("%d commits, want 2", d.commits())
	}
}

func TestAnUpdateIsPutIntoAPersonsFile(t *testing.T) {
	d := open(t)
	const byHand = "---\n# by hand\ntitle: Slow\nimpact: minor\n---\n## 2026-11-22T10:00:00Z investigating\nWe look.\n"
	d.copy.Push("Slow", map[string]string{"incidents/own.md": byHand})
	inc, problems := repo.ParseIncident("incidents/own.md", []byte(byHand), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	d.put(file, *inc)
	d.steps()
	if n := d.commits(); n != 2 {
		t.Errorf("what came from a file is written to it: %d commits", n)
	}
	_, _, err := d.board.ChangeIncident(t.Context(), ada, "own", d.now, func(own *status.Incident) (*status.Incident, error) {
		own.Updates = append(own.Updates, status.Update{ID: "2", At: noon, State: status.Identified, Body: "A bad node.", Added: true})
		return own, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	d.steps()
	if want := byHand + "\n## 2026-11-22T12:00:00Z identified\n\nA bad node.\n"; d.pull("incidents/own.md") != want {
		t.Errorf("got\n%s", d.pull("incidents/own.md"))
	}
}

func TestWhatOthersPushedStays(t *testing.T) {
	d := open(t)
	d.put(ada, slow("We look."))
	d.steps()
	pushed := 0
	d.before = func() { // while our commit is made, each time until the third
		if pushed++; pushed < 3 {
			text := d.pull(path)
			d.copy.Push("By hand", map[string]string{path: strings.Replace(text, "We look.", fmt.Sprintf("We look (%d).", pushed), 1), "notes.txt": fmt.Sprint(pushed)})
			text = ""
		}
	}
	d.put(ada, slow("We look.", "A bad node."))
	if _, err := d.writer.Step(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	text := d.pull(path)
	if !strings.Contains(text, "A bad node.") || !strings.Contains(text, "We look (1).") && !strings.Contains(text, "We look (2).") {
		t.Errorf("something is lost after %d pushes of others:\n%s", pushed, text)
	}
}

func TestTheSameChangedTwiceIsAClash(t *testing.T) {
	d := open(t)
	d.put(ada, slow("We look."))
	d.steps()
	d.copy.Push("By hand", map[string]string{path: strings.Replace(d.pull(path), "We look.", "We search.", 1)})
	d.put(ada, slow("We dig."))
	d.steps()
	if text := d.pull(path); !strings.Contains(text, "We search.") {
		t.Errorf("the repository's text is lost:\n%s", text)
	}
	page, err := d.store.List(t.Context(), store.Query{Part: "writeback/clash"})
	if err != nil || len(page.Items) != 1 || !strings.Contains(string(page.Items[0].Value), "We dig.") {
		t.Errorf("the post's text is not kept: %v %q", err, page.Items)
	}
}

func TestAutomationIsGathered(t *testing.T) {
	d := open(t)
	for n := range 5 {
		d.put(robot, slow([]string{"1", "2", "3", "4", "5"}[:n+1]...))
		d.now = d.now.Add(time.Second)
	}
	again, err := d.writer.Step(t.Context(), false)
	if err != nil || again < 20*time.Second || d.commits() != 1 {
		t.Fatalf("again in %v, %d commits, %v", again, d.commits(), err)
	}
	d.now = d.now.Add(time.Minute)
	d.steps()
	if n := d.commits(); n != 2 || !strings.Contains(d.pull(path), "\n5\n") {
		t.Errorf("%d commits, want 2:\n%s", n, d.pull(path))
	}
}

func TestWhatIsTakenOutIsTakenOut(t *testing.T) {
	d := open(t)
	d.put(ada, slow("We look.", "A private name."))
	d.steps()
	d.copy.Push("By hand", map[string]string{path: strings.Replace(d.pull(path), "We look.", "We search.", 1)})
	if _, err := d.board.Redact(t.Context(), ada, "incident/slow", "2", d.now); err != nil {
		t.Fatal(err)
	}
	d.steps()
	text := d.pull(path)
	if strings.Contains(text, "private") || !strings.Contains(text, "We search.") || !strings.Contains(text, "redacted:") {
		t.Errorf("got\n%s", text)
	}
	if _, err := d.board.DeleteIncident(t.Context(), ada, "slow", d.now); err != nil {
		t.Fatal(err)
	}
	d.steps()
	if d.pull(path) != "" && !strings.Contains(d.pull(path), "We search.") {
		t.Errorf("a deleted incident leaves\n%s", d.pull(path))
	}
}

func TestWhatIsHiddenStaysAtHome(t *testing.T) {
	d := open(t)
	inc := slow("We look.")
	inc.Hidden = true
	d.put(ada, inc)
	d.steps()
	if n := d.commits(); n != 1 {
		t.Errorf("%d commits", n)
	}
	d.put(ada, slow("We look."))
	d.steps()
	if d.pull(path) == "" {
		t.Error("what is shown now is not written")
	}
	d.put(ada, inc)
	d.steps()
	if d.pull(path) != "" {
		t.Error("what is hidden again is still there")
	}
}

// Whichever write to the store is the last before the power goes: nothing is
// written twice, and nothing is missed.
func TestPowerCuts(t *testing.T) {
	for writes := 0; ; writes++ {
		d := open(t)
		d.put(ada, slow("We look."))
		d.put(ada, slow("We look.", "A bad node."))
		d.put(ada, slow("We look.", "A bad disk."))
		d.store.left = writes
		_, cut := d.writer.Step(t.Context(), false)
		d.store.left = -1
		d.writer = d.newWriter()
		d.steps()
		if n := d.commits(); n != 4 {
			t.Fatalf("after %d writes: %d commits, want 4", writes, n)
		}
		if !strings.Contains(d.pull(path), "A bad disk.") {
			t.Fatalf("after %d writes: %s", writes, d.pull(path))
		}
		if page, _ := d.store.List(t.Context(), store.Query{Part: "writeback/clash"}); len(page.Items) > 0 {
			t.Fatalf("after %d writes it clashes with itself: %s", writes, page.Items[0].Value)
		}
		if cut == nil {
			return
		}
		if !errors.Is(cut, store.ErrUnavailable) {
			t.Fatal(cut)
		}
	}
}
