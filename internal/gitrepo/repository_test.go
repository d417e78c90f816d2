package gitrepo_test

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/gitrepo"
	"tidings/internal/gitrepo/gitrepotest"
)

const token = "t0ken-of-the-test"

var first = map[string]string{"site.yaml": "name: First\n", "incidents/2026/a.md": "A\n", "incidents/b.md": "B\n"}

// open opens a repository by an address, with a secret.
func open(t *testing.T, address, secret, known string) *gitrepo.Repository {
	t.Helper()
	a, ok, err := gitrepo.Parse(address)
	if err != nil || !ok {
		t.Fatalf("%s: %v, %v", address, ok, err)
	}
	r, err := gitrepo.Open(gitrepo.Options{Address: a, KnownHosts: known,
		Secret: func(context.Context) (string, error) { return secret, nil }})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func fetch(t *testing.T, r *gitrepo.Repository) *gitrepo.Commit {
	t.Helper()
	c, err := r.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func texts(t *testing.T, c *gitrepo.Commit) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(c.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(c.FS(), path)
		out[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// everyWay runs a test over each way to reach a repository.
func everyWay(t *testing.T, test func(t *testing.T, h *gitrepotest.Host, copy *gitrepotest.Copy, again func() *gitrepo.Repository)) {
	for _, way := range []string{"http", "ssh", "local"} {
		t.Run(way, func(t *testing.T) {
			h := gitrepotest.New(t, token)
			copy := gitrepotest.Clone(t, h.Dir)
			switch way {
			case "http":
				test(t, h, copy, func() *gitrepo.Repository { return open(t, h.URL+"#main", token, "") })
			case "ssh":
				s := h.SSH()
				test(t, h, copy, func() *gitrepo.Repository { return open(t, s.Address, s.Key, s.KnownHosts) })
			default:
				test(t, h, copy, func() *gitrepo.Repository { return open(t, h.Dir, "", "") })
			}
		})
	}
}

func TestFetchGivesTheNewestCommit(t *testing.T) {
	everyWay(t, func(t *testing.T, h *gitrepotest.Host, copy *gitrepotest.Copy, again func() *gitrepo.Repository) {
		r := again()
		if _, err := r.Fetch(t.Context()); !errors.Is(err, gitrepo.ErrEmpty) {
			t.Errorf("an empty repository: %v", err)
		}
		id := copy.Push("Begin\n\nWith a text.", first)
		c := fetch(t, r)
		if c.ID != id || c.Author != (gitrepo.Person{Name: "Ada Example", Email: "ada@example.com"}) || !strings.HasPrefix(c.Message, "Begin\n") {
			t.Errorf("got %s by %v: %q", c.ID, c.Author, c.Message)
		}
		if r.Branch() != "main" {
			t.Errorf("the branch is %q", r.Branch())
		}
		if diff := cmp.Diff(first, texts(t, c)); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
		if err := fstest.TestFS(c.FS(), "incidents/2026/a.md", "site.yaml"); err != nil {
			t.Error(err)
		}
		copy.Git("mv", "incidents/b.md", "incidents/c.md")
		copy.Push("Move, and say more", map[string]string{"incidents/2026/a.md": "A\nand more\n"})
		next := fetch(t, r)
		want := maps.Clone(first)
		delete(want, "incidents/b.md")
		want["incidents/c.md"], want["incidents/2026/a.md"] = "B\n", "A\nand more\n"
		if diff := cmp.Diff(want, texts(t, next)); diff != "" {
			t.Errorf("after a push (-want +got):\n%s", diff)
		}
		paths := []string{}
		for _, x := range gitrepo.Changes(c, next) {
			paths = append(paths, x.Path)
		}
		if diff := cmp.Diff([]string{"incidents/2026/a.md", "incidents/b.md", "incidents/c.md"}, paths); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		if c.Blob("incidents/b.md") != next.Blob("incidents/c.md") || c.Blob("site.yaml") == "" || next.Blob("incidents/b.md") != "" {
			t.Error("a file that was moved has other bytes")
		}
		if diff := cmp.Diff(first, texts(t, c)); diff != "" {
			t.Errorf("the first commit, read again (-want +got):\n%s", diff)
		}
	})
}

// What a commit came of is asked without its files being sent a second time.
func TestHistoryCostsNoFiles(t *testing.T) {
	h := gitrepotest.New(t, "")
	copy := gitrepotest.Clone(t, h.Dir)
	random := make([]byte, 300_000)
	rand.NewChaCha8([32]byte{1}).Read(random)
	old := copy.Push("Begin", map[string]string{"large": string(random)})
	for i := range 60 {
		copy.Git("commit", "--quiet", "--allow-empty", "--message", strings.Repeat("x", i+1))
	}
	copy.Push("Last", map[string]string{"small": "Text\n"})
	r := open(t, h.URL, "", "")
	c := fetch(t, r)
	before := h.Sent.Load()
	if yes, err := r.Descends(t.Context(), c, old); err != nil || !yes {
		t.Errorf("it is said not to come of the first: %v", err)
	}
	if sent := h.Sent.Load() - before; sent > 50_000 {
		t.Errorf("the host sent %d bytes", sent)
	}
	gitrepotest.Git(t, h.Dir, "config", "uploadpack.allowFilter", "false")
	r = open(t, h.URL, "", "")
	if yes, err := r.Descends(t.Context(), fetch(t, r), old); err != nil || !yes {
		t.Errorf("of a host that sends all or nothing it is said not to: %v", err)
	}
}

func TestDescends(t *testing.T) {
	everyWay(t, func(t *testing.T, h *gitrepotest.Host, copy *gitrepotest.Copy, again func() *gitrepo.Repository) {
		r := again()
		copy.Push("Begin", first)
		old := copy.Push("Second", map[string]string{"site.yaml": "name: Second\n"})
		before := fetch(t, r)
		for i := range 60 {
			copy.Git("commit", "--quiet", "--allow-empty", "--message", strings.Repeat("x", i+1))
		}
		copy.Git("switch", "--quiet", "--create", "side", old)
		copy.Write(map[string]string{"incidents/side.md": "Side\n"})
		copy.Commit("Side")
		copy.Git("switch", "--quiet", "main")
		copy.Git("merge", "--quiet", "--no-ff", "--message", "Merge", "side")
		copy.Git("push", "--quiet", "origin", "main")
		descends := func(r *gitrepo.Repository, c *gitrepo.Commit, from string) bool {
			t.Helper()
			yes, err := r.Descends(t.Context(), c, from)
			if err != nil {
				t.Fatal(err)
			}
			return yes
		}
		merged := fetch(t, r)
		if !descends(r, merged, before.ID) || !descends(r, merged, merged.ID) {
			t.Error("a merge sixty commits later is said not to have come of the commit")
		}
		cold := again()
		if !descends(cold, fetch(t, cold), before.ID) {
			t.Error("asked by a program that has just started, it is said not to")
		}
		copy.Git("reset", "--quiet", "--hard", old+"~1")
		copy.Write(map[string]string{"site.yaml": "name: Other\n"})
		copy.Commit("Written anew")
		copy.Git("push", "--quiet", "--force", "origin", "main")
		rewritten := fetch(t, r)
		if descends(r, rewritten, merged.ID) || descends(r, rewritten, old) {
			t.Error("a history that was written anew is said to have come of the old one")
		}
		if diff := cmp.Diff("name: Other\n", texts(t, rewritten)["site.yaml"]); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMakeAndPush(t *testing.T) {
	everyWay(t, func(t *testing.T, h *gitrepotest.Host, copy *gitrepotest.Copy, again func() *gitrepo.Repository) {
		r := again()
		copy.Push("Begin", first)
		at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
		draft := func(on *gitrepo.Commit, files map[string][]byte) *gitrepo.Commit {
			t.Helper()
			c, err := r.Make(gitrepo.Draft{On: on, Files: files, Author: gitrepo.Person{Name: "Bo", Email: "bo@noreply.example.com"}, At: at, Message: "Write\n\nTidings-Change: 1\n"})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		one := draft(fetch(t, r), map[string][]byte{"incidents/new/x.md": []byte("X\n"), "incidents/2026/a.md": nil})
		two := draft(one, map[string][]byte{"incidents/new/y.md": []byte("Y\n")})
		if err := r.Push(t.Context(), two); err != nil {
			t.Fatal(err)
		}
		if err := r.Push(t.Context(), two); err != nil {
			t.Errorf("pushing again what is there: %v", err)
		}
		copy.Git("pull", "--quiet", "--ff-only", "origin", "main")
		gitrepotest.Git(t, h.Dir, "fsck", "--strict")
		if got, want := copy.Git("ls-tree", "-r", "--name-only", "HEAD"), "incidents/b.md\nincidents/new/x.md\nincidents/new/y.md\nsite.yaml"; got != want {
			t.Errorf("the branch holds\n%s\nwant\n%s", got, want)
		}
		if got := copy.Git("log", "-1", "--format=%an %ae %at %(trailers:key=Tidings-Change,valueonly)"); got != "Bo bo@noreply.example.com 1795341600 1" {
			t.Errorf("the commit says %q", got)
		}
		late := draft(two, map[string][]byte{"site.yaml": []byte("name: Late\n")})
		theirs := copy.Push("Faster", map[string]string{"site.yaml": "name: Theirs\n"})
		if err := r.Push(t.Context(), late); !errors.Is(err, gitrepo.ErrMoved) {
			t.Errorf("pushing to a branch that has moved: %v", err)
		}
		if c := fetch(t, r); c.ID != theirs {
			t.Errorf("fetched %s, want %s", c.ID, theirs)
		}
		if err := r.Push(t.Context(), draft(fetch(t, r), map[string][]byte{"site.yaml": []byte("name: Late\n")})); err != nil {
			t.Error(err)
		}
	})
}

func TestFirstCommitOfABranch(t *testing.T) {
	everyWay(t, func(t *testing.T, h *gitrepotest.Host, copy *gitrepotest.Copy, again func() *gitrepo.Repository) {
		r := again()
		c, err := r.Make(gitrepo.Draft{Files: map[string][]byte{"index.html": []byte("x")}, Whole: true, At: time.Unix(0, 0), Message: "Begin"})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Push(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if h.Head("main") != c.ID {
			t.Error("the branch was not begun")
		}
	})
}

// Somebody pushes between the question where the branch is and the one for its
// files: what is fetched is one commit or the other.
func TestPushDuringAFetch(t *testing.T) {
	h := gitrepotest.New(t, "")
	copy := gitrepotest.Clone(t, h.Dir)
	copy.Push("Begin", first)
	r := open(t, h.URL, "", "")
	fetch(t, r)
	copy.Push("Second", map[string]string{"site.yaml": "name: Second\n"})
	asked, last := 0, ""
	push := func(*http.Request) {
		if asked++; asked == 2 {
			copy.Git("commit", "--quiet", "--amend", "--message", "Instead")
			copy.Git("push", "--quiet", "--force", "origin", "main")
			last = copy.Git("rev-parse", "HEAD")
		}
	}
	h.Before.Store(&push)
	if c := fetch(t, r); c.ID != last {
		t.Errorf("fetched %s, want %s", c.ID, last)
	}
}

func TestWhoIsLetIn(t *testing.T) {
	h := gitrepotest.New(t, token)
	gitrepotest.Clone(t, h.Dir).Push("Begin", first)
	s, other := h.SSH(), h.SSH()
	for name, r := range map[string]*gitrepo.Repository{
		"no token":           open(t, h.URL, "", ""),
		"another token":      open(t, h.URL, "an0ther", ""),
		"no such repository": open(t, strings.Replace(h.URL, "status", "other", 1), token, ""),
		"another key":        open(t, s.Address, other.Key, s.KnownHosts),
		"an unknown host":    open(t, s.Address, s.Key, other.KnownHosts),
		"no key":             open(t, s.Address, "", s.KnownHosts),
		"a bad key":          open(t, s.Address, "-----BEGIN", s.KnownHosts),
		"no known hosts":     open(t, s.Address, s.Key, "/nowhere"),
	} {
		_, err := r.Fetch(t.Context())
		if err == nil {
			t.Errorf("%s: let in", name)
			continue
		}
		for _, secret := range []string{token, "an0ther", s.Key, other.Key, "BEGIN"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: a secret is in %q", name, err)
			}
		}
	}
}

func TestLinksAndSubmodules(t *testing.T) {
	everyWay(t, func(t *testing.T, h *gitrepotest.Host, copy *gitrepotest.Copy, again func() *gitrepo.Repository) {
		other := copy.Push("Begin", first)
		for name, target := range map[string]string{"incidents/in.md": "b.md", "incidents/out.md": "../../etc/passwd", "incidents/root.md": "/etc/passwd", "incidents/loop.md": "loop.md", "folder": "incidents/2026"} {
			if err := os.Symlink(target, copy.Dir+"/"+name); err != nil {
				t.Fatal(err)
			}
		}
		copy.Git("update-index", "--add", "--cacheinfo", "160000,"+other+",module")
		copy.Git("add", "--all", "incidents", "folder")
		copy.Git("commit", "--quiet", "--message", "Links")
		copy.Git("push", "--quiet", "origin", "HEAD:main")
		c := fetch(t, again())
		if diff := cmp.Diff([]string{"module"}, c.Submodules()); diff != "" {
			t.Errorf("submodules (-want +got):\n%s", diff)
		}
		if _, err := fs.Stat(c.FS(), "module"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a submodule is a file: %v", err)
		}
		for name, want := range map[string]string{"incidents/in.md": "B\n", "folder/a.md": "A\n"} {
			if got, err := fs.ReadFile(c.FS(), name); string(got) != want || err != nil {
				t.Errorf("%s is %q, %v", name, got, err)
			}
		}
		for _, name := range []string{"incidents/out.md", "incidents/root.md", "incidents/loop.md"} {
			if got, err := fs.ReadFile(c.FS(), name); err == nil {
				t.Errorf("%s is %q", name, got)
			}
			if info, err := fs.Lstat(c.FS(), name); err != nil || info.Mode().Type() != fs.ModeSymlink {
				t.Errorf("%s is %v, %v", name, info, err)
			}
		}
	})
}

// A repository that is taken away is told from one without commits, and is read
// on when it is there again.
func TestTakenAwayAndBack(t *testing.T) {
	h := gitrepotest.New(t, "")
	gitrepotest.Clone(t, h.Dir).Push("Begin", first)
	r := open(t, h.Dir, "", "")
	fetch(t, r)
	if err := os.Rename(h.Dir, h.Dir+".away"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Head(t.Context()); err == nil || errors.Is(err, gitrepo.ErrEmpty) || !strings.Contains(err.Error(), "no Git repository") {
		t.Errorf("it is away: %v", err)
	}
	if err := os.Rename(h.Dir+".away", h.Dir); err != nil {
		t.Fatal(err)
	}
	fetch(t, r)
}
