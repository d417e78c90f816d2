package gitrepo_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"tidings/internal/gitrepo"
	"tidings/internal/gitrepo/gitrepotest"
)

// object writes an object into a repository as it is, well formed or not.
func object(t *testing.T, dir, kind string, content []byte) string {
	t.Helper()
	cmd := exec.Command("git", "hash-object", "--literally", "-w", "--stdin", "-t", kind)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(content)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// entry is a line of a tree: a mode, a name, an id.
func entry(mode, name, id string) []byte {
	raw := make([]byte, 20)
	for i := range raw {
		raw[i] = hex(id[2*i])<<4 | hex(id[2*i+1])
	}
	return append([]byte(mode+" "+name+"\x00"), raw...)
}

func hex(c byte) byte { return byte(strings.IndexByte("0123456789abcdef", c)) }

func commitTree(t *testing.T, dir, tree string) string {
	t.Helper()
	id := object(t, dir, "commit", []byte("tree "+tree+"\nauthor M <m@example.com> 1700000000 +0000\ncommitter M <m@example.com> 1700000000 +0000\n\nBad\n"))
	gitrepotest.Git(t, dir, "update-ref", "refs/heads/main", id)
	return id
}

// Trees that Git's own commands would not write are refused with the path, and
// the commit is named.
func TestHostileTrees(t *testing.T) {
	h := gitrepotest.New(t, token)
	blob := object(t, h.Dir, "blob", []byte("x\n"))
	below := object(t, h.Dir, "tree", entry("100644", "passwd", blob))
	bomb := object(t, h.Dir, "tree", entry("100644", "a", blob))
	for range 8 {
		var level []byte
		for _, name := range "abcdefghij" {
			level = append(level, entry("40000", string(name), bomb)...)
		}
		bomb = object(t, h.Dir, "tree", level)
	}
	deep := below
	for range 30 {
		deep = object(t, h.Dir, "tree", entry("40000", "d", deep))
	}
	for name, tree := range map[string][]byte{
		"..":         entry("40000", "..", below),
		"a/b":        entry("100644", "a/b", blob),
		".GIT":       entry("40000", ".GIT", below),
		"\xff.md":    entry("100644", "\xff.md", blob),
		"same twice": append(entry("100644", "same", blob), entry("100644", "same", blob)...),
		"bomb":       entry("40000", "incidents", bomb),
		"deep":       entry("40000", "incidents", deep),
	} {
		id := commitTree(t, h.Dir, object(t, h.Dir, "tree", tree))
		for way, r := range map[string]*gitrepo.Repository{"http": open(t, h.URL, token, ""), "local": open(t, h.Dir, "", "")} {
			_, err := r.Fetch(t.Context())
			var odd *gitrepo.TreeError
			if !errors.As(err, &odd) || odd.Commit == nil || odd.Commit.ID != id {
				t.Errorf("%q, %s: %v", name, way, err)
			}
		}
	}
}

// A file of 50 MB, which may come as a few kilobytes, is not read and takes no
// memory; the file beside it is read.
func TestLargeFile(t *testing.T) {
	h := gitrepotest.New(t, token)
	gitrepotest.Git(t, h.Dir, "config", "core.compression", "1")
	large, small := object(t, h.Dir, "blob", make([]byte, 50<<20)), object(t, h.Dir, "blob", []byte("B\n"))
	commitTree(t, h.Dir, object(t, h.Dir, "tree", append(entry("100644", "b.md", small), entry("100644", "large.md", large)...)))
	for way, r := range map[string]*gitrepo.Repository{"http": open(t, h.URL, token, ""), "local": open(t, h.Dir, "", "")} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c := fetch(t, r)
		if _, err := fs.ReadFile(c.FS(), "large.md"); !errors.Is(err, gitrepo.ErrTooLarge) {
			t.Errorf("%s: %v", way, err)
		}
		if info, err := fs.Stat(c.FS(), "large.md"); err != nil || info.Size() != 50<<20 {
			t.Errorf("%s: %v, %v", way, info, err)
		}
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 32<<20 {
			t.Errorf("%s: %d MB were taken", way, grown>>20)
		}
		if got, err := fs.ReadFile(c.FS(), "b.md"); string(got) != "B\n" || err != nil {
			t.Errorf("%s: the file beside it is %q, %v", way, got, err)
		}
	}
}

// What a host leaves out because we seem to have it is fetched all the same: a
// text that stood in a commit before, a file that was moved after all files were
// forgotten, a branch that was set back.
func TestWhatWasForgottenIsFetchedAgain(t *testing.T) {
	everyWay(t, func(t *testing.T, h *gitrepotest.Host, copy *gitrepotest.Copy, again func() *gitrepo.Repository) {
		begin := copy.Push("Begin", first)
		copy.Push("Change", map[string]string{"incidents/b.md": "Changed\n"})
		r := again()
		forget := func() {
			t.Helper()
			fetch(t, r)
			r.Forget(func(string) bool { return false })
		}
		read := func(name, want string) {
			t.Helper()
			if got, err := fs.ReadFile(fetch(t, r).FS(), name); string(got) != want || err != nil {
				t.Errorf("%s is %q, %v; want %q", name, got, err, want)
			}
		}
		forget()
		copy.Git("revert", "--no-edit", "HEAD")
		copy.Git("push", "--quiet", "origin", "HEAD:main")
		read("incidents/b.md", "B\n")
		forget()
		copy.Git("mv", "incidents/b.md", "incidents/c.md")
		copy.Push("Move", nil)
		read("incidents/c.md", "B\n")
		forget()
		copy.Git("push", "--quiet", "--force", "origin", begin+":main")
		read("incidents/b.md", "B\n")
		if c := fetch(t, r); c.ID != begin {
			t.Errorf("fetched %s, want %s", c.ID, begin)
		}
	})
}
